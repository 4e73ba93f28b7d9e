import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Finding } from '../chat.ts'
import type { Config } from '../config.ts'
import { look, ok, reasonOf, wrong } from './finding.ts'

/** Longest wait for an answer, in milliseconds. */
const patience = 5_000

/** What `/readyz` of the running program says. */
type Answer = { status: string; adapters: Record<string, string> }

/** Whether the program runs where the settings say, and how it is; or whether it could. */
export async function serverFindings({ HOST, PORT }: Config): Promise<{ runs: boolean; findings: Finding[] }> {
  const about = 'HTTP server'
  const where = `${HOST}:${PORT}`
  if (PORT === 0) return { runs: false, findings: [ok(about, `any free port of ${HOST}`)] }
  const trouble = await listens(HOST, PORT)
  if (trouble === undefined) return { runs: false, findings: [ok(about, `not running; ${where} is free`)] }
  if (trouble !== 'EADDRINUSE') return { runs: false, findings: [refused(where, trouble)] }
  const answer = await readiness(HOST, PORT)
  if (answer) return { runs: true, findings: [ok(about, `running at ${where}`), ...runningFindings(answer)] }
  const remedy = 'End that program, or set HOST and PORT to an address that is free.'
  return { runs: false, findings: [wrong(about, `another program has ${where}`, remedy)] }
}

function refused(where: string, reason: string): Finding {
  const remedy =
    reason === 'EACCES'
      ? 'Set PORT to 1024 or more, and let a proxy stand before it.'
      : 'Set HOST and PORT to an address of this machine that is free.'
  return wrong('HTTP server', `cannot listen on ${where} (${reason})`, remedy)
}

/** Listens for a moment and takes nothing; gives why it cannot. */
async function listens(host: string, port: number): Promise<string | undefined> {
  const server = createServer((socket) => socket.destroy())
  try {
    server.listen(port, host)
    await once(server, 'listening')
    return undefined
  } catch (error) {
    return reasonOf(error)
  } finally {
    server.close()
  }
}

function* runningFindings({ status, adapters }: Answer): Generator<Finding> {
  if (status === 'ready') yield ok('program', 'ready')
  else if (status !== 'degraded') yield wrong('program', status, 'See its log.')
  for (const [platform, state] of Object.entries(adapters))
    if (state !== 'ok') yield look(`${platform} connection`, state, 'See what is said of it below, and the log.')
}

/** Undefined when it is not our program that answers. */
async function readiness(host: string, port: number): Promise<Answer | undefined> {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
  const found = await asked(`http://${name}:${port}/readyz`)
  if (typeof found === 'string') return undefined
  const { status, adapters, detail, code } = found as Record<string, unknown>
  if (typeof status === 'string' && typeof adapters === 'object' && adapters !== null)
    return { status, adapters: adapters as Record<string, string> }
  return code === 'unavailable' ? { status: String(detail), adapters: {} } : undefined
}

/** The JSON of that address, or why there is none. */
async function asked(url: string): Promise<object | string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(patience), redirect: 'manual' })
    const json: unknown = await response.json().catch(() => undefined)
    return typeof json === 'object' && json !== null ? json : `status ${response.status}`
  } catch (error) {
    return reasonOf((error as Error).cause ?? error)
  }
}

/** Whether the address for everybody leads to us. From this machine that may not be reached, though it is from outside. */
export async function publicFinding({ PUBLIC_URL }: Config, runs: boolean): Promise<Finding> {
  const about = 'PUBLIC_URL'
  if (PUBLIC_URL === undefined) return ok(about, 'not set: no webhooks, no links in campaigns, no referral pages')
  const { protocol, host } = new URL(PUBLIC_URL)
  if (protocol !== 'https:') {
    return look(
      about,
      `${host} without https`,
      'Use https: Telegram calls no other, and what people do is seen by others.',
    )
  }
  if (!runs) return ok(about, `${host}, which is looked at while the program runs`)
  const found = await asked(`${PUBLIC_URL.replace(/\/+$/, '')}/healthz`)
  if (typeof found === 'object' && 'status' in found && found.status === 'alive')
    return ok(about, `${host} leads to us`)
  const how = typeof found === 'string' ? found : 'another program answers'
  const remedy = 'Open it with /healthz behind it from elsewhere: it must say "alive". If it does not, mend the proxy.'
  return look(about, `${host} did not lead to us from here (${how})`, remedy)
}
