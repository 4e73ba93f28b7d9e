import type { Preview, PreviewPane, PreviewPiece } from './preview.ts'
import { lookOf, type PreviewLook, previewSizes as sizes } from './preview-look.ts'
import { type Measure, piecesOf } from './words.ts'

/** Where something stands, in pixels. */
export type Box = { x: number; y: number; width: number; height: number }

/** What is drawn, in this order. Text stands on one line, from the left edge of its box or around its middle. */
export type Item =
  | ({ kind: 'area'; fill?: string; line?: string; radius: number } & Box)
  | ({ kind: 'picture'; fill: string; line: string } & Box)
  | ({ kind: 'text'; text: string; size: number; weight: number; colour: string; middle?: true } & Box)

export type Layout = { width: number; height: number; items: Item[] }

/** Measures a line of that size, in pixels. */
export type MeasureAt = (text: string, size: number, weight: number) => number

/**
 * Lays all panes out, two in a row, each as high as what stands in it: nothing of a text is left out. A picture with one alone is
 * narrower, so that it is as large in a chat.
 */
export function layOut({ title, sender, panes }: Preview, measure: MeasureAt): Layout {
  const columns = panes.length > 1 ? 2 : 1
  const width = (sizes.width - 3 * sizes.margin) / 2
  const whole = columns * width + (columns + 1) * sizes.margin
  const items: Item[] = []
  const inner = whole - 2 * sizes.margin
  const head = { size: sizes.title, weight: 700, colour: sizes.ink }
  let y = sizes.margin + write(items, title, { x: sizes.margin, y: sizes.margin, width: inner }, head, measure) + 16
  for (let at = 0; at < panes.length; at += columns) {
    const row = panes.slice(at, at + columns).map((pane, nth) => {
      const x = sizes.margin + nth * (width + sizes.margin)
      return { x, ...paneAt(pane, sender, { x, y, width }, measure) }
    })
    const height = Math.max(...row.map((it) => it.height))
    for (const { x, items: inside, ground } of row)
      items.push({ kind: 'area', x, y, width, height, radius: 18, fill: ground, line: sizes.border }, ...inside)
    y += height + sizes.margin
  }
  return { width: Math.ceil(whole), height: Math.ceil(y), items }
}

type At = { x: number; y: number; width: number }

function paneAt(
  { platform, name, pieces, lost }: PreviewPane,
  sender: string,
  { x, y, width }: At,
  measure: MeasureAt,
): { items: Item[]; height: number; ground: string } {
  const look = lookOf(platform)
  const items: Item[] = []
  const left = x + sizes.padding
  const inner = width - 2 * sizes.padding
  let down = y + sizes.padding
  const label = { size: sizes.name, weight: 700, colour: look.soft }
  down += write(items, name, { x: left, y: down, width: inner }, label, measure) + 10
  for (const piece of pieces)
    down += pieceAt(items, piece, sender, look, { x: left, y: down, width: inner }, measure) + 14
  if (lost !== undefined && lost !== '') {
    const note = { size: sizes.note, weight: 600, colour: look.warning }
    down += write(items, lost, { x: left, y: down, width: inner }, note, measure) + 6
  }
  return { items, height: down + sizes.padding / 2 - y, ground: look.ground }
}

/** One message: who it is from, its bubble where the platform has one, and its buttons. Gives its height. */
function pieceAt(
  items: Item[],
  { text, attached, buttons }: PreviewPiece,
  sender: string,
  look: PreviewLook,
  { x, y, width }: At,
  measure: MeasureAt,
): number {
  const bubble: Item[] = []
  const pad = look.bubble === undefined ? 0 : sizes.bubble
  const at = { x: x + pad, width: width - 2 * pad }
  let down = y + pad
  if (look.names) {
    const who = { size: sizes.text, weight: 700, colour: look.ink }
    down += write(bubble, sender, { ...at, y: down }, who, measure) + 4
  }
  const attach = () => {
    if (attached) down += attachmentAt(bubble, attached, look, { ...at, y: down }, measure) + 8
  }
  if (attached?.where === 'above') attach()
  const words = { size: sizes.text, weight: 400, colour: look.ink }
  if (text !== '')
    down += write(bubble, text, { ...at, y: down }, words, measure) + (attached?.where === 'below' ? 8 : 0)
  if (attached?.where === 'below') attach()
  down += pad
  if (look.bubble !== undefined)
    items.push({ kind: 'area', x, y, width, height: down - y, radius: 16, fill: look.bubble })
  items.push(...bubble)
  down += 6
  for (const row of buttons.filter((it) => it.length > 0))
    down += rowAt(items, row, look, { x, y: down, width }, measure)
  return down - y
}

