/** Length is counted in UTF-16 units throughout, as Telegram counts entity offsets. */

/** Most of a message, of the text under a picture, of the data of a button (bytes), and of buttons under a message. */
export const limits = { text: 4096, caption: 1024, data: 64, buttons: 100 } as const

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
