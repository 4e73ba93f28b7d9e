import type { Health } from '../shared/health.ts'
import type { Log } from '../shared/log.ts'
import { pauseAfter, type Wait } from '../shared/patience.ts'
import { type Client, ClientError } from './client.ts'
import { judge } from './patience.ts'
import { updateId } from './update.ts'

/** Takes one update; resolves once it is stored, and only then may it be confirmed. */
export type Take = (update: unknown) => Promise<void>

export type SourceOptions = { client: Client; take: Take; signal: AbortSignal; wait: Wait; health: Health; log: Log }

/** The kinds of updates that we read. */
export const wanted = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const

/** How long Telegram may hold a poll that has nothing to tell, in seconds, and how much longer we wait for it. */
const held = 30
const grace = 10_000
const setUp = 15_000
/** Longest pause when our own side could not store, in milliseconds: people are waiting. */
const longestStoring = 5_000

/**
 * Polls until the signal. Telegraf's own polling confirms a batch whatever became of it, so this loop asks for the
 * updates itself: all of a batch are handed over at once, in order, and the next poll confirms those before the
 * first that could not be stored; it and what follows come again.
 */
export async function poll({ client, take, signal, wait, health, log }: SourceOptions): Promise<void> {
  let offset = 0
  let failures = 0
  let hooked = true
  while (!signal.aborted) {
    try {
      if (hooked) await client('deleteWebhook', {}, { signal, deadline: setUp })
      hooked = false
      const batch = await fetchBatch(client, offset, failures > 0, signal)
      health.set('receiving', undefined)
      const { next, refused } = await handOver(batch, take, offset)
      offset = next
      failures = refused ? failures + 1 : 0
      health.set('storing', refused ? 'updates cannot be stored' : undefined)
      if (!refused) continue
      log.error({ platform: 'telegram', offset }, 'telegram: updates could not be stored and will come again')
      await wait(Math.min(pauseAfter(failures), longestStoring), signal)
    } catch (error) {
      if (signal.aborted) return
      failures += 1
      hooked ||= error instanceof ClientError && error.code === 409
      const { pause, trouble } = judge(error, failures)
      health.set('receiving', trouble)
      log.warn({ platform: 'telegram', trouble, pause }, 'telegram: polling was interrupted')
      await wait(pause, signal)
    }
  }
}

type Numbered = { id: number; update: unknown }

/** The next updates, in order. After a failure the answer comes at once, to know whether all is well again. */
async function fetchBatch(client: Client, offset: number, atOnce: boolean, signal: AbortSignal): Promise<Numbered[]> {
  const payload = { offset, limit: 100, timeout: atOnce ? 0 : held, allowed_updates: wanted }
  const given: unknown = await client('getUpdates', payload, { signal, deadline: held * 1000 + grace })
  const list: unknown[] = Array.isArray(given) ? given : [undefined]
  const batch = list.flatMap((update) => {
    const id = updateId(update)
    return id === undefined ? [] : [{ id, update }]
  })
  if (list.length > 0 && batch.length === 0) throw new ClientError('getUpdates', 'answered with something else')
  return batch.sort((a, b) => a.id - b.id)
}

/** Hands the batch over; `next` is the offset that confirms all that is stored up to the first that is not. */
async function handOver(batch: Numbered[], take: Take, offset: number): Promise<{ next: number; refused: boolean }> {
  const results = await Promise.allSettled(batch.map(({ update }) => take(update)))
  const refused = results.findIndex((result) => result.status === 'rejected')
  const first = batch[refused]
  if (first) return { next: first.id, refused: true }
  const last = batch.at(-1)
  return { next: last ? last.id + 1 : offset, refused: false }
}
