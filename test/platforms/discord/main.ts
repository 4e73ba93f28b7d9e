import { parseArgs } from 'node:util'
import { control } from './control.ts'
import { startDiscord } from './server.ts'

/** The Discord as a program of its own: prints its address as one line of JSON and runs until it is ended. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    token: { type: 'string' },
    seed: { type: 'string', default: '1' },
    record: { type: 'string', default: 'full' },
    heartbeat: { type: 'string', default: '41250' },
    'answer-within': { type: 'string', default: '3000' },
    many: { type: 'boolean', default: false },
  },
})

const server = await startDiscord({
  port: Number(values.port),
  seed: Number(values.seed),
  record: values.record === 'counts' ? 'counts' : 'full',
  interactionLife: { first: Number(values['answer-within']) },
  gateway: { heartbeat: Number(values.heartbeat), many: values.many },
  ...(values.token !== undefined && { token: values.token }),
})
server.control = control(server)
process.stdout.write(`${JSON.stringify({ root: server.root, apiRoot: server.apiRoot, token: server.token })}\n`)

const end = () => void server.stop().then(() => process.exit(0))
process.once('SIGTERM', end)
process.once('SIGINT', end)
