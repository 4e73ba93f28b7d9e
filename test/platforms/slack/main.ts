import { parseArgs } from 'node:util'
import { control } from './control.ts'
import { startSlack } from './server.ts'

/** The local Slack as a program of its own: prints its address as one line of JSON and runs until it is ended. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    record: { type: 'string', default: 'full' },
    retries: { type: 'string', default: '0,60000,300000' },
    deadline: { type: 'string', default: '3000' },
  },
})

const server = await startSlack({
  port: Number(values.port),
  seed: Number(values.seed),
  record: values.record === 'counts' ? 'counts' : 'full',
  retries: values.retries.split(',').map(Number),
  deadline: Number(values.deadline),
})
server.control = control(server)
const { root, apiUrl, botToken, appToken, signingSecret } = server
process.stdout.write(`${JSON.stringify({ root, apiUrl, botToken, appToken, signingSecret })}\n`)

const end = () => void server.stop().then(() => process.exit(0))
process.once('SIGTERM', end)
process.once('SIGINT', end)
