import { aborted } from '../shared/aborted.ts'
import type { Health } from '../shared/health.ts'
import type { Log } from '../shared/log.ts'
import { pauseAfter, type Wait } from '../shared/patience.ts'
import { type Connection, type ConnectionOptions, connect } from './connection.ts'
import { judge } from './patience.ts'

export type SocketsOptions = ConnectionOptions & { signal: AbortSignal; wait: Wait; health: Health; log: Log }

/** Slack tells over one of them; the other is there when it breaks. */
const howMany = 2
/** How long a connection that another has taken the place of may go on, in milliseconds: Slack closes it itself. */
const overlap = 15_000
/** A connection that lasted for less counts as a failure, in milliseconds. */
const shortLife = 5_000

/**
 * Holds connections in socket mode until the signal. Each is opened again when it breaks, and before it ends where
 * Slack says so beforehand.
 */
export async function holdSockets(options: SocketsOptions): Promise<void> {
  const { signal, health } = options
  const open = new Set<Connection>()
  health.set('receiving', 'connecting')
  await Promise.all(Array.from({ length: howMany }, () => hold(options, open)))
  await Promise.all([...open].map((connection) => connection.close()))
  if (signal.aborted) health.set('receiving', undefined)
}

async function hold(options: SocketsOptions, open: Set<Connection>): Promise<void> {
  const { signal, wait, health, log } = options
  const ending = aborted(signal)
  let failures = 0
  while (!signal.aborted) {
    try {
      const connection = await connect(options, signal)
      const since = performance.now()
      open.add(connection)
      health.set('receiving', undefined)
      const why = await Promise.race([connection.leaving, ending])
      if (why === 'refresh') retire(connection, open, signal)
      if (why !== 'closed') continue
      open.delete(connection)
      failures = performance.now() - since < shortLife ? failures + 1 : 0
      if (open.size === 0) health.set('receiving', 'the connection broke')
      if (failures > 0) await wait(pauseAfter(failures), signal)
    } catch (error) {
      if (signal.aborted) return
      failures += 1
      const { pause, trouble } = judge(error, failures)
      if (open.size === 0) health.set('receiving', trouble)
      log.warn({ platform: 'slack', trouble, pause }, 'slack: no connection, will try again')
      await wait(pause, signal)
    }
  }
}

/** Lets a connection end whose place another takes. */
function retire(connection: Connection, open: Set<Connection>, signal: AbortSignal): void {
  const end = new AbortController()
  const close = () => {
    clearTimeout(timer)
    end.abort()
    void connection.close().then(() => open.delete(connection))
  }
  const timer = setTimeout(close, overlap)
  signal.addEventListener('abort', close, { once: true, signal: end.signal })
}
