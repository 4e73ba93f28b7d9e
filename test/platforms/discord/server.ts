import type { Exchange, Handler } from '../shared/http/connection.ts'
import { Listener } from '../shared/http/listener.ts'
import type { Rule } from '../shared/rules.ts'
import type { Fault } from './faults.ts'
import type { GatewayEvent } from './gateway/events.ts'
import type { Episode } from './gateway/gateway.ts'
import type { Interaction, Standing } from './interactions.ts'
import type { LimitSettings, Violation } from './limits.ts'
import { Interacting, type SeenModal } from './people/interacting.ts'
import { idOf, type Known } from './people/people.ts'
import { Api } from './rest/api.ts'
import type { Seen, Wanted } from './screen.ts'
import { makeWorld, type Options } from './setup.ts'
import type { Command } from './wire.ts'
import type { Call } from './world.ts'

export type { Person } from './people/people.ts'

/** An interaction, and how it stands. */
export type Recorded = Standing & Pick<Interaction, 'id' | 'type' | 'name' | 'user' | 'channel' | 'at'>

/** A Discord for one bot, on loopback, with people who use it. */
export class DiscordServer extends Interacting {
  /** Answers what comes in under `/control/`. */
  control: Handler = (exchange) => exchange.reply({ status: 404, body: '{}' })
  private readonly listener: Listener
  private readonly patience: number
  private readonly api: Api
  private readonly firstToken: string

  constructor(options: Options) {
    const world = makeWorld(options)
    super(world)
    this.firstToken = world.token
    this.patience = options.patience ?? 5000
    this.api = new Api(world)
    this.listener = new Listener(options.port ?? 0, (exchange) => this.route(exchange))
  }

  /** The bot's token, as long as it was not revoked. */
  get token(): string {
    return this.firstToken
  }

  /** Where it answers. */
  get root(): string {
    return this.world.files.root
  }

  /** Goes into discord.js as `rest.api`. */
  get apiRoot(): string {
    return `${this.root}/api`
  }

  /** The bot, which can be mentioned and chosen like a person. */
  get bot(): { id: string } {
    return { id: this.world.me.id }
  }

  async start(): Promise<this> {
    const port = await this.listener.listen()
    this.world.files.root = `http://127.0.0.1:${port}`
    this.world.gatewayUrl = `ws://127.0.0.1:${port}/gateway`
    return this
  }

