import type { ViewsPublishArguments } from '@slack/web-api'
import type { Button } from '../../src/chat.ts'
import { actionId, pressValue } from './press.ts'
import { escaped, isVisible, prefix, printable, wireLength, withEntities } from './text.ts'

type AnyBlock = ViewsPublishArguments['view']['blocks'][number]

/** The kinds of blocks that we draw with. */
export type Block = Extract<AnyBlock, { type: 'section' | 'image' | 'actions' | 'input' }>
export type InputBlock = Extract<AnyBlock, { type: 'input' }>
type Section = Extract<AnyBlock, { type: 'section' }>
type Actions = Extract<AnyBlock, { type: 'actions' }>
type Fields = NonNullable<Section['fields']>

/** Most characters: of one text (measured as JSON, to be safe), of a label of a fact, of its value. */
const most = { text: 2_900, label: 300, value: 1_900, button: 75, alt: 1_900 }
const buttonsInBlock = 25
const rowsInBlock = 5

/** Plain text of at most so many characters, read as no markup whatever stands in it. */
export function plain(text: string, length: number) {
  return { type: 'plain_text' as const, text: escaped(text, length), emoji: false }
}

/** A label that is never empty, which Slack would refuse. */
export function label(text: string, length: number) {
  return plain(isVisible(text) ? text : '…', length)
}

/** What a list of blocks comes to on the wire. */
export function sizeOf(blocks: readonly Block[]): number {
  return JSON.stringify(blocks).length
}

/** A text as sections, whole as far as `room` reaches; what was cut ends in `…`. Nothing where nothing is to be seen. */
export function textBlocks(text: string, room: number): Section[] {
  const sections: Section[] = []
  let rest = printable(text)
  let left = room
  while (isVisible(rest)) {
    const space = Math.min(most.text, left - sectionCost)
    const piece = paragraphs(rest, space)
    if (piece.length < rest.length && space < leastPiece) return cut(sections)
    sections.push(section(withEntities(piece)))
    left -= sectionCost + [...piece].reduce((sum, character) => sum + wireLength(character), 0)
    rest = rest.slice(piece.length)
  }
  return sections
}

function section(text: string): Section {
  return { type: 'section', text: { type: 'plain_text', text, emoji: false }, expand: true }
}

/** What a section costs besides its text, with a comma. */
const sectionCost = JSON.stringify(section('')).length + 1
/** Least room that is worth a further section. */
const leastPiece = 100

/** A beginning of the text that fits, if it can be one that ends with a line or a word. */
function paragraphs(text: string, room: number): string {
  const fitting = prefix(text, room, wireLength)
  if (fitting.length === text.length) return text
  const end = [fitting.lastIndexOf('\n'), fitting.lastIndexOf(' ')].find((at) => at > fitting.length / 2)
  return end === undefined ? fitting : fitting.slice(0, end + 1)
}

function cut(sections: Section[]): Section[] {
  const last = sections.at(-1)
  if (last?.text) last.text = { ...last.text, text: `${last.text.text.trimEnd()}…` }
  return sections
}

/**
 * Facts as a table of two columns, as many rows as fit in `room` and so many blocks. Labels are bold where they are simple words of ours;
 * any other is left plain, for bold is markup. What has no label stands alone.
 */
export function factBlocks(rows: readonly [label: string, value: string][], room: number, count: number): Section[] {
  const sections: Section[] = []
  let fields: Fields | undefined
  for (const [name, value] of rows.filter((row) => row.some(isVisible))) {
    const before = structuredClone(sections)
    if (!isVisible(name)) {
      fields = undefined
      sections.push({ type: 'section', text: plain(value, most.value) })
    } else {
      if (!fields || fields.length >= rowsInBlock * 2) {
        fields = []
        sections.push({ type: 'section', fields })
      }
      fields.push(factLabel(name), plain(isVisible(value) ? value : '–', most.value))
    }
    if (sizeOf(sections) > room || sections.length > count) return before
  }
  return sections
}

function factLabel(name: string): Fields[number] {
  const text = name.trim()
  const simple =
    text.length <= most.label &&
    /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} .,'’()/·，、（）%-]*[\p{L}\p{M}\p{N}).])?$/u.test(text)
  return simple ? { type: 'mrkdwn', text: `*${text}*`, verbatim: true } : plain(text, most.label)
}

/** Actions of up to 25 buttons each; those that lead nowhere on the web are left out. `seal` where they are for one alone. */
export function buttonBlocks(
  buttons: readonly Button[],
  { first, count, seal }: { first: number; count: number; seal?: (value: string) => string },
): Actions[] {
  const drawn = buttons.filter(leadsSomewhere).slice(0, count)
  const elements = drawn.map((button, index) => drawButton(button, first + index, seal))
  const blocks: Actions[] = []
  for (let at = 0; at < elements.length; at += buttonsInBlock) {
    blocks.push({ type: 'actions', elements: elements.slice(at, at + buttonsInBlock) })
  }
  return blocks
}

function drawButton(button: Button, index: number, seal?: (value: string) => string): Actions['elements'][number] {
  const { tone } = button
  const base = { type: 'button' as const, text: label(button.label, most.button), ...(tone && { style: tone }) }
  if ('url' in button) return { ...base, action_id: actionId(button, index), url: new URL(button.url).href }
  const value = pressValue(button)
  return { ...base, action_id: actionId(button, index, seal?.(value)), value }
}

function leadsSomewhere(button: Button): boolean {
  if (!('url' in button)) return true
  return URL.canParse(button.url) && /^https?:\/\//i.test(button.url) && new URL(button.url).href.length <= 3_000
}

/** A picture that is in Slack's own store. */
export function pictureBlock(file: string, alt: string): Block {
  const words = isVisible(alt) ? printable(alt) : '…'
  return { type: 'image', slack_file: { id: file }, alt_text: prefix(words, most.alt, (character) => character.length) }
}
