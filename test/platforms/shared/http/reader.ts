/** The head of a request as far as it matters here. */
export type Head = {
  method: string
  url: string
  /** Content type of the body. */
  type: string
  close: boolean
  /** The whole head as it came. */
  text: string
}

/** What a reader tells. Bodies are whole; a request without one has undefined. */
export type Heard = {
  request(head: Head, body: Buffer | undefined): void
  /** The client waits for leave to send its body. */
  expects(): void
  /** What came is no request. */
  nonsense(): void
}

type State = 'head' | 'length' | 'chunk size' | 'chunk' | 'trailer' | 'broken'

const headEnd = Buffer.from('\r\n\r\n')
const lineEnd = Buffer.from('\r\n')
/** Most bytes of a head, and of a body. */
const maxHead = 65_536
const maxBody = 60_000_000

/** Reads the requests of one HTTP/1.1 connection from the bytes as they come. */
export class Reader {
  private state: State = 'head'
  private rest: Buffer | undefined
  private head: Head | undefined
  private parts: Buffer[] = []
  private size = 0
  /** Bytes still to come of this body or chunk. */
  private missing = 0
  private readonly heard: Heard

  constructor(heard: Heard) {
    this.heard = heard
  }

  /** Takes in what has arrived; tells of every request that is whole by then. */
  feed(data: Buffer): void {
    const bytes = this.rest ? Buffer.concat([this.rest, data]) : data
    this.rest = undefined
    let at = 0
    while (at < bytes.length) {
      const next = this.step(bytes, at)
      if (next === undefined) {
        this.rest = bytes.subarray(at)
        if (this.rest.length > maxHead) this.fail()
        return
      }
      at = next
    }
  }

  /** Reads one piece from `at`. Returns where the next one begins, or undefined when this one is not all there. */
  private step(bytes: Buffer, at: number): number | undefined {
    switch (this.state) {
      case 'head':
        return this.readHead(bytes, at)
      case 'length':
      case 'chunk':
        return this.readBody(bytes, at)
      case 'chunk size':
        return this.readChunkSize(bytes, at)
      case 'trailer':
        return this.readTrailer(bytes, at)
      case 'broken':
        return bytes.length
    }
  }

  private readHead(bytes: Buffer, at: number): number | undefined {
    const end = bytes.indexOf(headEnd, at)
    if (end < 0) return undefined
    const text = bytes.toString('latin1', at, end)
    const first = text.indexOf('\r\n')
    const line = first < 0 ? text : text.slice(0, first)
    const gap = line.indexOf(' ')
    const gap2 = line.indexOf(' ', gap + 1)
    if (gap <= 0 || gap2 < 0 || !line.startsWith('HTTP/1.', gap2 + 1)) return this.fail()
    const close = /\r\nconnection: *close/i.test(text) || line.endsWith('/1.0')
    const type = /\r\ncontent-type: *([^\r]*)/i.exec(text)?.[1] ?? ''
    this.head = { method: line.slice(0, gap), url: line.slice(gap + 1, gap2), type, close, text }
    if (/\r\nexpect: *100-continue/i.test(text)) this.heard.expects()
    return this.startBody(bytes, end + headEnd.length, text)
  }

  private startBody(bytes: Buffer, at: number, head: string): number | undefined {
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
    if (length === undefined) {
      if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return this.finish(at, undefined)
      this.state = 'chunk size'
      return at
    }
    const size = Number(length)
    if (size > maxBody) return this.fail()
    if (size === 0) return this.finish(at, undefined)
    if (at + size <= bytes.length) return this.finish(at + size, bytes.subarray(at, at + size))
    this.missing = size
    this.state = 'length'
    return at
  }

  private readBody(bytes: Buffer, at: number): number {
    const piece = bytes.subarray(at, at + this.missing)
    this.parts.push(piece)
    this.size += piece.length
    this.missing -= piece.length
    const next = at + piece.length
    if (this.missing > 0) return next
    if (this.state === 'length') return this.finish(next, Buffer.concat(this.parts))
    this.state = 'chunk size'
    return next
  }

  private readChunkSize(bytes: Buffer, at: number): number | undefined {
    const start = bytes[at] === 13 ? at + lineEnd.length : at
    const end = bytes.indexOf(lineEnd, start)
    if (end < 0) return undefined
    const size = Number.parseInt(bytes.toString('latin1', start, end), 16)
    if (!(size >= 0) || this.size + size > maxBody) return this.fail()
    this.missing = size
    this.state = size > 0 ? 'chunk' : 'trailer'
    return end + lineEnd.length
  }

  private readTrailer(bytes: Buffer, at: number): number | undefined {
    const end = bytes.indexOf(lineEnd, at)
    if (end < 0) return undefined
    if (end > at) return end + lineEnd.length
    return this.finish(end + lineEnd.length, Buffer.concat(this.parts))
  }

  private finish(next: number, body: Buffer | undefined): number {
    const head = this.head
    this.state = 'head'
    this.head = undefined
    this.parts = []
    this.size = 0
    if (head) this.heard.request(head, body)
    return next
  }

  private fail(): undefined {
    this.state = 'broken'
    this.rest = undefined
    this.heard.nonsense()
  }
}
