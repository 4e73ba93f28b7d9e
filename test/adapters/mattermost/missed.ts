import { shape } from '../../../adapters/shared/shape.ts'
import type { Happening } from '../../../src/chat.ts'
import type { Caller } from './call.ts'
import { type Around, isId, type Me, readPost } from './read.ts'

/**
 * What was said since that time, in the order in which it was: Mattermost keeps nothing for a bot that does not listen, but
 * tells what stands in its channels. Throws `CallError`.
 */
export async function readMissed(caller: Caller, me: Me, since: Date, signal: AbortSignal): Promise<Happening[]> {
  const given = await caller.call('GET', 'users/me/channels', signal)
  const channels = (Array.isArray(given) ? given : []).map(shape)
  const posts: { post: unknown; direct: boolean; author: unknown; at: number }[] = []
  for (const channel of channels) {
    if (!channel || !isId(channel.id) || !(Number(channel.last_post_at) >= since.getTime())) continue
    const answer = shape(await caller.call('GET', `channels/${channel.id}/posts?since=${since.getTime()}`, signal))
    for (const post of Object.values(shape(answer?.posts) ?? {}).map(shape))
      if (post && !(Number(post.delete_at) > 0) && Number(post.create_at) >= since.getTime())
        posts.push({ post, direct: channel.type === 'D', author: post.user_id, at: Number(post.create_at) })
  }
  const names = await namesOf(caller, [...new Set(posts.map(({ author }) => author))].filter(isId), signal)
  return posts
    .sort((a, b) => a.at - b.at)
    .flatMap(({ post, direct, author }) => {
      const around: Around = { direct, name: names.get(author) }
      return readPost(post, around, me) ?? []
    })
}

async function namesOf(caller: Caller, ids: string[], signal: AbortSignal): Promise<Map<unknown, string>> {
  if (ids.length === 0) return new Map()
  const given = await caller.call('POST', 'users/ids', signal, { json: ids })
  const users = (Array.isArray(given) ? given : []).map(shape)
  return new Map(users.flatMap((user) => (typeof user?.username === 'string' ? [[user.id, user.username]] : [])))
}
