import type { Draft } from '../check/message.ts'
import type { Channel } from '../places.ts'
import type { Component, Message } from '../wire.ts'
import type { World } from '../world.ts'
import { pings } from './pings.ts'

/** All text of a message in which a mention notifies somebody. */
const spoken = (content: string, components: readonly Component[]): string =>
  [content, ...components.flatMap(displayed)].join('\n')

/** The texts shown by a component and those within it, in their order. */
const displayed = (component: Component): string[] => [
  ...(component.content === undefined ? [] : [component.content]),
  ...(component.components ?? []).flatMap(displayed),
]

/** The fields that say whom a message mentions and notifies. */
export function mentionedIn(
  { places, me }: World,
  channel: Channel,
  { content, components = [], allowed, reply }: Pick<Draft, 'content' | 'components' | 'allowed' | 'reply'>,
  author: string,
): Pick<Message, 'mentions' | 'mention_roles' | 'mention_everyone'> {
  const found = pings(spoken(content ?? '', components), allowed)
  const guild = places.guildOf(channel)
  const answered = reply && channel.messages.get(reply.message)?.author.id
  const isReplyTold = answered !== undefined && answered !== author && (allowed?.replied_user ?? true)
  const users = new Set([...found.users, ...(isReplyTold ? [answered] : [])])
  return {
    mentions: [...users].flatMap((id) => (id === me.id ? me : (places.humans.get(id)?.user ?? []))),
    mention_roles: found.roles.filter((id) => guild?.roles.has(id)),
    mention_everyone: found.everyone && guild !== undefined,
  }
}
