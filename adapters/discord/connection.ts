import type { SessionInfo, WebSocketShard } from '@discordjs/ws'
import type { Session, Sessions } from './session.ts'
import { Watermark } from './watermark.ts'

/** An event as Discord tells it. */
export type GatewayEvent = { type: string; data: unknown }

export type ConnectionSettings = {
  token: string
  signal: AbortSignal
  /** The session to go on with, and where it is kept. */
  session: Sessions
  /** Takes an event; resolves once it is stored, and only then it counts as seen. */
  take(event: GatewayEvent): Promise<void>
  /** It stands: a session was gone on with, or has begun, so that what happened before it is not told. */
  ready(isNew: boolean): void
  /** A connection that says nothing for so many milliseconds is given up. */
  silence: number
}

/** How a connection ended: its close code, and how far it got. */
export type End = { code: number; ready: boolean; greeted: boolean; heard: boolean }

/** What we want to hear of: servers and their threads, messages there and in conversations, and what is in them. */
const intents = { base: (1 << 0) | (1 << 9) | (1 << 12), content: 1 << 15 } as const
const firstAnswer = 15_000
/** How long a connection may take to say goodbye, in milliseconds. */
const parting = 500
const codes = { leaving: 1001, nonsense: 1002, broken: 1006, resuming: 4200 } as const

/**
 * One connection, from its beginning to its end. It is a shard of discord.js, used once: left to itself, that comes back
 * at once and without end where nobody answers, forgets the session when the network is away for a moment, and does not
 * come back after a wrong token. With `content`, we ask for the words of what is not for us, too.
 */
export async function connect(settings: ConnectionSettings, address: string, content: boolean): Promise<End> {
  const { token, signal, session, take, silence } = settings
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
  const watchdog = setTimeout(() => end(codes.broken), silence)
  const ready = (isNew: boolean) => {
    so.ready = true
    settings.ready(isNew)
  }
  guard(shard, () => end(codes.nonsense))
  shard.on('closed', ({ code }) => end(code))
  shard.on('error', () => {})
  shard.on('hello', () => {
    so.greeted = true
    watchdog.refresh()
  })
  shard.on('heartbeat', () => void watchdog.refresh())
  shard.on('ready', () => ready(true))
  shard.on('resumed', () => ready(false))
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
  const stop = () => end(codes.leaving)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  else shard.connect().catch(() => end(codes.broken))
  const ended = await promise
  clearTimeout(watchdog)
  signal.removeEventListener('abort', stop)
  await part(shard)
  return ended
}

const noLimit = { total: 1, remaining: 1, reset_after: 0, max_concurrency: 1 }

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
  await Promise.race([shard.destroy({ code: codes.resuming }).catch(() => {}), late])
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
