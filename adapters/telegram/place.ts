import type { Place, Sent } from '../../src/chat.ts'
import type { Target } from './render.ts'

/** A thread that is no topic: everything in it answers the message of that number. */
const answers = /^re(\d{1,15})$/

/** The place of everything that answers that message. */
export function placeOfAnswers(channel: string, message: number): Place {
  return { platform: 'telegram', channel, thread: `re${message}` }
}

/** Where Telegram is to put what is said there. A message that is gone cannot be answered: then it is said all the same. */
export function targetOf({ channel, thread = '' }: Place): Target {
  const chat_id = chatId(channel)
  const topic = numeric(thread)
  if (topic !== undefined) return { chat_id, message_thread_id: topic }
  const answered = numeric(answers.exec(thread)?.[1])
  if (answered === undefined) return { chat_id }
  return { chat_id, reply_parameters: { message_id: answered, allow_sending_without_reply: true } }
}

/** What was sent there, under that number. */
export function sentTo({ chat_id, message_thread_id: topic, reply_parameters: reply }: Target, message: number): Sent {
  const channel = String(chat_id)
  const inTopic: Place = { platform: 'telegram', channel, ...(topic !== undefined && { thread: String(topic) }) }
  return { place: reply ? placeOfAnswers(channel, reply.message_id) : inTopic, message: String(message) }
}

/** The number of a message or a topic; undefined for what cannot be one. */
export function numeric(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** A chat as Telegram wants it. */
export function chatId(channel: string): number | string {
  return /^-?\d{1,15}$/.test(channel) ? Number(channel) : channel
}
