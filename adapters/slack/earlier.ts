import { createHash } from 'node:crypto'
import type { Message } from '../../src/chat.ts'
import { type Shape, shape, string } from '../shared/shape.ts'
import type { Client } from './client.ts'
import type { Target } from './target.ts'

/** What a message of ours carries unseen, by which it is known again. */
export type Mark = { event_type: string; event_payload: { key: string; content: string } }

const kind = 'regulars_delivery'
/** How many messages are looked at: of a channel the newest, of a thread, which is told from its beginning, page by page. */
const perPage = 100
const mostPages = 10

/** The same for every try of one delivery. Keys begin again with a new database: what is said in it tells them apart. */
export function markOf(key: string, message: Message): Mark {
  const content = createHash('sha256').update(JSON.stringify(message, sorted)).digest('base64url').slice(0, 22)
  return { event_type: kind, event_payload: { key, content } }
}

/**
 * Databases do not keep the order of what stands in JSON; pictures and files may be made anew for each try, by which they
 * are no others.
 */
function sorted(name: string, value: unknown): unknown {
  if (name === 'data' || name === 'file') return undefined
  const fields = shape(value)
  return fields ? Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))) : value
}

/** The message that an earlier try has left there, if there is one. Throws `CallError`. */
export async function findMarked(
  client: Client,
  { channel, thread }: Target,
  mark: Mark,
  signal: AbortSignal,
): Promise<Shape | undefined> {
  const common = { channel, limit: perPage, include_all_metadata: true }
  if (thread === undefined) {
    return among(await client.call('conversations.history', common, { signal }), mark)
  }
  let cursor: string | undefined
  for (let page = 0; page < mostPages; page += 1) {
    const args = { ...common, ts: thread, ...(cursor && { cursor }) }
    const answer = await client.call('conversations.replies', args, { signal })
    const found = among(answer, mark)
    cursor = string(shape(answer.response_metadata)?.next_cursor)
    if (found || !cursor) return found
  }
  return undefined
}

function among({ messages }: Shape, { event_type, event_payload }: Mark): Shape | undefined {
  if (!Array.isArray(messages)) return undefined
  return messages.map(shape).find((message) => {
    const metadata = shape(message?.metadata)
    const payload = shape(metadata?.event_payload)
    // nobody else's: only what an app has said has an id of a bot
    if (!string(message?.bot_id) || metadata?.event_type !== event_type) return false
    return payload?.key === event_payload.key && payload.content === event_payload.content
  })
}
