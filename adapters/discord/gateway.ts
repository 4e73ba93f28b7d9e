import type { SessionInfo, WebSocketShard } from '@discordjs/ws'
import { longestPause, type Persistence, pauseAfter } from '../shared/patience.ts'
import { shape, string } from '../shared/shape.ts'
import { CallError, type Caller } from './call.ts'
import { badToken, judge } from './patience.ts'
import type { Session, Sessions } from './session.ts'

/** An event as Discord tells it. */
export type GatewayEvent = { type: string; data: unknown }

export type GatewaySettings = Omit<Persistence, 'topic' | 'judge' | 'platform'> & {
  token: string
  caller: Caller
  now: () => number
  /** The session to go on with, and where it is kept. */
  session: Sessions
  /** Takes an event; resolves once it is stored, and only then it counts as seen. */
  take(event: GatewayEvent): Promise<void>
  /** A new session has begun: what happened before it is not told. */
  began(): void
  /** A connection that says nothing for so many milliseconds is given up. */
  silence: number
}

/** What we want to hear of: servers and their threads, messages there and in conversations, and what is in them. */
const intents = { base: (1 << 0) | (1 << 9) | (1 << 12), content: 1 << 15 } as const

const topic = 'gateway'
/** Discord takes one new session in five seconds. */
const betweenSessions = 5_000
const longestWait = 600_000
const ownAddressTries = 3
const firstAnswer = 15_000
/** How long a connection may take to say goodbye, in milliseconds. */
const parting = 500

/** Close codes that only people can mend. */
const hopeless: Readonly<Record<number, string>> = {
  4004: badToken(4004),
  4010: 'Discord wants the bot to be split into shards (4010)',
  4011: 'Discord wants the bot to be split into shards (4011)',
  4013: 'Discord does not know what the bot wants to hear (4013)',
  4014: 'Discord does not allow the bot to hear what it wants (4014)',
}
const refusedIntents = 4014

/** How a connection ended: its close code, and how far it got. */
type End = { code: number; ready: boolean; greeted: boolean; heard: boolean }

/**
 * Holds the connection to the gateway until the signal, and makes a new one whenever it ends. Each connection is a
 * shard of discord.js, used once: left to itself, that comes back at once and without end where nobody answers, forgets
 * the session when the network is away for a moment, and not at all after a wrong token.
 */
export async function holdGateway(settings: GatewaySettings): Promise<void> {
  const { caller, signal, health, log, wait, now, session } = settings
  health.set(topic, 'connecting')
  let content = true
  let failures = 0
  let begun = Number.NEGATIVE_INFINITY
  await session.load()
  while (!signal.aborted) {
    try {
      const rest = session.get() ? 0 : begun + betweenSessions - now()
      if (rest > 0) await wait(rest, signal)
      // a session has an address of its own, which may be gone though the session is not
      const own = failures < ownAddressTries ? session.get()?.address : undefined
      const address = own ?? (await findAddress(caller, signal))
      if (signal.aborted) break
      const resumes = session.get() !== undefined
      if (!resumes) begun = now()
      const { code, ready, greeted, heard } = await connect(settings, address, content)
      if (signal.aborted) break
      failures = ready ? 1 : failures + 1
      // Discord does not go on with a session that it has forgotten
      if (resumes && greeted && !ready && !heard) session.set(undefined)
      // what is said to us and about us is told without it, too
      const without = code === refusedIntents && content
      if (without) content = false
      const trouble = hopeless[code] ?? `the connection to Discord broke (${code})`
      const pause = code in hopeless && !without ? longestPause : pauseAfter(failures)
      health.set(topic, trouble)
      log.warn({ platform: 'discord', topic, trouble, pause }, 'discord: will connect again')
      await wait(pause, signal)
    } catch (error) {
      if (signal.aborted) break
      failures += 1
      const { pause, trouble } = error instanceof TooManySessions ? error : judge(error, failures)
      health.set(topic, trouble)
      log.warn({ platform: 'discord', topic, trouble, pause }, 'discord: will connect again')
      await wait(pause, signal)
    }
  }
  await session.save()
  health.set(topic, undefined)
}

class TooManySessions extends Error {
  readonly trouble = 'Discord allows no more connections today'
  readonly pause: number
  constructor(pause: number) {
    super('too many sessions')
    this.pause = pause
  }
}

async function findAddress(caller: Caller, signal: AbortSignal): Promise<string> {
  const request = { name: 'getGateway', method: 'GET', path: '/gateway/bot' } as const
  const given = shape(await caller.call(request, AbortSignal.any([signal, AbortSignal.timeout(firstAnswer)])))
  const address = string(given?.url)
  if (address === undefined || !/^wss?:$/.test(URL.parse(address)?.protocol ?? '')) {
    throw new CallError(request.name, { kind: 'lost', reason: 'answered with something else' })
  }
  const { remaining, reset_after: reset } = shape(given?.session_start_limit) ?? {}
  if (remaining === 0) throw new TooManySessions(Math.min(typeof reset === 'number' ? reset : longestWait, longestWait))
  return address
}

