import type { WebSocket } from 'ws'
import { isObject } from '../../shared/json.ts'
import { Times } from '../../shared/window.ts'
import type { Json } from '../wire.ts'
import type { Line, Session } from './session.ts'

/** What a connection needs of the gateway. */
export type Office = {
  readonly heartbeat: number
  readonly lapse: number
  now(): number
  identify(connection: GatewayConnection, data: Json): void
  resume(connection: GatewayConnection, data: Json): void
  chunk(session: Session, data: Json): void
  ended(connection: GatewayConnection, code: number): void
}

/** One WebSocket of the bot. */
export class GatewayConnection implements Line {
  /** Nothing goes out or is heard any more, though the socket stays open. */
  isSilent = false
  session: Session | undefined
  /** Heartbeats that came. */
  beats = 0
  private readonly socket: WebSocket
  private readonly alive: NodeJS.Timeout
  private readonly office: Office
  private readonly received = new Times({ count: 120, ms: 60_000 })

  constructor(socket: WebSocket, office: Office) {
    this.socket = socket
    this.office = office
    socket.on('message', (data) => this.hear(String(data)))
    // Whoever sends no heartbeats is gone, though the socket may not know it.
    this.alive = setTimeout(() => this.close(4009), office.lapse)
    this.alive.unref()
    socket.on('close', (code) => {
      clearTimeout(this.alive)
      this.office.ended(this, code)
    })
    socket.on('error', () => socket.terminate())
    this.op(10, { heartbeat_interval: office.heartbeat, _trace: [] })
  }

  /** Sends an operation other than an event. */
  op(op: number, data: unknown = null): void {
    this.send(JSON.stringify({ t: null, s: null, op, d: data }))
  }

  send(text: string): void {
    if (!this.isSilent && this.socket.readyState === this.socket.OPEN) this.socket.send(text)
  }

  close(code: number): void {
    this.socket.close(code)
  }

  /** Breaks the connection: the other side sees 1006. */
  terminate(): void {
    this.socket.terminate()
  }

  private hear(text: string): void {
    if (this.isSilent) return
    const now = this.office.now()
    const payload = parse(text)
    if (this.received.wait(now) > 0) this.close(4008)
    else if (payload) this.act(payload)
    else this.close(4002)
    this.received.add(now)
  }

  private act({ op, d }: Json): void {
    const data = isObject(d) ? d : {}
    if (op === 1) {
      this.beats++
      this.alive.refresh()
      this.op(11)
    } else if (op === 2 || op === 6) {
      if (this.session) this.close(4005)
      else if (op === 2) this.office.identify(this, data)
      else this.office.resume(this, data)
    } else if (!this.session) {
      this.close(4003)
    } else if (op === 8) {
      this.office.chunk(this.session, data)
    } else if (op !== 3 && op !== 4) {
      this.close(4001)
    }
  }
}

function parse(text: string): Json | undefined {
  try {
    const payload: unknown = JSON.parse(text)
    return isObject(payload) ? payload : undefined
  } catch {
    return undefined
  }
}
