import { parseArgs } from 'node:util'
import { control } from './control.ts'
import { startTelegram } from './server.ts'

/** The Bot API server as a program of its own: prints its address as one line of JSON and runs until it is ended. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    token: { type: 'string' },
    seed: { type: 'string', default: '1' },
    record: { type: 'string', default: 'full' },
    'first-update': { type: 'string', default: '100001' },
  },
})

const server = await startTelegram({
  port: Number(values.port),
  seed: Number(values.seed),
  firstUpdateId: Number(values['first-update']),
  record: values.record === 'counts' ? 'counts' : 'full',
  ...(values.token !== undefined && { token: values.token }),
})
server.control = control(server)
process.stdout.write(`${JSON.stringify({ root: server.root, token: server.token })}\n`)

const end = () => void server.stop().then(() => process.exit(0))
process.once('SIGTERM', end)
process.once('SIGINT', end)
