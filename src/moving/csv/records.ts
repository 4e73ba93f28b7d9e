import papaparse from 'papaparse'
import { type Line, longestLine } from './lines.ts'

/** A row with the number of its first line: what stands in its cells, or why it cannot be read. `text` is how it stood there. */
export type Row = { line: number; text: string; cells: string[] } | { line: number; text: string; refused: string }

/** Over how many lines one row may go. What would go over more is taken for a quote that was never closed. */
const mostLines = 200

/**
 * Makes rows of lines. A row that cannot be read spoils none after it: where a quote is never closed, its line alone is refused,
 * and reading goes on with the next.
 */
export class Records {
  readonly #separator: string
  readonly #width: number
  #waiting: Line[] = []

  /** `width`: how many cells a row has. */
  constructor(separator: string, width: number) {
    this.#separator = separator
    this.#width = width
  }

  /** The rows that end within these lines; with `last`, also that which does not end. */
  take(lines: readonly Line[], last = false): Row[] {
    const all = this.#waiting.length > 0 ? [...this.#waiting, ...lines] : lines
    const rows: Row[] = []
    let easy: Line[] = []
    const settle = () => {
      for (const row of this.#parseEach(easy)) rows.push(row)
      easy = []
    }
    let nth = 0
    for (; nth < all.length; nth += 1) {
      const line = all[nth]
      if (!line || (!line.long && line.text.trim() === '')) continue
      if (!line.long && isEven(line.text)) {
        easy.push(line)
        continue
      }
      settle()
      const found = this.#open(all, nth, last)
      if (found === 'unknown') break
      rows.push(found.row)
      nth = found.last
    }
    settle()
    this.#waiting = all.slice(nth)
    return rows
  }

  #open(all: readonly Line[], from: number, last: boolean): { row: Row; last: number } | 'unknown' {
    const line = all[from] as Line
    if (line.long) {
      const refused = `the line is longer than ${longestLine.toLocaleString('en')} characters`
      return { row: { line: line.nth, text: line.text, refused }, last: from }
    }
    const alone = this.#parse(line)
    if ('cells' in alone) return { row: alone, last: from }
    let text = line.text
    let end = from + 1
    for (; end < all.length && end - from < mostLines; end += 1) {
      const next = all[end] as Line
      if (next.long || text.length + next.text.length > longestLine) break
      text += `\n${next.text}`
      if (isEven(next.text)) continue
      const row = this.#parse({ ...line, text })
      if ('cells' in row) return { row, last: end }
      break
    }
    if (end === all.length && !last) return 'unknown'
    return { row: { line: line.nth, text: line.text, refused: 'a quote is opened and never closed' }, last: from }
  }

  /** All at once, which is many times as fast, unless one of them is bad. */
  #parseEach(lines: readonly Line[]): Row[] {
    if (lines.length === 0) return []
    const { data, errors } = this.#read(lines.map(({ text }) => text).join('\n'))
    if (errors.length > 0 || data.length !== lines.length) return lines.map((line) => this.#parse(line))
    return lines.map(({ nth, text }, at) => this.#fit(nth, text, data[at] ?? []))
  }

  #parse({ nth, text }: Line): Row {
    const { data, errors } = this.#read(text)
    const [cells] = data
    if (errors.length > 0 || !cells || data.length > 1)
      return { line: nth, text, refused: 'quotes are not closed, or stand where they cannot' }
    return this.#fit(nth, text, cells)
  }

  #read(text: string) {
    return papaparse.parse<string[]>(text, { delimiter: this.#separator, newline: '\n' })
  }

  #fit(line: number, text: string, cells: string[]): Row {
    if (cells.length !== this.#width)
      return { line, text, refused: `has ${cells.length} cells, and there are ${this.#width} columns` }
    if (text.includes('\0')) return { line, text, refused: 'holds a NUL character' }
    if (text.includes('\uFFFD'))
      return {
        line,
        text,
        refused: 'holds letters that are not UTF-8: save the file as "CSV UTF-8", see docs/import.md',
      }
    return { line, text, cells: cells.map(plain) }
  }
}

/** Text that a spreadsheet would take for a formula is marked as text where we write it; here that mark goes again. */
const plain = (cell: string): string => (/^'[\s\p{Cf}]*[=+\-@＝＋－＠\t\r]/u.test(cell) ? cell.slice(1) : cell).trim()

function isEven(text: string): boolean {
  let even = true
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) even = !even
  return even
}
