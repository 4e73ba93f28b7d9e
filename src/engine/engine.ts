import type { Adapter, Command, Engine, FieldErrors, FileValues, Form, Happening, Trace, Values } from '../chat.ts'
import { contactOf } from '../customers/contact.ts'
import type { Database, Stop } from '../database/database.ts'
import { Leading } from '../database/leading.ts'
import type { Blobs } from '../files/blobs/blobs.ts'
import { Keeper } from '../files/keeper.ts'
import type { FileRules } from '../files/rules.ts'
import { filesTopic } from '../files/take.ts'
import { closestLocale, locales, text } from '../language/text.ts'
import type { Log } from '../log.ts'
import { may } from '../staff/rules.ts'
import { lastSaid } from '../transcripts/exports.ts'
import { Batcher, type BatcherOptions } from './batcher.ts'
import { Clock } from './clock.ts'
import { Courier } from './courier.ts'
import { type Delivery, Departures, type Ending } from './departures.ts'
import type { Feature, Work, WorkDefinition } from './feature.ts'
import { Inbox } from './inbox.ts'
import { Making } from './making.ts'
import type { Measures } from './measures.ts'
import { recall, remember } from './memory.ts'
import { outboxTopic, say } from './outbox.ts'
import { Registry } from './registry.ts'
import { Router } from './route.ts'
import { buttons, type Turn } from './turn.ts'
import type { Unit } from './unit.ts'

export type EngineOptions = {
  database: Database
  features: readonly Feature[]
  /** Answers what nobody understood. */
  unknown(turn: Turn): Promise<void> | void
  /** Where the files that people send are kept, and which of them. */
  files: { blobs: Blobs; rules: FileRules }
  log: Log
  measures: Measures
  now?: () => Date
}

/** Who may use the commands of such a menu. */
const users = { everybody: 'customer', staff: 'staff', all: 'owner' } as const

/** How often a process looks for happenings that another one left behind, in milliseconds. */
const rescueMs = 1_000

/**
 * The engine: takes happenings in, has features answer them, and has the answers carried out. It is the one
 * {@link Engine} that adapters talk to, and the one place where everything is put together.
 */
export class RegularsEngine implements Engine {
  readonly locales = locales
  readonly registry: Registry
  readonly clock: Clock
  readonly #options: EngineOptions
  readonly #batcher: Batcher
  readonly #intake: Batcher
  readonly #inbox: Inbox
  readonly #outbox: Departures
  readonly #making: Making
  readonly #adapters = new Map<string, Adapter>()
  readonly #works = new Map<string, Work>()
  readonly #watchers = new Set<(trace: Trace) => void>()
  readonly #stops: Stop[] = []

