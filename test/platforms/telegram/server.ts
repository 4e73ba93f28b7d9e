import type { Exchange, Handler } from '../shared/http/connection.ts'
import { Listener } from '../shared/http/listener.ts'
import type { Rule } from '../shared/rules.ts'
import { Api } from './api.ts'
import { documentOf, photoSizes } from './attachments.ts'
import type { Fault } from './faults.ts'
import { Groups } from './groups.ts'
import type { Call } from './journal.ts'
import type { LimitSettings, Violation } from './limits.ts'
import { Load, type LoadResult, type LoadSettings } from './load.ts'
import { idOf, type Where } from './people.ts'
import type { Seen, Wanted } from './screen.ts'
import { makeWorld, type Options } from './setup.ts'
import type { Update } from './updates.ts'
import type { Message, UpdateBody } from './wire.ts'
import type { Answer } from './world.ts'

export type { Person } from './people.ts'

/** A Bot API server for one bot, on loopback, with people who use it. */
export class TelegramServer extends Groups {
  readonly token: string
  /** Answers what comes in under `/control/`. */
  control: Handler = (exchange) => exchange.reply({ status: 404, body: '{}' })
  private readonly listener: Listener
  private readonly patience: number
  private readonly api: Api
  private readonly clock: () => number
  private port = 0

  constructor(options: Options) {
    const world = makeWorld(options)
    super(world)
    this.token = world.token
    this.patience = options.patience ?? 5000
    this.api = new Api(world)
    this.clock = options.clock ?? (() => performance.now())
    world.webhook.inside = (method, params) => this.api.inside(method, params)
    world.updates.wake = onceATick(() => {
      if (world.webhook.hook) world.webhook.pump()
      else world.polling.wake(world)
    })
    world.chats.lookup = (id) => world.load?.chat(id)
    this.listener = new Listener(options.port ?? 0, (exchange) => this.route(exchange))
  }

  /** Where it answers; goes into telegraf as `apiRoot`. */
  get root(): string {
    return `http://127.0.0.1:${this.port}`
  }

  async start(): Promise<this> {
    this.port = await this.listener.listen()
    return this
  }