/** One connection, from its beginning to its end. */
async function connect(settings: GatewaySettings, address: string, content: boolean): Promise<End> {
  const { token, signal, session, take, began, silence, health } = settings
  // loaded only where there is a Discord to listen to: it takes a while
  const { DefaultWebSocketManagerOptions: defaults, WebSocketShard: Shard } = await import('@discordjs/ws')
  const { promise, resolve } = Promise.withResolvers<End>()
  const so = { ready: false, greeted: false, heard: false }
  let over = false
  const end = (code: number) => {
    if (!over) resolve({ code, ...so })
    over = true
  }
  const before = session.get()
  const marks = new Watermark(before?.seen ?? 0)
  let info = before && infoOf(before, address)
  const { identifyProperties, largeThreshold, initialPresence, version, encoding, compression } = defaults
  const shard = new Shard(
    {
      options: {
        ...{ identifyProperties, largeThreshold, initialPresence, version, encoding, compression },
        token,
        intents: intents.base | (content ? intents.content : 0),
        shardCount: 1,
        gatewayInformation: { url: address, shards: 1, session_start_limit: noLimit },
        handshakeTimeout: firstAnswer,
        helloTimeout: firstAnswer,
        readyTimeout: firstAnswer,
      },
      // a shard that is over comes back by itself; it gets no further than here
      retrieveSessionInfo: () => (over ? new Promise<null>(() => {}) : (info ?? null)),
      updateSessionInfo: (_, given) => {
        if (given && !over) info = given
      },
      waitForIdentify: async () => {},
    },
    0,
  )
  const watchdog = setTimeout(() => end(1006), silence)
  const ready = () => {
    so.ready = true
    health.set(topic, undefined)
  }
  guard(shard, () => end(1002))
  shard.on('closed', ({ code }) => end(code))
  shard.on('error', () => {})
  shard.on('hello', () => {
    so.greeted = true
    watchdog.refresh()
  })
  shard.on('heartbeat', () => void watchdog.refresh())
  shard.on('ready', () => {
    ready()
    began()
  })
  shard.on('resumed', ready)
  shard.on('dispatch', ({ data }) => {
    if (over || signal.aborted) return
    so.heard = true
    watchdog.refresh()
    const { s: number, t: type, d } = data
    marks.begin(number)
    take({ type, data: d }).then(
      () => {
        marks.end(number)
        if (info && (!over || session.get()?.id === info.sessionId)) session.set(sessionOf(info, marks.seen))
      },
      () => {},
    )
  })
  const stop = () => end(1001)
  signal.addEventListener('abort', stop, { once: true })
  shard.connect().catch(() => end(1006))
  const ended = await promise
  clearTimeout(watchdog)
  signal.removeEventListener('abort', stop)
  await part(shard)
  return ended
}

const noLimit = { total: 1, remaining: 1, reset_after: 0, max_concurrency: 1 }

/** Which events are stored: all up to a number, for Discord tells again only what comes after a number. */
class Watermark {
  readonly #open = new Set<number>()
  #last: number

  constructor(seen: number) {
    this.#last = seen
  }

  begin(number: number): void {
    this.#open.add(number)
    this.#last = Math.max(this.#last, number)
  }

  end(number: number): void {
    this.#open.delete(number)
  }

  /** All up to this one. */
  get seen(): number {
    const [first] = this.#open
    return first === undefined ? this.#last : first - 1
  }
}

const infoOf = ({ id, seen }: Session, address: string): SessionInfo => {
  return { sessionId: id, resumeURL: address, sequence: seen, shardCount: 1, shardId: 0 }
}

const sessionOf = ({ sessionId: id, resumeURL: address }: SessionInfo, seen: number): Session => ({ id, address, seen })

/**
 * discord.js leaves what goes wrong in reading a frame as a rejection that nobody handles, which would end the
 * program. There is no other way in than its own method.
 */
function guard(shard: WebSocketShard, failed: () => void): void {
  const hear: unknown = Reflect.get(shard, 'onMessage')
  if (typeof hear !== 'function') return
  const guarded = (...frame: unknown[]) => Promise.resolve(Reflect.apply(hear, shard, frame)).catch(failed)
  Reflect.set(shard, 'onMessage', guarded)
}

/** Ends the connection so that its session can be gone on with, and breaks it when there is no answer to that. */
async function part(shard: WebSocketShard): Promise<void> {
  const patience = new AbortController()
  const late = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, parting)
    patience.signal.addEventListener('abort', () => clearTimeout(timer))
  })
  const socket: unknown = Reflect.get(shard, 'connection')
  await Promise.race([shard.destroy({ code: 4200 }).catch(() => {}), late])
  patience.abort()
  if (!isSocket(socket)) return
  // one that is only just being made says of its end that it failed
  socket.on('error', () => {})
  socket.terminate()
}

type Socket = { on(event: 'error', listener: () => void): void; terminate(): void }

function isSocket(value: unknown): value is Socket {
  return typeof value === 'object' && value !== null && 'terminate' in value && 'on' in value
}
