import { flag, text } from '../params.ts'
import { badRequest } from '../refusal.ts'
import type { Method } from '../world.ts'

const maxAnswer = 200

/** answerCallbackQuery: a press can be answered for a while only, and not when it never was. */
export const answerCallbackQuery: Method = (world, params, call) => {
  const query = world.queries.get(text(params, 'callback_query_id') ?? '')
  if (!query || world.now() - query.at > world.queryLife) {
    throw badRequest('query is too old and response timeout expired or query ID is invalid')
  }
  const shown = text(params, 'text') ?? ''
  if (shown.length > maxAnswer) throw badRequest('MESSAGE_TOO_LONG')
  const url = text(params, 'url')
  call.chat = query.query.message.chat.id
  query.answers.push({ text: shown, alert: flag(params, 'show_alert'), ...(url && { url }) })
  return 'true'
}