  constructor(options: EngineOptions) {
    const { database, log, measures } = options
    this.#options = options
    this.registry = new Registry(options.features)
    const batching: BatcherOptions = {
      now: options.now ?? (() => new Date()),
      onBatch: (size, ms) => measures.batch(size, ms),
      onTrace: (trace) => this.#traced(trace),
    }
    // Several at once would store happenings in another order than they came in, so those go through one of their own.
    this.#batcher = new Batcher(database, { ...batching, parallel: database.dialect === 'sqlite' ? 1 : 3 })
    this.#intake = database.dialect === 'sqlite' ? this.#batcher : new Batcher(database, batching)
    const router = new Router({
      registry: this.registry,
      draws: (platform, form) => {
        const drawn = this.registry.form({ form: form.id }, 'en')
        return drawn !== undefined && (this.#adapters.get(platform)?.can.form(drawn) ?? false)
      },
      files: options.files.rules,
      unknown: (turn) => options.unknown(turn),
    })
    this.#inbox = new Inbox({
      database,
      batcher: this.#batcher,
      intake: this.#intake,
      handle: (unit, happening) => router.handle(unit, happening),
      apologize: (unit, happening) => router.apologize(unit, happening),
      log,
      onHandled: (happening, outcome, ms) => this.#handled(happening, outcome, ms),
    })
    this.#outbox = new Departures(
      database,
      options.features.flatMap(({ holds }) => holds ?? []),
      batching.now,
    )
    this.#making = new Making(this.registry.makers, (job) => this.run(job))
    this.clock = new Clock({ batcher: this.#batcher, timers: this.registry.timers, log })
  }

  receive(happening: Happening): Promise<void> {
    return this.#inbox.receive(happening)
  }

  form(
    opener: { command: string; args: string } | { form: string; about?: string | undefined },
    locale?: string,
  ): Form | undefined {
    return this.registry.form(opener, closestLocale(locale))
  }

  check(form: string, values: Values, locale?: string, files?: FileValues): FieldErrors | undefined {
    return this.registry.check(form, values, closestLocale(locale), files)
  }

  commands(locale?: string, whose: 'everybody' | 'staff' | 'all' = 'everybody'): Command[] {
    return this.registry.menu(closestLocale(locale), ({ role }) => may(users[whose], role))
  }

  file(id: string): Promise<Uint8Array> {
    return this.#making.file(id) ?? this.#options.files.blobs.get(id)
  }

  seen(platform: string): Promise<{ channel: string; message?: string }[]> {
    return lastSaid(this.#options.database, platform)
  }

  recall(platform: string, name: string): Promise<string | undefined> {
    return recall(this.#options.database, platform, name)
  }

  remember(platform: string, name: string, value: string): Promise<void> {
    return remember(this.#options.database, platform, name, value)
  }

  watch(listener: (trace: Trace) => void): () => void {
    this.#watchers.add(listener)
    return () => this.#watchers.delete(listener)
  }

  /** Does something in a transaction of the engine, together with what else is being done. */
  run<T>(job: (unit: Unit) => Promise<T>): Promise<T> {
    return this.#batcher.run(job)
  }

  /** Connects a platform: its courier works and its connection is held in the process that leads for it. */
  async connect(adapter: Adapter): Promise<void> {
    const { database, log } = this.#options
    this.#adapters.set(adapter.platform, adapter)
    await adapter.start(this)
    const courier = new Courier(adapter, this.#outbox, {
      log,
      complete: (message) => this.#making.complete(message),
      onEnded: (delivery, ending) => this.#ended(delivery, ending),
    })
    const deaf = database.on(outboxTopic(adapter.platform), () => courier.nudge())
    this.#stops.push(async () => deaf())
    this.#lead(adapter.platform, (signal) => this.#serve(adapter, courier, signal))
    if (adapter.fetch) this.#keepFiles(adapter)
  }

  /**
   * Hears and sends until the signal. Both in one process: what a platform hands out with a command or a press, to
   * answer it by, is in the memory of the adapter that heard it.
   */
  async #serve(adapter: Adapter, courier: Courier, signal: AbortSignal): Promise<void> {
    const listen = adapter.listen?.bind(adapter)
    if (!listen) return courier.run(signal)
    const hearing = new Leading(`listen ${adapter.platform}`, listen, this.#options.log)
    hearing.begin()
    signal.addEventListener('abort', () => void hearing.resign(), { once: true })
    try {
      await courier.run(signal)
    } finally {
      await hearing.resign()
    }
  }

  /** Does that in one process of all, and shows whether it is this one. */
  #lead(name: string, run: (signal: AbortSignal) => Promise<void>): void {
    const { database, measures } = this.#options
    measures.leads(name, false)
    const lead = async (signal: AbortSignal) => {
      measures.leads(name, true)
      try {
        await run(signal)
      } finally {
        measures.leads(name, false)
      }
    }
    this.#stops.push(database.lead(name, lead))
  }

  #keepFiles(adapter: Adapter): void {
    const { database, files, log, measures, now } = this.#options
    const { platform } = adapter
    const keeper = new Keeper(adapter, {
      ...files,
      database,
      log,
      run: (job) => this.run(job),
      onEnded: (state) => measures.file(platform, state),
      ...(now ? { now: () => now().getTime() } : {}),
    })
    const deaf = database.on(filesTopic(platform), () => keeper.nudge())
    this.#stops.push(async () => deaf())
    this.#lead(`files ${platform}`, (signal) => keeper.run(signal))
  }

  /** Takes up what an earlier run left waiting, and begins to look at the clock. */
  async start(): Promise<void> {
    const { database, log } = this.#options
    await this.#inbox.start()
    this.#lead('clock', (signal) => this.clock.run(signal))
    for (const { works } of this.registry.features) if (works) this.#employ(works)
    if (database.dialect === 'sqlite') return
    const rescue = setInterval(() => {
      this.#inbox.rescue().catch((error) => log.error({ err: error }, 'could not look for happenings left behind'))
    }, rescueMs)
    this.#stops.push(async () => clearInterval(rescue))
  }

  #employ({ name, topic, make }: WorkDefinition): void {
    const { database, files, log, now = () => new Date() } = this.#options
    const work = make({ database, blobs: files.blobs, log, run: (job) => this.run(job), now: () => now().getTime() })
    this.#works.set(name, work)
    const deaf = database.on(topic, () => work.nudge())
    this.#stops.push(async () => deaf())
    this.#lead(name, (signal) => work.run(signal))
  }

  /** Has work of a feature's own look at what there is, where this process leads for it; resolves once it has. */
  async look(name: string): Promise<void> {
    const work = this.#works.get(name)
    if (!work?.look) throw new Error(`${name} is no work that looks when it is asked to`)
    await work.look()
  }

  /** What the adapters say of their connections. */
  status(): Record<string, string> {
    return Object.fromEntries([...this.#adapters].map(([platform, adapter]) => [platform, adapter.status()]))
  }

  /** Takes nothing new in, finishes what is under way, and leaves the rest in the database for the next start. */
  async stop(): Promise<void> {
    this.#inbox.stop()
    await Promise.allSettled(this.#stops.map((stop) => stop()))
    await Promise.allSettled([...this.#adapters.values()].map((adapter) => adapter.stop()))
    await this.idle()
  }

  /** Resolves once nothing is being done in the database. */
  async idle(): Promise<void> {
    await Promise.all([this.#batcher.idle(), this.#intake.idle()])
  }

  #handled(happening: Happening, outcome: 'done' | 'failed', ms: number): void {
    this.#options.measures.handled(happening.where.platform, happening.kind, outcome, ms)
    this.#tell({
      at: new Date(),
      platform: happening.where.platform,
      who: happening.who.id,
      kind: 'happening',
      happening: happening.id,
      what: happening.kind,
    })
  }

  #ended(delivery: Delivery, ending: Ending): void {
    this.#options.measures.delivery(delivery.to.place.platform, delivery.lane, ending.state)
    this.#tell({
      at: new Date(),
      platform: delivery.to.place.platform,
      who: delivery.to.only?.id ?? delivery.to.place.channel,
      kind: 'delivery',
      delivery: String(delivery.id),
      state: ending.state,
    })
    if (ending.state === 'failed' && ending.unreachable) this.#invite(delivery)
    if (ending.state === 'moved') this.#moved(delivery, ending.channel)
  }

  /** Told with every delivery that finds its place moved, so that a failure here is made good by the next. */
  #moved({ to: { place } }: Delivery, channel: string): void {
    this.run(async (unit) => {
      for (const { moved } of this.#options.features) await moved?.(unit, place.platform, place.channel, channel)
    }).catch((error) => this.#options.log.error({ err: error }, 'a place has moved, and not everybody could be told'))
  }

  /** A private answer to somebody in a group could not reach him: there he is told how it can. */
  #invite({ to: { place, only }, lane }: Delivery): void {
    if (lane !== 'answer' || !only || only.id === place.channel) return
    const url = this.#adapters.get(place.platform)?.link?.()
    this.run(async (unit) => {
      const { locale, customerId } = await contactOf(unit, only)
      say(unit, {
        to: { place },
        message: {
          text: text(locale, 'private.elsewhere'),
          ...(url ? { parts: [buttons({ label: text(locale, 'private.open'), url })] } : {}),
        },
        lane,
        cause: 'private answer',
        customerId,
      })
    }).catch((error) => this.#options.log.error({ err: error }, 'could not say where an answer is'))
  }

  #traced(trace: Trace): void {
    if (trace.kind === 'entry') this.#options.measures.entry(trace.what, trace.points)
    this.#tell(trace)
  }

  /** Who watches must not be able to disturb what is watched. */
  #tell(trace: Trace): void {
    for (const watcher of this.#watchers) {
      try {
        watcher(trace)
      } catch (error) {
        this.#options.log.error({ err: error }, 'somebody who watches the engine has failed')
      }
    }
  }
}
