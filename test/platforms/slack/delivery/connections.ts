import { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { Exchange } from '../../shared/http/connection.ts'
import { isObject } from '../../shared/json.ts'
import { Waiting } from '../../shared/waiting.ts'
import type { Answer, Envelope } from './envelope.ts'

type Settings = {
  appId: string
  deadline: number
  pingEvery: number
  most: number
  ticketLife: number
  now: () => number
}

type Reason = 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets'

type Waiter = { socket: WebSocket; settle: (answer: Answer) => void }

/** The socket mode of one app: its WebSockets, and the envelopes that wait for an acknowledgement. */
export class Connections {
  private readonly settings: Settings
  private readonly server = new WebSocketServer({ noServer: true, clientTracking: false })
  private readonly sockets: WebSocket[] = []
  /** When tickets run out, in milliseconds since 1970. */
  private readonly tickets = new Map<string, number>()
  private readonly waiters = new Map<string, Waiter>()
  private readonly opened = new Waiting<WebSocket>()
  private readonly silent = new Set<WebSocket>()
  private pinging: NodeJS.Timeout | undefined
  private turn = 0
  private made = 0

  constructor(settings: Settings) {
    this.settings = settings
  }

  /** Connections that are open. */
  get count(): number {
    return this.sockets.length
  }

  /** A new path for one connection. */
  ticket(): string {
    const ticket = `ticket-${++this.made}`
    this.tickets.set(ticket, this.settings.now() + this.settings.ticketLife)
    return `/link/?ticket=${ticket}&app_id=${this.settings.appId}`
  }

  /** Takes up a WebSocket on a path from {@link ticket}; a ticket is good once. */
  accept(exchange: Exchange): void {
    const ticket = new URL(exchange.url, 'http://localhost').searchParams.get('ticket') ?? ''
    const until = this.tickets.get(ticket)
    this.tickets.delete(ticket)
    if (until === undefined || this.settings.now() > until) {
      exchange.reply({ status: 403, body: '{"ok":false,"error":"invalid_ticket"}' })
      return
    }
    const socket = exchange.upgrade()
    this.server.handleUpgrade(requestOf(exchange, socket), socket, Buffer.alloc(0), (webSocket) => this.open(webSocket))
  }

  /** Gives the envelope to one of the connections. */
  send(envelope: Envelope, retry: number, reason: string): Promise<Answer> {
    const socket = this.sockets[this.turn++ % Math.max(this.sockets.length, 1)]
    if (!socket) return Promise.resolve({ ok: false, why: 'timeout' })
    const id = crypto.randomUUID()
    const isEvent = envelope.kind === 'events_api'
    const message = {
      envelope_id: id,
      payload: envelope.payload,
      type: envelope.kind,
      accepts_response_payload: !isEvent,
      ...(isEvent && { retry_attempt: retry, retry_reason: reason }),
    }
    return new Promise((resolve) => {
      const settle = (answer: Answer) => {
        clearTimeout(timer)
        this.waiters.delete(id)
        resolve(answer)
      }
      const timer = setTimeout(() => settle({ ok: false, why: 'timeout' }), this.settings.deadline)
      this.waiters.set(id, { socket, settle })
      if (!this.silent.has(socket)) socket.send(JSON.stringify(message))
    })
  }

  /**
   * Asks all connections to go. After a `warning` they go on as before; after anything else nothing new is given to
   * them, and they are closed a second later.
   */
  disconnect(reason: Reason): void {
    for (const socket of this.sockets) tell(socket, { type: 'disconnect', reason, debug_info: { host: 'applink-1' } })
    if (reason === 'warning') return
    for (const socket of this.sockets.splice(0)) setTimeout(() => socket.close(), 1000).unref()
  }

  /** Breaks all connections without a word. */
  cut(): void {
    for (const socket of this.sockets.splice(0)) socket.terminate()
  }

  /** Neither answers nor says anything on the connections there are; calls the returned function to go on. */
  silence(): () => void {
    const sockets = [...this.sockets]
    for (const socket of sockets) {
      this.silent.add(socket)
      socket.pause()
    }
    return () => {
      for (const socket of sockets) {
        this.silent.delete(socket)
        socket.resume()
      }
    }
  }

  /** Resolves once there are so many connections. */
  async opens(count: number, patience: number): Promise<void> {
    while (this.count < count) {
      await this.opened.wait(
        () => this.count >= count,
        patience,
        () => `there were ${this.count} connections, not ${count}, after ${patience} ms`,
      )
    }
  }

  stop(): void {
    clearInterval(this.pinging)
    this.opened.close('the server was stopped')
    for (const { settle } of [...this.waiters.values()]) settle({ ok: false, why: 'the server was stopped' })
    this.cut()
  }

  private open(socket: WebSocket): void {
    socket.on('error', () => socket.terminate())
    if (this.sockets.length >= this.settings.most) {
      tell(socket, { type: 'disconnect', reason: 'too_many_websockets', debug_info: { host: 'applink-1' } })
      socket.close()
      return
    }
    this.sockets.push(socket)
    socket.on('message', (data: RawData) => this.hear(data))
    socket.on('close', () => {
      const index = this.sockets.indexOf(socket)
      if (index >= 0) this.sockets.splice(index, 1)
    })
    tell(socket, {
      type: 'hello',
      num_connections: this.sockets.length,
      debug_info: { host: 'applink-1', build_number: 1, approximate_connection_time: 18_060 },
      connection_info: { app_id: this.settings.appId },
    })
    this.pinging ??= setInterval(() => this.ping(), this.settings.pingEvery).unref()
    this.opened.offer(socket)
  }

  private ping(): void {
    for (const socket of this.sockets) if (!this.silent.has(socket)) socket.ping('Ping from applink-1')
  }

  private hear(data: RawData): void {
    const message: unknown = JSON.parse(String(data))
    if (!isObject(message)) return
    const { envelope_id: id, payload } = message
    this.waiters.get(String(id))?.settle({ ok: true, payload })
  }
}

const tell = (socket: WebSocket, message: object): void => socket.send(JSON.stringify(message))

/** The request as `ws` wants it. */
function requestOf(exchange: Exchange, socket: Socket): IncomingMessage {
  const request = new IncomingMessage(socket)
  request.method = exchange.method
  request.url = exchange.url
  for (const name of [
    'connection',
    'upgrade',
    'sec-websocket-key',
    'sec-websocket-version',
    'sec-websocket-extensions',
  ]) {
    const value = exchange.header(name)
    if (value !== undefined) request.headers[name] = value
  }
  return request
}
