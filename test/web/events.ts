import { get, type IncomingMessage } from 'node:http'

export type Told = { id: string | undefined; event: string; data: Record<string, unknown> }

/** A page's end of the stream of events, as plain as can be: what comes in is put into words and kept. */
export class Events {
  readonly seen: Told[] = []
  /** Resolves when the server ends the stream. */
  readonly ended: Promise<void>
  readonly #response: IncomingMessage
  #rest = ''
  #told: () => void = () => {}

  private constructor(response: IncomingMessage) {
    this.#response = response
    this.ended = new Promise((resolve) => response.once('end', resolve))
    response.setEncoding('utf8').on('data', (chunk: string) => this.#read(chunk))
  }

  /** Connects, and waits for the first event. */
  static async open(
    address: string,
    last: { header?: string | undefined; query?: string | undefined } = {},
  ): Promise<Events> {
    const url = `${address}/web/events${last.query === undefined ? '' : `?last=${last.query}`}`
    const headers = last.header === undefined ? {} : { 'last-event-id': last.header }
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(url, { headers }, resolve).on('error', reject)
    })
    if (response.statusCode !== 200) throw new Error(`${response.statusCode}`)
    const events = new Events(response)
    await events.until(() => true)
    return events
  }

  /** Waits until one has come of which that is true; gives all up to it. */
  async until(matches: (told: Told) => boolean): Promise<Told[]> {
    for (;;) {
      const index = this.seen.findIndex(matches)
      if (index >= 0) return this.seen.slice(0, index + 1)
      await new Promise<void>((resolve) => {
        this.#told = resolve
      })
    }
  }

  close(): void {
    this.#response.destroy()
  }

  #read(chunk: string): void {
    const frames = (this.#rest + chunk).split('\n\n')
    this.#rest = frames.pop() ?? ''
    for (const frame of frames) {
      const line = (name: string) => new RegExp(`(?:^|\\n)${name}: ([^\\n]*)`).exec(frame)?.[1]
      const event = line('event')
      if (event) this.seen.push({ id: line('id'), event, data: JSON.parse(line('data') ?? '') })
    }
    this.#told()
  }
}
