import { Api } from './api.ts'
import { Chats } from './chats.ts'
import { Listener } from './http.ts'
import { type Call, Journal } from './journal.ts'
import { People } from './people.ts'
import { Polling } from './polling.ts'
import { Screen, type Seen, type Wanted } from './screen.ts'
import { type Update, Updates } from './updates.ts'
import type { UpdateBody } from './wire.ts'
import type { Answer, World } from './world.ts'

/** How the server is to be; everything has a default. */
export type Options = {
  /** 0 takes a free port. */
  port?: number
  token?: string
  username?: string
  /** Milliseconds since 1970. */
  now?: () => number
  /** How long {@link TelegramServer.next} waits, in milliseconds. */
  patience?: number
  firstUpdateId?: number
  /** How long a press may be answered, in milliseconds. */
  queryLife?: number
  /** `counts` keeps no calls and only the newest messages of a chat, for long loads. */
  record?: 'full' | 'counts'
}

/** A Bot API server for one bot, on loopback, with people who use it. */
export class TelegramServer extends People {
  readonly token: string
  readonly journal: Journal
  readonly updates: Updates
  private readonly inner: World
  private readonly screen: Screen
  private readonly listener: Listener
  private readonly patience: number
  private port = 0

  constructor(options: Options) {
    const world = makeWorld(options)
    super(world)
    this.inner = world
    this.token = world.token
    this.journal = world.journal
    this.updates = world.updates
    this.screen = world.screen
    this.patience = options.patience ?? 5000
    const polling = new Polling((updates) => updates)
    let waking = false
    world.updates.wake = () => {
      if (waking) return
      waking = true
      queueMicrotask(() => {
        waking = false
        polling.wake(world)
      })
    }
    const api = new Api(world, polling)
    this.listener = new Listener(options.port ?? 0, (request, response, body) => api.handle(request, response, body))
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
    this.screen.stop()
    this.journal.stop()
    await this.listener.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** Sends a raw update, however strange; `{ message: … }` without its number. */
  push(update: UpdateBody): Update {
    const id = this.updates.number()
    const json = JSON.stringify({ update_id: id, ...update })
    const made = { id, type: Object.keys(update)[0] ?? '', lane: 0, json }
    this.updates.add(made)
    return made
  }

  /** Messages of the bot as people see them now, in the order they were sent. */
  sent(chat?: { id: number } | number): Seen[] {
    return this.screen.list(typeof chat === 'object' ? chat.id : chat)
  }

  /**
   * The next message sent or edited in this chat that is as wanted, as it looked then; see {@link Screen.next}.
   * Rejects with what did arrive when it does not come in time.
   */
  next(chat: { id: number } | number, wanted?: Wanted): Promise<Seen> {
    return this.screen.next(typeof chat === 'object' ? chat.id : chat, wanted, this.patience)
  }

  /** The next finished call of that method that was not taken yet. */
  nextCall(method: string, test: (call: Call) => boolean = () => true): Promise<Call> {
    return this.journal.next(method, test, this.patience)
  }

  /** What the person was shown for a press, as often as the bot answered it. */
  answers(query: string): Answer[] {
    return this.inner.queries.get(query)?.answers ?? []
  }
}

function makeWorld(options: Options): World {
  const token = options.token ?? '7000001:local-test-token'
  const now = options.now ?? Date.now
  const me = {
    id: Number.parseInt(token, 10) || 7000001,
    is_bot: true,
    first_name: 'Regulars',
    username: options.username ?? 'regulars_bot',
    can_join_groups: true,
    can_read_all_group_messages: true,
    supports_inline_queries: false,
  }
  const { id, is_bot, first_name, username } = me
  const full = options.record !== 'counts'
  return {
    token,
    me: { id, is_bot, first_name, username },
    meJson: JSON.stringify(me),
    now,
    chats: new Chats(full ? Number.POSITIVE_INFINITY : 20),
    updates: new Updates(options.firstUpdateId ?? 100_001),
    journal: new Journal(full),
    screen: new Screen(),
    queryLife: options.queryLife ?? 15 * 60_000,
    queries: new Map(),
    profile: new Map(),
  }
}

/** Starts a server and resolves once it takes connections. Stop it with `stop()` or `await using`. */
export const startTelegram = (options: Options = {}): Promise<TelegramServer> => new TelegramServer(options).start()
