import type { Exchange, Handler } from '../shared/http/connection.ts'
import { Listener } from '../shared/http/listener.ts'
import type { Rule } from '../shared/rules.ts'
import { Api } from './api.ts'
import { bodyOf, type Post, type Posted, type Urls } from './delivery/endpoint.ts'
import type { Answer, Envelope } from './delivery/envelope.ts'
import { Dialogs } from './dialogs.ts'
import { download, signIn, upload } from './downloads.ts'
import type { Fault } from './faults.ts'
import type { LimitSettings, Violation } from './limits.ts'
import { install } from './manifest.ts'
import { idOf, type Who } from './people.ts'
import type { Seen, Wanted } from './screen.ts'
import { makeWorld, type Options } from './setup.ts'
import type { Home, Modal } from './views.ts'
import type { Json } from './wire.ts'
import type { Call } from './world.ts'

export type { Person } from './people.ts'

/** Slack for one workspace and one app, on loopback, with people who use it. */
export class SlackServer extends Dialogs {
  readonly botToken: string
  readonly appToken: string
  readonly signingSecret: string
  /** Answers what comes in under `/control/`. */
  control: Handler = (exchange) => exchange.reply({ status: 404, body: '{}' })
  private readonly listener: Listener
  private readonly patience: number
  private readonly api: Api

  constructor(options: Options) {
    const world = makeWorld(options)
    super(world)
    this.botToken = world.tokens.bot
    this.appToken = world.tokens.app
    this.signingSecret = world.tokens.signingSecret
    this.patience = options.patience ?? 5000
    this.api = new Api(world)
    this.listener = new Listener(options.port ?? 0, (exchange) => this.route(exchange))
  }

  get root(): string {
    return this.world.root
  }

  /** Goes into the real libraries as `slackApiUrl`. */
  get apiUrl(): string {
    return `${this.root}/api/`
  }

  /** The app itself, as somebody who can be mentioned and invited. */
  get bot(): { id: string; name: string } {
    return this.world.workspace.bot
  }

  async start(): Promise<this> {
    this.world.root = `http://127.0.0.1:${await this.listener.listen()}`
    this.world.files.at(this.world.root)
    return this
  }

