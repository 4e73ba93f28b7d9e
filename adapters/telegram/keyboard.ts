import type { InlineKeyboardButton } from 'telegraf/types'
import type { Button } from '../../src/chat.ts'
import { clip, literal } from '../shared/text.ts'

/** Widest label of which two fit side by side on a small phone; East Asian characters count twice. */
const shortLabel = 16

/** Phones cut labels far earlier; all that goes to and fro has a limit that many long ones would break. */
const longestLabel = 64

/**
 * Buttons in rows: two short ones side by side, a long one alone. Telegram has no forms: a button that opens one
 * presses `form:<form>` or `form:<form>:<about>`, and the engine asks step by step. Left out are those that lead
 * nowhere on the web, and those beyond `most`: a message must not be refused for them.
 */
export function layOut(buttons: Button[], most: number): InlineKeyboardButton[][] {
  const rows: InlineKeyboardButton[][] = []
  let half: InlineKeyboardButton[] | undefined
  for (const button of buttons.filter(leadsSomewhere).slice(0, most).map(drawButton)) {
    const short = width(button.text) <= shortLabel
    if (short && half) {
      half.push(button)
      half = undefined
    } else {
      const row = [button]
      rows.push(row)
      half = short ? row : undefined
    }
  }
  return rows
}

function width(label: string): number {
  let sum = 0
  for (const character of label) sum += (character.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1
  return sum
}

function leadsSomewhere(button: Button): boolean {
  if (!('url' in button)) return true
  return URL.canParse(button.url) && ['http:', 'https:'].includes(new URL(button.url).protocol)
}

/** Telegram refuses a message with a button that has no label. */
function drawLabel(label: string): string {
  return /[^\s\p{Cc}\p{Cf}]/u.test(label) ? clip(literal(label), longestLabel, '…') : '…'
}

function drawButton(button: Button): InlineKeyboardButton {
  const text = drawLabel(button.label)
  if ('url' in button) return { text, url: literal(button.url) }
  if ('press' in button) return { text, callback_data: literal(button.press) }
  const { form, about } = button
  return { text, callback_data: literal(about === undefined ? `form:${form}` : `form:${form}:${about}`) }
}
