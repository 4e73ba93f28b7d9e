import type { InlineKeyboardButton } from 'telegraf/types'
import type { Button } from '../../src/chat.ts'
import { literal } from './text.ts'

/** Widest label of which two fit side by side on a small phone; East Asian characters count twice. */
const shortLabel = 16

/**
 * Buttons in rows: two short ones side by side, a long one alone. Telegram has no forms: a button that opens one
 * presses `form:<form>` or `form:<form>:<about>`, and the engine asks step by step.
 */
export function layOut(buttons: Button[]): InlineKeyboardButton[][] {
  const rows: InlineKeyboardButton[][] = []
  let half: InlineKeyboardButton[] | undefined
  for (const button of buttons) {
    const short = width(button.label) <= shortLabel
    if (short && half) {
      half.push(drawButton(button))
      half = undefined
    } else {
      const row = [drawButton(button)]
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

function drawButton(button: Button): InlineKeyboardButton {
  const text = literal(button.label)
  if ('url' in button) return { text, url: literal(button.url) }
  if ('press' in button) return { text, callback_data: literal(button.press) }
  const { form, about } = button
  return { text, callback_data: literal(about === undefined ? `form:${form}` : `form:${form}:${about}`) }
}
