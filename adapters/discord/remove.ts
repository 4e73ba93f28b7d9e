import { SendError, type SendOptions, type Sent } from '../../src/chat.ts'
import { channelOf, hidden, idOf } from './base.ts'
import type { Caller } from './call.ts'
import type { Replies } from './replies.ts'
import { codeOf, codes, troubleOf } from './trouble.ts'

const gone: readonly number[] = [codes.unknownMessage, codes.unknownChannel]

/**
 * Takes a message of ours away; one for one person's eyes alone only as long as the token by which it came is good.
 * Throws `SendError`.
 */
export function makeRemove(caller: Caller, replies: Replies) {
  return async ({ place, message }: Sent, { signal }: SendOptions): Promise<void> => {
    const secret = hidden.read(message)
    const [channel, id] = [idOf(channelOf(place)), idOf(message)]
    try {
      if (secret) await removeHidden(secret.id, signal)
      else if (channel !== undefined && id !== undefined) await removeFrom(channel, id, signal)
    } catch (error) {
      if (error instanceof SendError) throw error
      if (!gone.includes(codeOf(error) ?? 0)) throw troubleOf(error, true)
    }
  }

  async function removeHidden(message: string, signal: AbortSignal): Promise<void> {
    const way = replies.wayTo(message)
    if (!way) throw new SendError({ kind: 'refused' }, 'the message can no longer be reached')
    await way.ready
    const path = `/webhooks/${way.app}/${way.token}/messages/${way.name}`
    await caller.call({ name: 'deleteOriginal', method: 'DELETE', path, open: true }, signal)
  }

  async function removeFrom(channel: string, message: string, signal: AbortSignal): Promise<void> {
    const path = `/channels/${channel}`
    const remove = () =>
      caller.call({ name: 'deleteMessage', method: 'DELETE', path: `${path}/messages/${message}` }, signal)
    try {
      await remove()
    } catch (error) {
      if (codeOf(error) !== codes.archived) throw error
      // nothing of a sleeping thread can be changed
      await caller.call({ name: 'editChannel', method: 'PATCH', path, body: { archived: false } }, signal)
      await remove()
    }
  }
}
