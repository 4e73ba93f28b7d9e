import type { Writable } from 'node:stream'

/** How much of the past is kept for those who come back. */
export type Memory = { events: number; characters: number; traces: number }

const usual: Memory = { events: 1000, characters: 4_000_000, traces: 60 }
const mostWaiting = 8_000_000

type Told = { number: number; frame: string }

/**
 * The stream of everything that happens, as server-sent events, to every open page. Each event has an id; a page that
 * comes back names the last one it saw and gets what it missed, or is told that it must ask for everything anew.
 */
export class Feed {
  readonly #era: string
  readonly #memory: Memory
  readonly #told: Told[] = []
  readonly #traces: object[] = []
  readonly #open = new Set<Writable>()
  #number = 0
  #characters = 0

  /** `era` differs with every start of the program, because what was told before is forgotten then. */
  constructor(era: string, memory: Memory = usual) {
    this.#era = era
    this.#memory = memory
  }

  /** Pages that listen now. */
  get listeners(): number {
    return this.#open.size
  }

  /** Tells all pages. A `trace` is also shown to pages that come later. */
  publish(event: 'entry' | 'people' | 'trace', data: object): void {
    this.#number++
    if (event === 'trace') {
      this.#traces.push(data)
      if (this.#traces.length > this.#memory.traces) this.#traces.shift()
    }
    const frame = this.#frame(event, data)
    this.#told.push({ number: this.#number, frame })
    this.#characters += frame.length
    while (this.#told.length > this.#memory.events || this.#characters > this.#memory.characters) {
      const oldest = this.#told.shift()
      this.#characters -= oldest?.frame.length ?? 0
    }
    for (const stream of this.#open) this.#write(stream, frame)
  }

  /**
   * Adds a page. Its first event is `hello`: with `resumed: true` what it missed since `lastId` follows; otherwise it
   * starts afresh, with the latest traces.
   */
  join(stream: Writable, lastId: string | undefined): void {
    const missed = this.#since(lastId)
    const hello = missed ? { resumed: true } : { resumed: false, traces: this.#traces }
    const id = missed && lastId !== undefined ? lastId : this.#id(this.#number)
    stream.write(`retry: 1000\nid: ${id}\nevent: hello\ndata: ${JSON.stringify(hello)}\n\n`)
    for (const { frame } of missed ?? []) stream.write(frame)
    this.#open.add(stream)
    stream.once('close', () => this.#open.delete(stream))
    stream.on('error', () => this.#open.delete(stream))
  }

  /** Keeps connections alive through proxies, and lets dead ones be noticed. */
  beat(): void {
    for (const stream of this.#open) this.#write(stream, ': beat\n\n')
  }

  /** Ends all connections; the pages come back by themselves when there is something to come back to. */
  close(): void {
    for (const stream of this.#open) stream.end()
    this.#open.clear()
  }

  /** A page that reads too slowly is cut off, and catches up when it comes back. */
  #write(stream: Writable, frame: string): void {
    if (stream.writableLength > mostWaiting) stream.destroy()
    else stream.write(frame)
  }

  #id(number: number): string {
    return `${this.#era}-${number}`
  }

  #frame(event: string, data: object): string {
    return `id: ${this.#id(this.#number)}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
  }

  #since(lastId: string | undefined): Told[] | undefined {
    const [era, number] = lastId?.split('-') ?? []
    if (era !== this.#era || number === undefined || !/^\d{1,15}$/.test(number)) return undefined
    const last = Number(number)
    const oldest = this.#told[0]?.number ?? this.#number + 1
    return last <= this.#number && last >= oldest - 1 ? this.#told.filter((told) => told.number > last) : undefined
  }
}
