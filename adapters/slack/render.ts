import type { Button, Image, Message, Part, StoredFile } from '../../src/chat.ts'
import { type Block, buttonBlocks, factBlocks, pictureBlock, sizeOf, textBlocks } from './blocks.ts'
import { isPossible } from './press.ts'
import { escaped, isVisible, printable } from './text.ts'

/** A message as Slack takes it: `text` is what notifications and screen readers tell. */
export type Drawing = { text: string; blocks: Block[] }

/** A part that is a file of its own. */
export type FilePart = Image | StoredFile

/**
 * `stored`: under which id Slack has the file, undefined where it has none and only words can tell of it. `seal`: marks
 * the buttons of a message for one person alone. `links`: whether buttons may lead elsewhere.
 */
export type DrawOptions = {
  stored?: (part: FilePart) => string | undefined
  seal?: (value: string) => string
  links?: boolean
}

/** Slack takes somewhat more, measured as JSON; people change messages, so that those are kept to the same. */
const mostBlocks = 12_000
/** Slack takes 50 blocks: some are for the text. */
const mostSections = 44
const mostText = 3_900
const mostButtons = 50
/** Least of the text that stays when there are many facts. */
const leastText = 2_000

export function isFile(part: Part): part is FilePart {
  return part.kind === 'image' || part.kind === 'file'
}

/** Files that stand beside the blocks of a message: Slack shows only pictures among them. */
export function isBeside(part: Part): part is StoredFile {
  return part.kind === 'file' && !isPicture(part)
}

function isPicture({ media }: StoredFile): boolean {
  return /^image\/(png|jpeg|gif)$/.test(media)
}

/** Whether all buttons of the message can be pressed, and there is something to be seen. */
export function isDrawable(message: Message): boolean {
  const parts = message.parts ?? []
  const seen = isVisible(message.text) || parts.some(isSeen)
  return seen && parts.every((part) => part.kind !== 'buttons' || part.buttons.every(isPossible))
}

function isSeen(part: Part): boolean {
  if (part.kind === 'facts') return part.rows.some((row) => row.some(isVisible))
  return part.kind !== 'buttons'
}

/**
 * Draws a message: its text, then its parts in their order. No text is ever read as markup. What is too long is cut,
 * the facts first.
 */
export function draw(message: Message, options: DrawOptions = {}): Drawing {
  const parts = (message.parts ?? []).map((part) => inWords(part, options))
  const list = buttonsOf(parts, options)
  const fixed = parts.map((part) => fixedBlocks(part, list, options))
  const room = mostBlocks - sizeOf(fixed.flat())
  const wanted = sizeOf(textBlocks(message.text, leastText))
  let left = room - wanted
  let spare = mostSections - fixed.flat().length
  const blocks = parts.flatMap((part, index) => {
    if (part.kind !== 'facts') return fixed[index] ?? []
    const facts = factBlocks(part.rows, left, spare)
    left -= sizeOf(facts)
    spare -= facts.length
    return facts
  })
  const spoken = wordsOf(message, parts) || '…'
  const all = [...textBlocks(message.text, left + wanted), ...blocks]
  // a message needs a block: without one its text would be read as markup when it is changed
  return { text: escaped(spoken, mostText), blocks: all.length > 0 ? all : textBlocks(spoken, mostBlocks) }
}

/** What cannot be shown is told. */
function inWords(part: Part, { stored }: DrawOptions): Part {
  if (!isFile(part) || stored?.(part) !== undefined) return part
  return { kind: 'facts', rows: [['', part.kind === 'image' ? part.alt : part.name]] }
}

function buttonsOf(parts: readonly Part[], { links = true }: DrawOptions): Map<Part, Button[]> {
  const shown = new Map<Part, Button[]>()
  for (const part of parts) {
    if (part.kind === 'buttons')
      shown.set(
        part,
        part.buttons.filter((button) => links || !('url' in button)),
      )
  }
  return shown
}

function fixedBlocks(part: Part, list: Map<Part, Button[]>, { stored, seal }: DrawOptions): Block[] {
  switch (part.kind) {
    case 'facts':
      return []
    case 'image':
      return pictureBlocks(stored?.(part), part.alt)
    case 'file':
      return isPicture(part) ? pictureBlocks(stored?.(part), part.name) : []
    case 'buttons': {
      const before = [...list.entries()]
        .slice(0, [...list.keys()].indexOf(part))
        .flatMap(([, buttons]) => buttons).length
      const count = Math.max(0, mostButtons - before)
      return buttonBlocks(list.get(part) ?? [], { first: before, count, ...(seal && { seal }) })
    }
    default:
      return part satisfies never
  }
}

function pictureBlocks(file: string | undefined, alt: string): Block[] {
  return file === undefined ? [] : [pictureBlock(file, alt)]
}

/** The message as one text. */
function wordsOf(message: Message, parts: readonly Part[]): string {
  const lines = parts.flatMap((part) => {
    if (part.kind === 'facts') return part.rows.map((row) => row.filter(isVisible).join(': '))
    return part.kind === 'image' ? [part.alt] : part.kind === 'file' ? [part.name] : []
  })
  return [message.text, ...lines]
    .map((line) => printable(line).trim())
    .filter(isVisible)
    .join('\n')
}
