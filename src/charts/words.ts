/** Longest text that is looked at, in characters: more could never be shown. */
const most = 300

/** On one line, without control characters and marks that turn the direction of writing, and not without end. */
export function clean(text: string): string {
  const line = text
    .slice(0, most)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ')
  return line.replace(/\s+/g, ' ').trim()
}

export type Measure = (text: string) => number

/** As much of the text as fits into so many pixels, with an ellipsis when that is not all of it. */
export function clipped(text: string, width: number, measure: Measure): string {
  if (measure(text) <= width) return text
  const characters = [...segmenter.segment(text)].map(({ segment }) => segment)
  let [fits, over] = [0, characters.length]
  while (over - fits > 1) {
    const middle = (fits + over) >> 1
    if (measure(`${characters.slice(0, middle).join('').trimEnd()}…`) <= width) fits = middle
    else over = middle
  }
  return `${characters.slice(0, fits).join('').trimEnd()}…`
}

/** The text on at most so many lines of so many pixels; what is left over is clipped off the last one. */
export function wrapped(text: string, width: number, lines: number, measure: Measure): string[] {
  const done: string[] = []
  let line = ''
  for (const piece of piecesOf(text)) {
    if (line === '' || measure((line + piece).trimEnd()) <= width || done.length === lines - 1) line += piece
    else {
      done.push(line.trimEnd())
      line = piece.trimStart()
    }
  }
  return [...done, line.trimEnd()].map((it) => clipped(it, width, measure))
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Where a line may end: after a space or a hyphen, or beside any character of a script that writes without them. */
export function piecesOf(text: string): string[] {
  return (
    text.match(
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][，。、：；）」』]?|-*[^\s\p{Script=Han}-]+-?\s*|-+\s*|\s+/gu,
    ) ?? []
  )
}