  /** Breaks all connections; whoever still waits gets an error. */
  async stop(): Promise<void> {
    const { screen, journal, views, envelopes, connections, endpoint } = this.world
    for (const part of [screen, journal, views, connections, envelopes, endpoint]) part.stop()
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

  /**
   * From now on the app is told over signed HTTP at this address, after it has answered the challenge; without one it
   * is told over socket mode, as at first. Rejects when the challenge fails.
   */
  async point(url?: string, others: Partial<Urls> = {}): Promise<void> {
    const { endpoint } = this.world
    endpoint.urls = undefined
    if (url === undefined) return
    await endpoint.verify(url)
    endpoint.urls = { events_api: url, slash_commands: url, interactive: url, ...others }
  }

  /** Posts to the app's address whatever is given, signed properly unless it is told otherwise. */
  post(post: Post): Promise<Posted> {
    return this.world.endpoint.post(post)
  }

  /** The body of an envelope as it is posted, to be posted again with {@link post}. */
  bodyOf(envelope: Envelope): { body: string; type: string } {
    return bodyOf(envelope)
  }

  /** Tells the app of any event, however strange. */
  push(event: Json, lane = ''): Envelope {
    return this.world.events.send(lane, event)
  }

  /** Gives an envelope out again, so many times; also when it was acknowledged long ago. */
  repeat(envelope: Envelope, times = 1): Promise<Answer[]> {
    return this.world.envelopes.repeat(envelope, times)
  }

  /** Everything the app was told, in the order it was made, or all of one type. */
  envelopes(type?: string): readonly Envelope[] {
    const { made } = this.world.envelopes
    return type === undefined ? made : made.filter((envelope) => envelope.type === type)
  }

  /** Resolves once the app has acknowledged that, or it was given up. */
  settled(envelope: Envelope): Promise<Answer> {
    return this.world.envelopes.settled(envelope)
  }

  /** The three seconds are over for whatever the app was told and has not acknowledged. */
  expires(): void {
    this.world.envelopes.expire()
  }

  /** Holds back what the app is told until {@link release}. */
  hold(): void {
    this.world.envelopes.hold()
  }

  /** Gives out what was held back, in the order that `order` returns; it may leave out and repeat. */
  release(order?: (held: Envelope[]) => Envelope[]): void {
    this.world.envelopes.release(order)
  }

  /** Envelopes that the app has not acknowledged. */
  get pending(): number {
    return this.world.envelopes.pending
  }

  /** Resolves once so many connections are open in socket mode. */
  connected(count = 1): Promise<void> {
    return this.world.connections.opens(count, this.patience)
  }

  /** Makes the app what a manifest says, so that nothing works that is not in it. Throws with all that is wrong with it. */
  install(manifest: unknown): void {
    install(this.world, manifest)
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

  /** The app's token is worth nothing any more; it is told so, and its connections end. */
  revokes(): void {
    const { tokens, events, connections, workspace } = this.world
    events.tell('tokens_revoked', workspace.app.botUser, { tokens: { oauth: [], bot: [workspace.app.botUser] } })
    tokens.revoke()
    connections.disconnect('link_disabled')
  }

  /** Watches or enforces limits from now on; none are watched before. */
  limits(settings: LimitSettings): void {
    this.world.limits.set(settings)
  }

  get violations(): readonly Violation[] {
    return this.world.limits.violations
  }

  /** Messages of the app as people see them now, in the order they were sent. */
  sent(chat?: Who): Seen[] {
    return this.world.screen.list(chat === undefined ? undefined : this.chatOf(chat))
  }

  /**
   * The next message sent or edited there that is as wanted, as it looked then; see {@link Screen.next}. A person
   * stands for the conversation with that person. Rejects with what did arrive when it does not come in time.
   */
  next(chat: Who, wanted?: Wanted): Promise<Seen> {
    return this.world.screen.next(this.chatOf(chat), wanted, this.patience)
  }

  /** What the person has in front now. */
  modal(who: Who): Modal | undefined {
    return this.world.views.modal(idOf(who))
  }

  /** The next modal that the person is shown, new or changed, such as with errors. */
  nextModal(who: Who, suits: (modal: Modal) => boolean = () => true): Promise<Modal> {
    return this.world.views.nextModal(idOf(who), suits, this.patience)
  }

  home(who: Who): Home | undefined {
    return this.world.views.home(idOf(who))
  }

  nextHome(who: Who, suits: (home: Home) => boolean = () => true): Promise<Home> {
    return this.world.views.nextHome(idOf(who), suits, this.patience)
  }

  /** Every call of the app, in order of arrival, or those of one method. */
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

  /** Messages sent, by channel. */
  counts(): ReadonlyMap<string, number> {
    return this.world.journal.sentPerChat
  }

  private chatOf(chat: Who): string {
    const { workspace } = this.world
    return workspace.findMember(idOf(chat)) ? workspace.direct(idOf(chat)).id : idOf(chat)
  }

  private route(exchange: Exchange): void {
    const { url } = exchange
    if (url.startsWith('/api/')) this.api.handle(exchange)
    else if (url.startsWith('/control/')) this.control(exchange)
    else if (url.startsWith('/link/')) this.world.connections.accept(exchange)
    else if (url.startsWith('/respond/')) {
      const id = url.slice('/respond/'.length)
      this.api.aside(exchange, 'response_url', { id }, () => this.world.responses.reply(this.world, id, exchange.body))
    } else if (url.startsWith('/upload/')) {
      this.api.aside(exchange, 'upload', { url }, () => upload(this.world, exchange))
    } else if (url.startsWith('/files-pri/')) {
      this.api.aside(exchange, 'download', { url }, () => download(this.world, exchange))
    } else if (url.startsWith('/signin')) signIn(exchange)
    else exchange.reply({ status: 404, body: '{"ok":false,"error":"not_found"}' })
  }
}

/** Starts a server and resolves once it takes connections. Stop it with `stop()` or `await using`. */
export const startSlack = (options: Options = {}): Promise<SlackServer> => new SlackServer(options).start()
