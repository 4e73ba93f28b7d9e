import { Waiting } from './waiting.ts'

/** One call of the bot. `n` counts from 0 in order of arrival; `at` is milliseconds since 1970. */
export type Call<Id> = {
  readonly n: number
  readonly at: number
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  chat?: Id
  /** The message that was made or changed. */
  message?: Id
  /** What it came to: an HTTP status, or 0 while it is under way and when it was cut off before anything was done. */
  code: number
  /** When it was over, in milliseconds since 1970; absent while it is under way. */
  ended?: number
  /** What was wrong with it. */
  description?: string
  /** Kinds of the faults that it met. */
  faults?: string[]
}

/** Everything that the bot did, in order. With `full` off only counts are kept, as long loads need. */
export class Journal<Id> {
  readonly full: boolean
  readonly calls: Call<Id>[] = []
  /** Calls taken in, and calls that did not end well, by method. */
  readonly counts = new Map<string, { calls: number; refused: number }>()
  /** Messages sent, by chat. */
  readonly sentPerChat = new Map<Id, number>()
  private taken = 0
  private n = 0
  private readonly waiting = new Waiting<Call<Id>>()
  private readonly arriving = new Waiting<Call<Id>>()
  private readonly now: () => number

  constructor(full: boolean, now: () => number) {
    this.full = full
    this.now = now
  }

  open(method: string, params: Readonly<Record<string, unknown>>): Call<Id> {
    const call: Call<Id> = { n: this.n++, at: this.now(), method, params, code: 0 }
    if (this.full) this.calls.push(call)
    this.arriving.offer(call)
    const count = this.counts.get(method)
    if (count) count.calls++
    else this.counts.set(method, { calls: 1, refused: 0 })
    return call
  }

  /** Notes how a call ended; with a description it did not end well. */
  close(call: Call<Id>, code: number, description?: string): void {
    call.code = code
    call.ended = this.now()
    if (description !== undefined) call.description = description
    if (code !== 200 || description !== undefined) {
      const count = this.counts.get(call.method)
      if (count) count.refused++
    }
    if (this.waiting.offer(call)) this.taken = call.n + 1
  }

  countSent(chat: Id): void {
    this.sentPerChat.set(chat, (this.sentPerChat.get(chat) ?? 0) + 1)
  }

  /** The next finished call of that method which was not taken by an earlier `next`. */
  next(method: string, test: (call: Call<Id>) => boolean, patience: number): Promise<Call<Id>> {
    const suits = (call: Call<Id>) => call.method === method && test(call)
    const found = this.calls.find((call) => call.n >= this.taken && call.ended !== undefined && suits(call))
    if (found) {
      this.taken = found.n + 1
      return Promise.resolve(found)
    }
    return this.waiting.wait(suits, patience, () => {
      const came = this.calls.slice(-10).map((call) => `${call.method} ${call.code} ${JSON.stringify(call.params)}`)
      return `no such ${method} within ${patience} ms; the last calls were:\n${came.join('\n') || '(none)'}`
    })
  }

  /** A call of that method that is under way, or the next one to come in. */
  arrival(method: string, patience: number): Promise<Call<Id>> {
    const open = this.calls.find((call) => call.method === method && call.ended === undefined)
    if (open) return Promise.resolve(open)
    const suits = (call: Call<Id>) => call.method === method
    return this.arriving.wait(suits, patience, () => `no ${method} came in within ${patience} ms`)
  }

  stop(): void {
    this.arriving.close('the server was stopped')
    this.waiting.close('the server was stopped')
  }
}
