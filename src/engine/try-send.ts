import { type Adapter, SendError, type SendTrouble, type Sent } from '../chat.ts'
import type { Delivery, Ending } from './outbox.ts'

/** Calls back after so many milliseconds, unless what it returns is called before. */
export type After = (ms: number, run: () => void) => () => void

export const afterTimeout: After = (ms, run) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

/** `deadline` of the send, and the `lifetime` after which a delivery is given up, in milliseconds; `now` since the epoch. */
export type TryOptions = { now: () => number; after: After; deadline: number; lifetime: number }

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
    const sending = adapter.send(delivery.to, delivery.message, { key: String(delivery.id), signal: ending.signal })
    return { state: 'sent', sent: await Promise.race([sending, late.promise]) }
  } catch (error) {
    const trouble: SendTrouble = error instanceof SendError ? error.trouble : { kind: 'unknown' }
    return endingOf(delivery, trouble, error instanceof Error ? error.message : 'no reason given', options)
  } finally {
    cancel()
  }
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
