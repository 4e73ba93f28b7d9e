import { WebSocket } from 'ws'
import { type Shape, shape, string } from '../../../adapters/shared/shape.ts'

export type SocketOptions = {
  root: string
  token: string
  signal: AbortSignal
  /** The connection is there: what is told from now on is told to `on`. */
  open(): void
  on(event: string, data: Shape): void
}

/** How often a sign of life is asked for, in milliseconds: a connection can die without a word. */
const heartbeat = 30_000

/** Listens over one connection; resolves when the signal ends it, and rejects when anything else does. */
export function listenOnce({ root, token, signal, open, on }: SocketOptions): Promise<void> {
  const address = new URL('api/v4/websocket', root.endsWith('/') ? root : `${root}/`)
  address.protocol = address.protocol.replace('http', 'ws')
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, {
      headers: { authorization: `Bearer ${token}` },
      handshakeTimeout: heartbeat,
    })
    let alive = true
    const beat = setInterval(() => {
      if (!alive) socket.terminate()
      alive = false
      if (socket.readyState === socket.OPEN) socket.ping()
    }, heartbeat)
    const abort = () => socket.terminate()
    signal.addEventListener('abort', abort, { once: true })
    socket.on('pong', () => {
      alive = true
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearInterval(beat)
      signal.removeEventListener('abort', abort)
      if (signal.aborted) resolve()
      else reject(new Error('the connection ended'))
    })
    socket.on('message', (given) => {
      alive = true
      const told = parsed(String(given))
      const event = string(told?.event)
      if (event === 'hello') open()
      else if (event !== undefined) on(event, shape(told?.data) ?? {})
    })
    if (signal.aborted) abort()
  })
}

function parsed(text: string): Shape | undefined {
  try {
    return shape(JSON.parse(text))
  } catch {
    return undefined
  }
}
