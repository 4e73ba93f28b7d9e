/** Length is counted in UTF-16 units. */

/**
 * The text as platforms and a database take it: half characters become U+FFFD; NUL is left out, and so are carriage
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
