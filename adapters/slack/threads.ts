import { type Place, SendError, type SendOptions, type Sent } from '../../src/chat.ts'
import type { Floods } from '../shared/floods.ts'
import type { Answers } from './answers.ts'
import { isDirect, privateId, readMessageId } from './base.ts'
import type { Client } from './client.ts'
import { refusedFor, troubleOf } from './trouble.ts'

/**
 * The thread of a message: Slack opens it with the first answer. Those of one that stands in a thread itself stand
 * beside it, and one for a single person has none.
 */
export async function threadOf({ place, message }: Sent): Promise<Place> {
  const root = readMessageId(message)
  if (!root) throw new SendError({ kind: 'refused' }, 'a thread under what is no message')
  if (root.only !== undefined || place.thread !== undefined) return place
  return { ...place, thread: root.message }
}

const gone = /^message_not_found$/

export type RemoverOptions = { client: Client; answers: Answers; floods: Floods }

/** Takes messages of ours away. Throws `SendError` alone; as it may be done twice, the outcome is never unknown. */
export function makeRemover({ client, answers, floods }: RemoverOptions) {
  return async ({ place: { channel }, message: id }: Sent, { signal }: SendOptions): Promise<void> => {
    const found = readMessageId(id)
    if (!found) return
    const { message, only } = found
    if (only !== undefined) {
      if (await answers.remove(channel, privateId(message, only), signal)) return
      throw new SendError({ kind: 'refused' }, 'a message for one person alone')
    }
    try {
      await client.call('chat.delete', { channel, ts: message }, { signal })
      floods.passed()
    } catch (error) {
      if (refusedFor(error, gone)) return
      throw troubleOf(error, { channel, person: isDirect(channel), repeatable: true }, floods)
    }
  }
}
