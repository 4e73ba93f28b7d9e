import type { Place, Sent } from '../chat.ts'
import type { Sql } from '../database/database.ts'
import { table } from '../database/table.ts'
import type { Delivery, Posted } from './departures.ts'

const posts = table('post', {
  name: 'text',
  platform: 'text',
  channel: 'text',
  thread: 'text?',
  message: 'text',
  sent: 'timestamp',
})

type PostRow = {
  name: string
  platform: string
  channel: string
  thread: string | null
  message: string
  opened: string | null
}

/** The posts of those names, as far as they have been sent. */
export async function postsCalled(
  sql: Sql,
  names: readonly (string | null | undefined)[],
): Promise<Map<string, Posted>> {
  const wanted = [...new Set(names.filter((name) => typeof name === 'string'))]
  if (wanted.length === 0) return new Map()
  const rows = await sql.query<PostRow>(
    `SELECT name, platform, channel, thread, message, opened FROM post WHERE name ${sql.among('text')}`,
    wanted,
  )
  return new Map(
    rows.map(({ name, platform, channel, thread, message, opened }) => [
      name,
      {
        sent: { place: { platform, channel, ...(thread !== null && { thread }) }, message },
        ...(opened !== null && { opened }),
      },
    ]),
  )
}

/** Writes down what became of posts: said, opened or taken away. */
export async function keepPosts(
  sql: Sql,
  done: readonly { delivery: Delivery; sent: Sent }[],
  now: Date,
): Promise<void> {
  const said = done.flatMap(({ delivery: { act, name }, sent: { place, message } }) =>
    act === 'say' && name !== undefined ? [{ name, ...place, message, sent: now }] : [],
  )
  await sql.insert(posts, said, {
    conflict: { key: ['name'], set: ['platform', 'channel', 'thread', 'message', 'sent'] },
  })
  for (const { delivery, sent } of done) {
    if (delivery.name === undefined || delivery.act === 'say') continue
    if (delivery.act === 'remove') await sql.execute('DELETE FROM post WHERE name = ?', delivery.name)
    else await sql.execute('UPDATE post SET opened = ? WHERE name = ?', sent.place.thread ?? null, delivery.name)
  }
}

/** A channel has a new id: threads and messages keep theirs as far as the platform lets them. */
export async function movePosts(sql: Sql, { platform, channel }: Place, moved: string): Promise<void> {
  await sql.execute('UPDATE post SET channel = ? WHERE platform = ? AND channel = ?', moved, platform, channel)
}

/** Names of the post that this message is, and of the one in whose thread it is: for what people answer to it. */
export async function postAnswered(
  sql: Sql,
  place: Place,
  message: string,
): Promise<{ name: string | null; under: string | null } | undefined> {
  const rows = await sql.query<{ name: string | null; under: string | null }>(
    `SELECT name, under FROM delivery WHERE platform = ? AND channel = ? AND "sentId" = ?
     AND (name IS NOT NULL OR under IS NOT NULL) ORDER BY id DESC LIMIT 1`,
    place.platform,
    place.channel,
    message,
  )
  return rows[0]
}

/** Name of the post under which that thread was opened. */
export async function postOfThread(sql: Sql, place: Place): Promise<string | undefined> {
  if (place.thread === undefined) return undefined
  const rows = await sql.query<{ name: string }>(
    'SELECT name FROM post WHERE platform = ? AND channel = ? AND opened = ?',
    place.platform,
    place.channel,
    place.thread,
  )
  return rows[0]?.name
}
