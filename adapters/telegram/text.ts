/** Length is counted in UTF-16 units throughout, as Telegram counts entity offsets. */

/** Most of a message, of the text under a picture, of the data of a button (bytes), and of buttons under a message. */
export const limits = { text: 4096, caption: 1024, data: 64, buttons: 100 } as const

/**
 * The text as Telegram and a database take it: half characters become U+FFFD; NUL is left out, and so are carriage
 * returns, which Telegram drops, so that offsets counted here hold there.
 */
export function literal(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what has to go
  return text.toWellFormed().replace(/[\u0000\r]/g, '')
}

/** At most `most` units of the text, never half a character; what was cut ends in `mark`. */
export function clip(text: string, most: number, mark = ''): string {
  if (text.length <= most) return text
  const room = Math.max(0, most - mark.length)
  const last = text.charCodeAt(room - 1)
  const half = last >= 0xd800 && last <= 0xdbff
  return (text.slice(0, half ? room - 1 : room) + mark).slice(0, most)
}

export type Span = { offset: number; length: number }

const live = /(?<![A-Za-z0-9_])@[A-Za-z0-9_]+|(?<![A-Za-z0-9_/])\/[A-Za-z0-9_]+(?:@[A-Za-z0-9_]+)?/g

/** Most spans that {@link liveSpans} gives; Telegram takes 100 entities a message. */
const mostSpans = 50

/**
 * Where Telegram would find a mention or a command by itself, in whoever's words. Many of them become one span from
 * the first to the last, since none may slip through.
 */
export function liveSpans(text: string): Span[] {
  const spans = [...text.matchAll(live)].map((match) => ({ offset: match.index, length: match[0].length }))
  const [first, last] = [spans[0], spans.at(-1)]
  if (!first || !last || spans.length <= mostSpans) return spans
  return [{ offset: first.offset, length: last.offset + last.length - first.offset }]
}

/** The text with an invisible space inside every mention and command, for when it has to go without entities. */
export function defused(text: string): string {
  return text.replace(live, (found) => found.replace(/[@/]/g, '$&\u200b'))
}
