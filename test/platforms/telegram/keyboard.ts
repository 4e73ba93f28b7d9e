import { isObject } from '../shared/json.ts'
import { json, type Params } from './params.ts'
import { badRequest } from './refusal.ts'
import type { InlineButton, Markup } from './wire.ts'

const maxButtons = 100
const maxData = 64

/** What stands under a message: buttons of its own, or a keyboard or a request for a reply at the input field. */
export type Keyboard = { inline?: Markup; other?: unknown }

/** Reads `reply_markup`. Throws a refusal when the real server would not take it. */
export function keyboard(params: Params): Keyboard {
  const value = json(params, 'reply_markup', 'reply keyboard markup')
  if (value === undefined) return {}
  if (!isObject(value)) throw badRequest('object expected as reply markup')
  if ('inline_keyboard' in value) return inline(value.inline_keyboard)
  if ('keyboard' in value && !Array.isArray(value.keyboard)) {
    throw badRequest('can\'t parse reply keyboard markup JSON object: field "keyboard" must be of type Array')
  }
  return Object.keys(value).length > 0 ? { other: value } : {}
}

function inline(rows: unknown): Keyboard {
  if (!Array.isArray(rows)) throw badRequest('field "inline_keyboard" must be of type Array')
  const read = rows.map((row: unknown) => {
    if (!Array.isArray(row)) throw badRequest('field "inline_keyboard" must be an Array of Arrays')
    return row.map(button)
  })
  const filled = read.filter((row) => row.length > 0)
  if (filled.flat().length > maxButtons) throw badRequest('REPLY_MARKUP_TOO_LONG')
  return filled.length > 0 ? { inline: { inline_keyboard: filled } } : {}
}

function button(value: unknown): InlineButton {
  if (!isObject(value)) throw wrong('expected an Object')
  const { text, callback_data: data, url } = value
  if (typeof text !== 'string') throw wrong('Can\'t find field "text"')
  if (!text.isWellFormed()) throw badRequest('strings must be encoded in UTF-8')
  if (text.trim() === '') throw badRequest('inline keyboard button text must be non-empty')
  if (typeof url === 'string') {
    checkUrl(url)
    return { text, url }
  }
  if (typeof data === 'string') {
    const bytes = Buffer.byteLength(data)
    if (bytes === 0 || bytes > maxData || !data.isWellFormed()) throw badRequest('BUTTON_DATA_INVALID')
    return { text, callback_data: data }
  }
  for (const kind of ['web_app', 'login_url', 'switch_inline_query', 'switch_inline_query_current_chat', 'copy_text']) {
    if (value[kind] !== undefined) return { text, [kind]: value[kind] }
  }
  throw wrong('Text buttons are unallowed in the inline keyboard')
}

const wrong = (why: string) => badRequest(`can't parse inline keyboard button: ${why}`)

/** Links must lead somewhere that other people can reach: a name without a dot, such as localhost, is refused. */
function checkUrl(url: string): void {
  const refuse = (why: string) => badRequest(`inline keyboard button URL '${url}' is invalid: ${why}`)
  if (url === '') throw refuse('URL must be non-empty')
  const parsed = URL.canParse(url) ? new URL(url) : URL.canParse(`http://${url}`) ? new URL(`http://${url}`) : undefined
  if (!parsed) throw refuse('Wrong HTTP URL')
  if (['tg:', 'ton:', 'tonsite:'].includes(parsed.protocol)) return
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') throw refuse('Unsupported URL protocol')
  if (!parsed.hostname.includes('.')) throw refuse('Wrong HTTP URL')
}
