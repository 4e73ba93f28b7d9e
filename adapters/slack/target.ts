import { type Address, type Message, type Place, SendError, type Sent } from '../../src/chat.ts'
import { ids, isDirect, privateId, readMessageId } from './base.ts'
import type { People } from './people.ts'

/** Where a message goes, and for whose eyes alone. */
export type Target = { channel: string; thread?: string; only?: string }

/** Gives the conversation of that person alone with the bot. Throws `SendError`. */
export type OpenConversation = (person: string) => Promise<string>

/**
 * Where it goes: what is for one person alone goes to that person's own conversation, or is seen by no other. So does
 * what takes the place of such a message. Throws `SendError`.
 */
export async function aim(
  { place, only: named, replaces }: Address,
  message: Message,
  { withFiles, people, open }: { withFiles: boolean; people: Pick<People, 'owner'>; open: OpenConversation },
): Promise<Target> {
  const { channel, thread } = place
  const there = { channel, ...(thread !== undefined && ids.message.test(thread) && { thread }) }
  const only = named?.id ?? readMessageId(replaces ?? '')?.only
  if (only === undefined) {
    if (message.private && !isDirect(channel)) {
      throw new SendError({ kind: 'refused' }, 'a private message with nobody named for it')
    }
    return ids.person.test(channel) ? { ...there, channel: await open(channel) } : there
  }
  if (isDirect(channel)) return people.owner(channel) === only ? there : { channel: await open(only) }
  // a file is never for one person alone
  return withFiles ? { channel: await open(only) } : { ...there, only }
}

/** Whether a failure there is one of reaching a person. */
export function aimedAt({ channel, only }: Target): { channel: string; person: boolean } {
  return { channel, person: only !== undefined || isDirect(channel) }
}

export function sentTo({ channel, thread, only }: Target, message: string): Sent {
  const place: Place = { platform: 'slack', channel, ...(thread !== undefined && { thread }) }
  return { place, message: only === undefined ? message : privateId(message, only) }
}
