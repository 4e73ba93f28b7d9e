import { literal } from '../shared/text.ts'

/** Length is counted in UTF-16 units of what goes over the wire, where `&`, `<` and `>` are escaped. */

/** The text with what Slack would read as markup escaped, at most `most` long; what was cut ends in `…`. */
export function escaped(text: string, most: number): string {
  const clean = printable(text)
  const whole = withEntities(clean)
  return whole.length <= most ? whole : `${withEntities(prefix(clean, most - 1, escapedLength))}…`
}

/** The text as Slack and a database take it: without control characters but tabs and ends of lines. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these have to go
  return literal(text).replace(/[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
}

/** Whether there is anything to be seen. */
export function isVisible(text: string): boolean {
  return /[^\s\p{Cc}\p{Cf}]/u.test(text)
}

/** What is left of the text when its cost may be `room`: a beginning of it that ends between two characters. */
export function prefix(text: string, room: number, cost: (character: string) => number): string {
  let left = room
  let end = 0
  for (const character of text) {
    left -= cost(character)
    if (left < 0) break
    end += character.length
  }
  return text.slice(0, end)
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

export function withEntities(text: string): string {
  return text.replace(/[&<>]/g, (sign) => entities[sign] ?? sign)
}

function escapedLength(character: string): number {
  return entities[character]?.length ?? character.length
}

/** What one character of a printable text comes to when it is escaped and then stands in JSON. */
export function wireLength(character: string): number {
  return '"\\\n\t'.includes(character) ? 2 : escapedLength(character)
}