  /** Breaks all connections; whoever still waits gets an error. */
  async stop(): Promise<void> {
    const { screen, journal, interactions, events, gateway } = this.world
    for (const part of [screen, journal, interactions, events, gateway]) part.stop()
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

  /** The token is no longer good: calls are refused, and connections end. */
  revoke(): void {
    this.world.token = 'revoked'
    this.world.gateway.forget()
    this.world.gateway.drop(4004)
  }

  /** Makes a revoked token good again. */
  restore(): void {
    this.world.token = this.firstToken
  }

  /** The connections and sessions of the bot. */
  get gateway() {
    return this.world.gateway
  }

  /** The next thing of that kind to befall a session. */
  session(kind: Episode['kind']): Promise<Episode> {
    return this.world.gateway.next(kind, this.patience)
  }

  /** Tells the bot an event, however strange. */
  push(type: string, data: unknown, where: { channel?: string; guild?: string } = {}): GatewayEvent {
    return this.world.events.push(type, data, where)
  }

  /** Sends text through every connection, also such as is no JSON. */
  pushRaw(text: string): void {
    for (const connection of this.world.gateway.connections) connection.send(text)
  }

  /** Tells the bot an event again, so many times. */
  repeat(event: GatewayEvent, times = 1): void {
    this.world.events.repeat(event, times)
  }

  /** The event that happened last, such as that of `says`. */
  lastEvent(): GatewayEvent {
    const { last } = this.world.events
    if (!last) throw new Error('there was no event yet')
    return last
  }

  /** Holds back events until {@link release}. */
  hold(): void {
    this.world.events.hold()
  }

  /** Tells what was held back, in the order that `order` returns; it may leave out and repeat. */
  release(order?: (events: GatewayEvent[]) => GatewayEvent[]): void {
    this.world.events.release(order)
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

  /** Registered commands: those for everywhere, or those of one guild. */
  commands(guild?: Known): readonly Command[] {
    return this.world.registry.list(guild === undefined ? '' : idOf(guild))
  }

  /** Messages of the bot as people see them now, in the order they were sent; of a person, in the conversation alone. */
  sent(where?: Known): Seen[] {
    return this.world.screen.list(where === undefined ? undefined : this.channelOf(where))
  }

  /** What one person sees of the bot in a channel. */
  sees(who: Known, where?: Known): Seen[] {
    const seen = this.sent(where ?? who)
    return seen.filter(({ only, deleted }) => !deleted && (only === undefined || only === idOf(who)))
  }

  /**
   * The next message sent or edited in this channel, or in the conversation with this person alone, that is as
   * wanted, as it looked then; see {@link Screen.next}. Rejects with what did arrive when it does not come in time.
   */
  next(where: Known, wanted?: Wanted): Promise<Seen> {
    return this.world.screen.next(this.channelOf(where), wanted, this.patience)
  }

  /** How an interaction stands. */
  standing(interaction: Known): Standing {
    return this.world.interactions.standing(this.world.interactions.get(idOf(interaction)))
  }

  /** All interactions so far, with how they stand. */
  record(): Recorded[] {
    const { interactions } = this.world
    return interactions.list().map((each) => {
      const { id, type, name, user, channel, at } = each
      return { id, type, name, user, channel, at, ...interactions.standing(each) }
    })
  }

  /** Resolves with how this interaction was answered, once it is. */
  async answer(interaction: Known): Promise<Standing> {
    const { interactions } = this.world
    const id = idOf(interaction)
    if (!interactions.get(id).answer) await interactions.next((each) => each.id === id, this.patience)
    return this.standing(id)
  }

  /** The modal that this interaction opens, once it does. */
  async opened(interaction: Known): Promise<SeenModal> {
    await this.answer(interaction)
    return this.modal(interaction)
  }

  /** What this interaction offered to complete what was typed. */
  async offers(interaction: Known): Promise<{ name: string; value: string | number }[]> {
    await this.answer(interaction)
    return this.world.interactions.get(idOf(interaction)).choices ?? []
  }

  /** Every call of the bot, in order of arrival, or those of one name. */
  calls(method?: string): readonly Call[] {
    const { calls } = this.world.journal
    return method === undefined ? calls : calls.filter((call) => call.method === method)
  }

  /** The next finished call of that name that was not taken yet. */
  nextCall(method: string, test: (call: Call) => boolean = () => true): Promise<Call> {
    return this.world.journal.next(method, test, this.patience)
  }

  /** A call of that name that is under way, or the next one to come in: done or not. */
  arrival(method: string): Promise<Call> {
    return this.world.journal.arrival(method, this.patience)
  }

  /** Messages sent, by channel. */
  counts(): ReadonlyMap<string, number> {
    return this.world.journal.sentPerChat
  }

  private channelOf(where: Known): string {
    const id = idOf(where)
    return this.world.places.humans.has(id) ? this.dm(id).id : id
  }

  private route(exchange: Exchange): void {
    const { url } = exchange
    if (url.startsWith('/control/')) this.control(exchange)
    else if (url.startsWith('/gateway')) this.world.gateway.open(exchange)
    else if (url.startsWith('/attachments/')) this.file(exchange)
    else this.api.handle(exchange)
  }

  private file(exchange: Exchange): void {
    const file = this.world.files.at(exchange.url.slice('/attachments/'.length))
    if (file) exchange.reply({ status: 200, body: file.data, type: file.type })
    else exchange.reply({ status: 404, body: 'This content is no longer available.', type: 'text/plain' })
  }
}

/** Starts a server and resolves once it takes connections. Stop it with `stop()` or `await using`. */
export const startDiscord = (options: Options = {}): Promise<DiscordServer> => new DiscordServer(options).start()
