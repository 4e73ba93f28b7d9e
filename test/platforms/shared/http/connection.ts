import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { type Head, Reader } from './reader.ts'

/** Answers one request: at once or later, with {@link Exchange.reply}, or breaks the connection. */
export type Handler = (exchange: Exchange) => void

/** An answer; JSON unless `type` says otherwise. */
export type Reply = { status: number; body: string | Buffer; type?: string; headers?: Record<string, string> }

/** One request, waiting for its answer. */
export class Exchange {
  readonly method: string
  readonly url: string
  /** Content type of the body. */
  readonly type: string
  readonly body: Buffer | undefined
  private readonly head: Head
  private readonly connection: Connection
  private listeners: (() => void)[] = []

  constructor(connection: Connection, head: Head, body: Buffer | undefined) {
    this.connection = connection
    this.method = head.method
    this.url = head.url
    this.type = head.type
    this.head = head
    this.body = body
  }

  /** A header of the request, by its name in lower case. */
  header(name: string): string | undefined {
    const at = this.head.text.toLowerCase().indexOf(`\r\n${name}:`)
    if (at < 0) return undefined
    const end = this.head.text.indexOf('\r\n', at + 2)
    return this.head.text.slice(at + name.length + 3, end < 0 ? undefined : end).trim()
  }

  /** Sends the whole answer. Does nothing when the client has gone. */
  reply({ status, body, type = 'application/json', headers = {} }: Reply): void {
    const { close } = this.head
    let head =
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\nContent-Type: ${type}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n${close ? 'Connection: close\r\n' : ''}`
    for (const name in headers) head += `${name}: ${headers[name]}\r\n`
    const { clock } = this.connection
    if (clock) head += `Date: ${new Date(clock()).toUTCString()}\r\n`
    this.connection.answered(this, `${head}\r\n`, body, close)
  }

  /** Hands over the connection, which speaks HTTP no more. */
  upgrade(): Socket {
    return this.connection.leave()
  }

  /** Breaks the connection without an answer. */
  destroy(): void {
    this.connection.destroy()
  }

  /** Calls the listener if the client goes before it was answered. */
  onGone(listener: () => void): void {
    this.listeners.push(listener)
  }

  /** Tells the listeners. */
  gone(): void {
    for (const listener of this.listeners.splice(0)) listener()
  }
}

/** One connection: its requests are answered in order, one after the other. */
export class Connection {
  /** What its answers tell the time by, in milliseconds since 1970; they do not tell it where it is absent. */
  readonly clock: (() => number) | undefined
  private readonly socket: Socket
  private readonly handler: Handler
  private current: Exchange | undefined
  private readonly queue: Exchange[] = []
  /** Small answers given while a piece of input is worked through leave together. */
  private out = ''
  private isReading = false

  constructor(socket: Socket, handler: Handler, clock?: () => number) {
    this.clock = clock
    this.socket = socket
    this.handler = handler
    const reader = new Reader({
      request: (head, body) => this.take(new Exchange(this, head, body)),
      expects: () => socket.write('HTTP/1.1 100 Continue\r\n\r\n'),
      nonsense: () => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'),
    })
    socket.on('data', (data: Buffer) => {
      this.isReading = true
      reader.feed(data)
      this.isReading = false
      this.flush()
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.current?.gone())
  }

  /** Sends the answer of that exchange, if it is still waited for, and goes on with the next. */
  answered(exchange: Exchange, head: string, body: string | Buffer, close: boolean): void {
    if (exchange !== this.current || this.socket.destroyed) return
    this.current = undefined
    if (typeof body === 'string') this.out += head + body
    else {
      this.out += head
      this.flush()
      this.socket.write(body)
    }
    if (!this.isReading || close) this.flush()
    if (close) this.socket.end()
    const next = this.queue.shift()
    if (next) this.take(next)
  }

  destroy(): void {
    this.out = ''
    this.socket.destroy()
  }

  /** Gives up the socket: nothing of it is read or answered here any more. */
  leave(): Socket {
    this.current = undefined
    this.flush()
    this.socket.removeAllListeners('data')
    return this.socket
  }

  private take(exchange: Exchange): void {
    if (this.current) {
      this.queue.push(exchange)
      return
    }
    this.current = exchange
    this.handler(exchange)
  }

  private flush(): void {
    if (this.out === '') return
    const out = this.out
    this.out = ''
    if (this.socket.writable) this.socket.write(out)
  }
}
