import { type Place, SendError, type SendOptions, type Sent } from '../../src/chat.ts'
import type { Floods } from '../shared/floods.ts'
import { integer, shape } from '../shared/shape.ts'
import { clip, literal } from '../shared/text.ts'
import type { Caller } from './call.ts'
import { chatId, numeric, placeOfAnswers } from './place.ts'
import { refusedWith, troubleOf } from './trouble.ts'

const longestTitle = 128
/** The chat has no topics, or the bot may not open one there. */
const noTopics = /forum|supergroup|not enough rights|admin|TOPICS?_/i
const gone = /message to delete not found|MESSAGE_ID_INVALID|message identifier/i
const ellipsis = '…'

/**
 * Opens threads: a topic of its own where the group has topics and the bot may open one, else all that answers the
 * message. Telegram does not tell of topics that are there already. Throws `SendError` alone.
 */
export function makeOpener(caller: Caller, floods: Floods) {
  return async ({ place, message }: Sent, title: string, { signal }: SendOptions): Promise<Place> => {
    const { channel } = place
    const number = numeric(message)
    if (number === undefined) throw new SendError({ kind: 'refused' }, 'a thread under what is no message')
    const beneath = placeOfAnswers(channel, number)
    if (!channel.startsWith('-')) return beneath
    const topic = { chat_id: chatId(channel), name: nameOf(title) }
    try {
      const thread = integer(shape(await caller.call('createForumTopic', topic, { signal }))?.message_thread_id)
      floods.passed()
      if (thread === undefined) throw new SendError({ kind: 'unknown' }, 'answered without a topic')
      return { platform: 'telegram', channel, thread: String(thread) }
    } catch (error) {
      if (error instanceof SendError) throw error
      const trouble = troubleOf(error, channel, floods)
      // a group that moved, or that the bot is not in, is told as it is: it tells of no topics
      if (trouble.trouble.kind === 'refused' && refusedWith(error, noTopics)) return beneath
      throw trouble
    }
  }
}

/** Takes messages of ours away. Throws `SendError` alone; as it may be done twice, the outcome is never unknown. */
export function makeRemover(caller: Caller, floods: Floods) {
  return async ({ place, message }: Sent, { signal }: SendOptions): Promise<void> => {
    const { channel } = place
    const number = numeric(message)
    if (number === undefined) return
    try {
      await caller.call('deleteMessage', { chat_id: chatId(channel), message_id: number }, { signal })
      floods.passed()
    } catch (error) {
      if (!refusedWith(error, gone)) throw troubleOf(error, channel, floods, true)
    }
  }
}

/** A name that Telegram takes: one line, and never an empty one. */
function nameOf(title: string): string {
  const line = literal(title).replace(/\s+/g, ' ').trim()
  return /[^\s\p{Cc}\p{Cf}]/u.test(line) ? clip(line, longestTitle, ellipsis) : ellipsis
}
