import { type Image, type Message, type Part, SendError, type StoredFile } from '../../src/chat.ts'
import { clip } from '../shared/text.ts'
import { layOut, type Row } from './buttons.ts'
import { inert, isVisible, limits, plain, within } from './text.ts'

/** A message as Discord shows it; `files` in the order in which they are shown. */
export type Drawing = { content: string; rows: Row[]; files: (Image | StoredFile)[] }

/** Bits of a message's flags: no previews of links, for the eyes of one person alone, and still thinking. */
export const flags = { noPreviews: 1 << 2, ephemeral: 1 << 6, thinking: 1 << 7 } as const

/** A file to go along: its number in the message, its name, its words for those who cannot see it, and its bytes. */
export type Upload = { name: string; media: string; bytes: Uint8Array; alt?: string }

/** What goes over the wire: all that a message has, so that an edit leaves nothing of the one before. */
export type Body = {
  content: string
  components: Row[]
  attachments: { id: number; filename: string; description?: string }[]
  flags: number
  allowed_mentions: { parse: [] }
}

/** Least of the message that stays when there is much besides. */
const leastText = 200
const longestLabel = 256

/**
 * Draws a message: its text, then the facts line by line with the label in bold. No text is read as markup. What is
 * too long is cut, the facts last. Throws {@link SendError} when there is nothing to be seen.
 */
export function draw(message: Message): Drawing {
  const facts: [label: string, value: string][] = []
  const files: Drawing['files'] = []
  const buttons: Parameters<typeof layOut>[0][number][] = []
  for (const part of message.parts ?? []) gather(part, facts, files, buttons)
  const shown = facts.filter(([label, value]) => isVisible(label) || isVisible(value))
  if (!isVisible(message.text) && shown.length === 0 && files.length === 0) {
    throw new SendError({ kind: 'refused' }, 'a message with nothing to be seen')
  }
  return { content: compose(message.text, shown), rows: layOut(buttons), files: files.slice(0, limits.files) }
}

/** The drawing as it goes over the wire, with those files of it that go along. */
export function bodyOf({ content, rows }: Drawing, uploads: readonly Upload[] = []): Body {
  return {
    content,
    components: rows,
    attachments: uploads.map(({ name, alt }, id) => ({
      id,
      filename: name,
      ...(alt !== undefined && isVisible(alt) && { description: clip(plain(alt), limits.alt, '…') }),
    })),
    flags: flags.noPreviews,
    allowed_mentions: { parse: [] },
  }
}

/** The drawing with a line more, for what cannot be shown otherwise. */
export function withLine(drawing: Drawing, line: string): Drawing {
  const room = limits.text - drawing.content.length - 1
  const added = within(line, Math.max(0, room))
  return { ...drawing, content: [drawing.content, added].filter((each) => each !== '').join('\n') }
}

function gather(
  part: Part,
  facts: [label: string, value: string][],
  files: Drawing['files'],
  buttons: Parameters<typeof layOut>[0][number][],
): void {
  switch (part.kind) {
    case 'facts':
      facts.push(...part.rows)
      return
    case 'image':
    case 'file':
      files.push(part)
      return
    case 'buttons':
      buttons.push(...part.buttons)
      return
    default:
      part satisfies never
  }
}

function compose(text: string, facts: readonly [label: string, value: string][]): string {
  const whole = inert(text)
  const rest = facts.reduce((sum, [label, value]) => sum + label.length + value.length + 8, 2)
  const room = facts.length === 0 ? limits.text : Math.max(leastText, limits.text - rest)
  let content = whole.length <= room ? whole : within(text, room)
  for (const [index, fact] of facts.entries()) {
    const gap = content === '' ? '' : index === 0 ? '\n\n' : '\n'
    const line = drawFact(fact, limits.text - content.length - gap.length)
    if (line === undefined) break
    content += gap + line
  }
  return content
}

/** One line, or undefined when there is no room for it. */
function drawFact([label, value]: [label: string, value: string], room: number): string | undefined {
  const name = plain(label).replace(/\s+/g, ' ').trim()
  const bold = isVisible(name) ? `**${within(name, longestLabel)}${/[:：]$/.test(name) ? '' : ':'}** ` : ''
  if (bold.length >= room) return undefined
  return bold + within(value, room - bold.length)
}
