import type { Chats, Conversation } from './chats.ts'
import type { Source, Update, Updates } from './updates.ts'

/** What is written to the bot, by how many people, and how fast. */
export type LoadSettings = {
  chats: number
  perChat: number
  /** What everybody writes; `{n}` becomes the number of the message within its chat, from 1. */
  text: string
  /** Most updates handed out and not answered at any time. Without it the bot gets all it asks for. */
  concurrentLimit?: number
  /** Updates per second. Without it they come as fast as they are fetched. */
  rate?: number
  /** Id of the first private chat; the others follow. */
  firstChat?: number
}

/** Milliseconds. */
type Latency = { p50: number; p90: number; p99: number; max: number; mean: number }

/** How a load went. `extra`: messages beyond one for each update; `again`: updates handed out more than once. */
export type LoadResult = {
  total: number
  handedOut: number
  again: number
  answered: number
  extra: number
  /** From the first update handed out to the last answer. */
  seconds: number
  perSecond: number
  latency: Latency
  done: boolean
}

/**
 * People in private chats who write by the thousand, round by round. An answer is any message to such a chat; it
 * belongs to the oldest update of that chat without one. Times are taken at hand-out and when the answer arrives.
 */
export class Load implements Source {
  /** Resolves when every update has been answered. */
  readonly done: Promise<LoadResult>
  private finish: (result: LoadResult) => void = () => {}
  private readonly settings: LoadSettings
  private readonly updates: Updates
  private readonly chats: Chats
  private readonly first: number
  private readonly total: number
  private readonly before: string
  private readonly openTimes: number[][]
  private readonly latencies: Float64Array
  /** The last update handed out, by chat. */
  private readonly lastLeft: Float64Array
  private madeCount = 0
  private handedOut = 0
  private again = 0
  private answered = 0
  private extra = 0
  private startedAt = 0
  private lastAnswerAt = 0
  private readonly openedAt: number
  private readonly clock: () => number
  private ticking: NodeJS.Timeout | undefined

  constructor(settings: LoadSettings, updates: Updates, chats: Chats, now: number, clock: () => number) {
    this.clock = clock
    this.openedAt = clock()
    this.settings = settings
    this.updates = updates
    this.chats = chats
    this.first = settings.firstChat ?? 2_000_000_000
    this.total = settings.chats * settings.perChat
    this.latencies = new Float64Array(this.total)
    this.lastLeft = new Float64Array(settings.chats)
    this.openTimes = Array.from({ length: settings.chats }, () => [])
    this.before = `,"message":{"date":${Math.floor(now / 1000)},"message_id":`
    this.done = new Promise((resolve) => {
      this.finish = resolve
    })
    if (settings.rate) this.ticking = setInterval(() => updates.wake(), Math.max(1, Math.floor(1000 / settings.rate)))
  }

  /** The chat of that id, if somebody of this load is in it. */
  chat(id: number): Conversation | undefined {
    if (id < this.first || id >= this.first + this.settings.chats) return undefined
    const name = nameOf(id - this.first)
    const conversation = this.chats.addUser({ id, is_bot: false, first_name: name, language_code: 'en' })
    conversation.footing = 'open'
    conversation.isLoad = true
    return conversation
  }

  make(room: number): Update[] {
    const made: Update[] = []
    const most = Math.min(room, this.due() - this.madeCount, this.free())
    for (let i = 0; i < most; i++) made.push(this.one())
    return made
  }

  leaving(update: Update): void {
    const index = update.lane - this.first
    const times = this.openTimes[index]
    if (!times) return
    if (update.id <= (this.lastLeft[index] ?? 0)) {
      this.again++
      return
    }
    const now = this.clock()
    this.lastLeft[index] = update.id
    if (this.handedOut++ === 0) this.startedAt = now
    times.push(now)
  }

  /** A message to a chat has arrived. */
  arrived(chat: number): void {
    const times = this.openTimes[chat - this.first]
    if (!times) return
    const since = times.shift()
    if (since === undefined) {
      this.extra++
      return
    }
    const now = this.clock()
    this.latencies[this.answered++] = now - since
    this.lastAnswerAt = now
    if (this.answered === this.total) this.end()
    else if (this.settings.concurrentLimit !== undefined) this.updates.wake()
  }

  /** How it went so far. */
  result(): LoadResult {
    const seconds = Math.max(this.lastAnswerAt - this.startedAt, 0) / 1000
    return {
      total: this.total,
      handedOut: this.handedOut,
      again: this.again,
      answered: this.answered,
      extra: this.extra,
      seconds,
      perSecond: seconds > 0 ? this.answered / seconds : 0,
      latency: summary(this.latencies.slice(0, this.answered)),
      done: this.answered === this.total,
    }
  }

  /** Writes nothing more. */
  stop(): void {
    clearInterval(this.ticking)
    this.updates.from(undefined)
  }

  private end(): void {
    clearInterval(this.ticking)
    this.finish(this.result())
  }

  /** How many updates there should have been by now. */
  private due(): number {
    const { rate } = this.settings
    if (!rate) return this.total
    return Math.min(this.total, Math.floor(((this.clock() - this.openedAt) / 1000) * rate) + 1)
  }

  private free(): number {
    const { concurrentLimit } = this.settings
    return concurrentLimit === undefined ? this.total : concurrentLimit - (this.madeCount - this.answered)
  }

  private one(): Update {
    const { chats, text } = this.settings
    const n = this.madeCount++
    const index = n % chats
    const round = Math.floor(n / chats) + 1
    const chat = this.first + index
    const id = this.updates.number()
    const said = text.includes('{n}') ? text.replaceAll('{n}', String(round)) : text
    const message = this.chats.nextSharedId()
    const json = `{"update_id":${id}${this.before}${message}${fromAndChat(chat, nameOf(index))}${saidJson(said)}}}`
    return { id, type: 'message', lane: chat, json }
  }
}

const nameOf = (index: number) => `Guest ${index + 1}`

const fromAndChat = (id: number, name: string) =>
  `,"from":{"id":${id},"is_bot":false,"first_name":"${name}","language_code":"en"}` +
  `,"chat":{"id":${id},"first_name":"${name}","type":"private"}`

function saidJson(text: string): string {
  const command = /^\/\w+/.exec(text)?.[0]
  const entities = command ? `,"entities":[{"type":"bot_command","offset":0,"length":${command.length}}]` : ''
  return `,"text":${JSON.stringify(text)}${entities}`
}

function summary(latencies: Float64Array): Latency {
  const sorted = latencies.sort()
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  const mean = sorted.length > 0 ? sorted.reduce((sum, each) => sum + each, 0) / sorted.length : 0
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1), mean }
}