  /** Breaks all connections; whoever still waits gets an error. */
  async stop(): Promise<void> {
    this.world.screen.stop()
    this.world.journal.stop()
    this.world.load?.stop()
    this.world.webhook.set(undefined)
    await this.listener.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** From now on answers on new connections tell that time, in milliseconds since 1970; without one, none. */
  tellsTime(clock?: () => number): void {
    this.listener.clock = clock
  }

  /** Breaks all connections and refuses new ones, until the returned function is called. */
  async refuse(): Promise<() => Promise<void>> {
    await this.listener.close()
    return async () => {
      await this.listener.listen()
    }
  }

  /** Sends an update, however strange: `{ message: … }` without its number. */
  push(update: UpdateBody): Update {
    return this.pushRaw(Object.keys(update)[0] ?? '', (id) => JSON.stringify({ update_id: id, ...update }))
  }

  /** Sends an update letter by letter, for what `JSON.stringify` would not write. */
  pushRaw(type: string, json: (id: number) => string): Update {
    const { updates } = this.world
    const id = updates.number()
    const update = { id, type, lane: 0, json: json(id) }
    updates.add(update)
    return update
  }

  /** Gives an update out again, so many times, each in a batch of its own; also when it was confirmed long ago. */
  repeat(update: Update, times = 1): void {
    this.world.updates.repeat(update, times)
  }

  /** The update made last, such as that of `says`. */
  lastUpdate(): Update {
    const { last } = this.world.updates
    if (!last) throw new Error('there was no update yet')
    return last
  }

  /** Holds back updates until {@link release}, so that several come in one batch. */
  hold(): void {
    this.world.updates.hold()
  }

  /** Gives out what was held back, in the order that `order` returns; it may leave out and repeat. */
  release(order?: (updates: Update[]) => Update[]): void {
    this.world.updates.release(order)
  }

  /** Updates that the bot has not confirmed. */
  get pending(): number {
    return this.world.updates.pending
  }

  /** Lets something go wrong from now on; see {@link Fault}. */
  fault(fault: Fault): Rule<Fault> & { lift(): void } {
    const rule = this.world.faults.add(fault)
    return Object.assign(rule, { lift: () => this.world.faults.lift(rule.id) })
  }

  /** Lifts one fault, or all. */
  lift(id?: number): void {
    this.world.faults.lift(id)
  }

  /** Watches or enforces limits from now on; none are watched before. */
  limits(settings: LimitSettings): void {
    this.world.limits.set(settings)
  }

  get violations(): readonly Violation[] {
    return this.world.limits.violations
  }

  /** Lets many people write; see {@link LoadSettings}. One load at a time. */
  load(settings: LoadSettings): Load {
    const { world } = this
    world.load?.stop()
    const load = new Load(settings, world.updates, world.chats, world.now(), this.clock)
    world.load = load
    world.updates.from(load)
    return load
  }

  /** How the load goes; undefined when there was none. */
  loaded(): LoadResult | undefined {
    return this.world.load?.result()
  }

  /** Ends the load: nobody in it writes any more. */
  unload(): void {
    this.world.load?.stop()
  }

  /** Something to send with {@link sends}: a photo or a file that the bot can fetch. */
  attachment(
    kind: 'photo' | 'document',
    data: Buffer,
    name = 'file.bin',
    type = 'application/octet-stream',
  ): Partial<Message> {
    const file = this.world.files.add(kind, name, type, data)
    return kind === 'photo' ? { photo: photoSizes(file) } : { document: documentOf(file) }
  }

  /** Messages of the bot as people see them now, in the order they were sent. */
  sent(chat?: Where): Seen[] {
    return this.world.screen.list(chat === undefined ? undefined : idOf(chat))
  }

  /**
   * The next message sent or edited in this chat that is as wanted, as it looked then; see {@link Screen.next}.
   * Rejects with what did arrive when it does not come in time.
   */
  next(chat: Where, wanted?: Wanted): Promise<Seen> {
    return this.world.screen.next(idOf(chat), wanted, this.patience)
  }

  /** Every call of the bot, in order of arrival, or those of one method. */
  calls(method?: string): readonly Call[] {
    const { calls } = this.world.journal
    return method === undefined ? calls : calls.filter((call) => call.method === method)
  }

  /** The next finished call of that method that was not taken yet. */
  nextCall(method: string, test: (call: Call) => boolean = () => true): Promise<Call> {
    return this.world.journal.next(method, test, this.patience)
  }

  /** A call of that method that is under way, or the next one to come in: done or not. */
  arrival(method: string): Promise<Call> {
    return this.world.journal.arrival(method, this.patience)
  }

  /** Messages sent, by chat. */
  counts(): ReadonlyMap<number, number> {
    return this.world.journal.sentPerChat
  }

  /** What the person was shown for a press, as often as the bot answered it. */
  answers(query: string): Answer[] {
    return this.world.queries.get(query)?.answers ?? []
  }

  private route(exchange: Exchange): void {
    if (exchange.url.startsWith('/control/')) this.control(exchange)
    else if (exchange.url.startsWith('/file/')) this.file(exchange)
    else this.api.handle(exchange)
  }

  private file(exchange: Exchange): void {
    const { url } = exchange
    const prefix = `/file/bot${this.token}/`
    const file = url.startsWith(prefix) ? this.world.files.at(decodeURIComponent(url.slice(prefix.length))) : undefined
    if (file) exchange.reply({ status: 200, body: file.data, type: 'application/octet-stream' })
    else exchange.reply({ status: 404, body: '{"ok":false,"error_code":404,"description":"Not Found"}' })
  }
}

/** Runs `act` at the end of this tick, once, however often it is asked for. */
function onceATick(act: () => void): () => void {
  let asked = false
  return () => {
    if (asked) return
    asked = true
    queueMicrotask(() => {
      asked = false
      act()
    })
  }
}

/** Starts a server and resolves once it takes connections. Stop it with `stop()` or `await using`. */
export const startTelegram = (options: Options = {}): Promise<TelegramServer> => new TelegramServer(options).start()
