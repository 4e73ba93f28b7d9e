import { type Adapter, type Message, SendError, type SendOptions, type SendTrouble, type Sent } from '../chat.ts'
import type { Delivery, Ending } from './departures.ts'
import type { Saying } from './making.ts'

/** Calls back after so many milliseconds, unless what it returns is called before. */
export type After = (ms: number, run: () => void) => () => void

export const afterTimeout: After = (ms, run) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

/**
 * `deadline` of the send, and the `lifetime` after which a delivery is given up, in milliseconds; `now` since the epoch;
 * `complete` makes what is still to be made of a message.
 */
export type TryOptions = {
  now: () => number
  after: After
  deadline: number
  lifetime: number
  complete(message: Saying): Promise<Message>
}

/** Pause after the n-th refusal that names none: 1 s, doubling, at most 5 minutes. */
const backoff = (tries: number) => Math.min(1000 * 2 ** Math.max(0, tries - 1), 300_000)

/** Tries once to send it. Never rejects: whatever happens is an ending. */
export async function trySend(adapter: Adapter, delivery: Delivery, options: TryOptions): Promise<Ending> {
  const ending = new AbortController()
  const late = Promise.withResolvers<Sent>()
  const cancel = options.after(options.deadline, () => {
    ending.abort()
    late.reject(new SendError({ kind: 'unknown' }, 'no answer in time'))
  })
  try {
    const key = String(delivery.id)
    const carrying = carry(adapter, delivery, options, {
      key,
      signal: ending.signal,
      ...(delivery.again && { again: true }),
    })
    return { state: 'sent', sent: await Promise.race([carrying, late.promise]) }
  } catch (error) {
    const trouble: SendTrouble = error instanceof SendError ? error.trouble : { kind: 'unknown' }
    return endingOf(delivery, trouble, detailOf(error), options)
  } finally {
    cancel()
  }
}

/** What an adapter says itself was written to be told; what else was thrown could hold anything. */
function detailOf(error: unknown): string {
  if (error instanceof SendError) return error.message
  if (!(error instanceof Error)) return 'no reason given'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

async function carry(
  adapter: Adapter,
  { act, goes, post, message }: Delivery,
  { complete }: TryOptions,
  options: SendOptions,
): Promise<Sent> {
  if (act === 'say') return adapter.send(goes, await complete(message), options)
  if (!post) {
    if (act === 'remove') return { place: goes.place, message: '' }
    throw new SendError({ kind: 'refused' }, 'there is no message to open a thread under')
  }
  const { sent, opened } = post
  if (act === 'remove') {
    if (!adapter.remove) throw new SendError({ kind: 'refused' }, 'messages stay on this platform')
    await adapter.remove(sent, options)
    return sent
  }
  if (opened !== undefined) return { ...sent, place: { ...sent.place, thread: opened } }
  return { ...sent, place: (await adapter.thread?.(sent, message.text, options)) ?? sent.place }
}

function endingOf(delivery: Delivery, trouble: SendTrouble, detail: string, options: TryOptions): Ending {
  const failed = (detail: string): Ending => ({ state: 'failed', trouble: detail, unreachable: false })
  const now = options.now()
  switch (trouble.kind) {
    case 'later': {
      if (now - delivery.created.getTime() > options.lifetime) return failed(`given up: ${detail}`)
      const pause = trouble.afterMs ?? backoff(delivery.tries + 1)
      const due = new Date(now + Math.min(Math.max(0, pause || 0), options.lifetime))
      return { state: 'queued', due, trouble: detail, scope: trouble.scope ?? 'place' }
    }
    case 'moved': {
      const { channel } = trouble
      return channel === delivery.to.place.channel ? failed(detail) : { state: 'moved', channel }
    }
    case 'unreachable':
      return { state: 'failed', trouble: detail, unreachable: true }
    case 'refused':
      return failed(detail)
    case 'unknown':
      return { state: 'unknown', trouble: detail }
  }
}
