import { SocketModeClient } from '@slack/socket-mode'
import type { Dispatcher } from 'undici'
import { shape } from '../shared/shape.ts'
import { callError, makeFetch, mute } from './client.ts'
import type { Take } from './order.ts'
import type { Envelope } from './read.ts'

/** One connection in socket mode. */
export type Connection = {
  /** Resolves when another one has to take its place: `refresh` while this one still works, or `closed`. */
  leaving: Promise<'refresh' | 'closed'>
  /** Says goodbye, and does not wait for long. */
  close(): Promise<void>
}

export type ConnectionOptions = {
  appToken: string
  apiUrl: string
  dispatcher: Dispatcher
  take: Take
  /** How long Slack may be silent before the connection counts as broken, in milliseconds. */
  silence?: number | undefined
  /** Called when something was not acknowledged. */
  onRefused(): void
}

/** How long it may take until Slack says hello, and how long a goodbye is waited for, in milliseconds. */
const helloDeadline = 10_000
const goodbyeDeadline = 300

/** Slack's own client, but one that goes on hearing while another connection is being opened in its place. */
class Socket extends SocketModeClient {
  onRefresh: (reason: string) => void = () => {}

  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    const reason = typeof data === 'string' && data.includes('"disconnect"') ? readDisconnect(data) : undefined
    if (reason === undefined) return super.onWebSocketMessage(data, isBinary)
    this.onRefresh(reason)
  }
}

function readDisconnect(data: string): string | undefined {
  try {
    const message = shape(JSON.parse(data))
    return message?.type === 'disconnect' ? String(message.reason) : undefined
  } catch {
    return undefined
  }
}

/** Opens a connection. Rejects when it cannot be opened in time, or the signal comes. */
export async function connect(options: ConnectionOptions, signal: AbortSignal): Promise<Connection> {
  const { appToken, apiUrl, dispatcher, take, silence, onRefused } = options
  const opening = new AbortController()
  const fetch = makeFetch(dispatcher, () => opening.signal)
  const socket = new Socket({
    appToken,
    logger: mute,
    // it would come back only after seconds, and a failure to do so would be nobody's
    autoReconnectEnabled: false,
    ...(silence !== undefined && { clientPingTimeout: silence }),
    clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, fetch },
  })
  const leaving = Promise.withResolvers<'refresh' | 'closed'>()
  const gone = Promise.withResolvers<void>()
  socket.on('disconnected', () => {
    leaving.resolve('closed')
    gone.resolve()
  })
  socket.onRefresh = (reason) => {
    if (reason === 'too_many_websockets' || reason === 'link_disabled') void close()
    else leaving.resolve('refresh')
  }
  socket.on('slack_event', ({ type, body, ack }: { type: Envelope['type']; body: unknown; ack: Ack }) => {
    const told = shape(body)
    if (!told || !kinds.has(type)) return void ack().catch(() => {})
    take({ type, body: told }).then((answer) => ack(answer).catch(() => {}), onRefused)
  })

  async function close(): Promise<void> {
    const timer = setTimeout(() => void socket.disconnect(), goodbyeDeadline)
    await Promise.race([socket.disconnect(), gone.promise])
    clearTimeout(timer)
  }

  try {
    await soon(socket.start(), signal)
  } catch (error) {
    // else it would still connect once it has its address
    opening.abort()
    await close()
    if (error instanceof Ended) throw error
    if (error === undefined) throw new Ended('the connection was closed')
    throw callError('apps.connections.open', error, appToken)
  }
  return { leaving: leaving.promise, close }
}

/** It is not a call that failed. */
class Ended extends Error {}

type Ack = (answer?: object) => Promise<void>
const kinds = new Set<string>(['events_api', 'slash_commands', 'interactive'] satisfies Envelope['type'][])

/** What it resolves with, unless that takes too long or the signal comes. */
async function soon<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const end = Promise.withResolvers<never>()
  const abort = () => end.reject(new Ended('ended'))
  const timer = setTimeout(() => end.reject(new Ended('no hello in time')), helloDeadline)
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  work.catch(() => {})
  try {
    return await Promise.race([work, end.promise])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}