/** A row of buttons: side by side as long as they fit, then below. Gives its height. */
function rowAt(
  items: Item[],
  row: readonly string[],
  look: PreviewLook,
  { x, y, width }: At,
  measure: MeasureAt,
): number {
  const gap = 6
  const wide = (width - gap * (row.length - 1)) / row.length
  const style = { size: sizes.button, weight: 600, colour: look.buttonInk }
  let [right, down, tallest] = [x, y, 0]
  for (const label of row) {
    const natural = measure(label, style.size, style.weight) + 2 * sizes.button
    const each = look.wideButtons ? wide : Math.min(width, natural)
    if (right > x && right + each > x + width + 0.5) [right, down, tallest] = [x, down + tallest + gap, 0]
    const inside: Item[] = []
    const place = { x: right + sizes.button / 2, y: down + 8, width: each - sizes.button }
    const height = write(inside, label, place, style, measure, true) + 16
    const { buttonFill: fill, buttonLine: line } = look
    items.push({
      kind: 'area',
      x: right,
      y: down,
      width: each,
      height,
      radius: 8,
      ...(fill && { fill }),
      ...(line && { line }),
    })
    items.push(...inside)
    right += each + gap
    tallest = Math.max(tallest, height)
  }
  return down + tallest + gap - y
}

function attachmentAt(
  items: Item[],
  { as, label }: NonNullable<PreviewPiece['attached']>,
  look: PreviewLook,
  { x, y, width }: At,
  measure: MeasureAt,
): number {
  const style = { size: sizes.note, weight: 400, colour: look.soft }
  if (as === 'picture') {
    const height = Math.round(width * 0.5)
    items.push({ kind: 'picture', x, y, width, height, fill: look.picture, line: look.soft })
    return height
  }
  const inside: Item[] = []
  const height = write(inside, label, { x: x + 12, y: y + 10, width: width - 24 }, style, measure) + 20
  items.push({ kind: 'area', x, y, width, height, radius: 8, line: look.soft }, ...inside)
  return height
}

type Style = { size: number; weight: number; colour: string }

/** Writes all of a text, line by line. Gives its height. */
function write(
  items: Item[],
  text: string,
  { x, y, width }: At,
  style: Style,
  measure: MeasureAt,
  middle = false,
): number {
  const lines = linesOf(text, width, (line) => measure(line, style.size, style.weight))
  const height = Math.round(style.size * sizes.lineShare)
  for (const [nth, line] of lines.entries())
    if (line !== '')
      items.push({
        kind: 'text',
        text: line,
        ...style,
        x,
        y: y + nth * height,
        width,
        height,
        ...(middle && { middle }),
      })
  return lines.length * height
}

/** A text in lines that fit, all of it: also words that are longer than a line. */
const linesOf = (text: string, width: number, measure: Measure): string[] =>
  plain(text)
    .split('\n')
    .flatMap((paragraph) => {
      const lines: string[] = []
      let line = ''
      for (const piece of piecesOf(paragraph).flatMap((it) => broken(it, width, measure))) {
        if (line === '' || measure((line + piece).trimEnd()) <= width) line += piece
        else {
          lines.push(line.trimEnd())
          line = piece.trimStart()
        }
      }
      return [...lines, line.trimEnd()]
    })

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** A word in pieces that each fit into a line. */
function broken(word: string, width: number, measure: Measure): string[] {
  if (measure(word.trimEnd()) <= width) return [word]
  const parts = ['']
  for (const { segment } of graphemes.segment(word)) {
    const last = parts.length - 1
    if (measure((parts[last] ?? '') + segment) <= width) parts[last] += segment
    else parts.push(segment)
  }
  return parts
}

/** Ends of lines are kept; what turns the direction of writing, or cannot be drawn, is not. */
const plain = (text: string) =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n]|\p{Bidi_Control}/gu, ' ')
