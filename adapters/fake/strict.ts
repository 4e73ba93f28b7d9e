import type { Button, Happening, Message, Part, Piece, Values } from '../../src/chat.ts'

/** Most bytes of what a button brings back, and of the form and what it is about that stand in its place. */
const mostPress = 64
const mostForm = 58

/** Longest name that is told, in characters. */
const mostName = 100

/** Text as every platform and every database takes it: no NUL, no half characters. */
function literal(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '')
}

/** Whether there is anything to be seen in it. */
function isVisible(text: string): boolean {
  return /[^\s\p{Cc}\p{Cf}]/u.test(text)
}

/** Whether some platform would have to refuse this message: nothing to read, or more in a button than it can hold. */
export function isRefused({ text, parts = [] }: Message): boolean {
  const isReadable = isVisible(text) || parts.some(isReadablePart)
  return !isReadable || !buttonsOf(parts).every(canBePressed)
}

function isReadablePart(part: Part): boolean {
  return part.kind === 'image' || part.kind === 'file' || (part.kind === 'facts' && part.rows.flat().some(isVisible))
}

function buttonsOf(parts: Part[]): Button[] {
  return parts.flatMap((part) => (part.kind === 'buttons' ? part.buttons : []))
}

function canBePressed(button: Button): boolean {
  if ('url' in button) return true
  if ('press' in button) return button.press !== '' && Buffer.byteLength(button.press) <= mostPress
  return Buffer.byteLength(button.form + (button.about ?? '')) <= mostForm
}

/** The message as it is shown: a copy, every text literal, no button without a label or that leads nowhere on the web. */
export function asShown(message: Message): Message {
  const { parts } = message
  return { ...message, text: literal(message.text), ...(parts && { parts: parts.map(partAsShown) }) }
}

function partAsShown(part: Part): Part {
  switch (part.kind) {
    case 'facts':
      return { ...part, rows: part.rows.map(([label, value]) => [literal(label), literal(value)]) }
    case 'image':
      return { ...part, name: literal(part.name), alt: literal(part.alt) }
    case 'file':
      return { ...part, name: literal(part.name) }
    case 'buttons':
      return { ...part, buttons: part.buttons.filter(leadsSomewhere).map(buttonAsShown) }
    default:
      return part satisfies never
  }
}

function leadsSomewhere(button: Button): boolean {
  if (!('url' in button)) return true
  return URL.canParse(button.url) && ['http:', 'https:'].includes(new URL(button.url).protocol)
}

function buttonAsShown(button: Button): Button {
  return { ...button, label: isVisible(button.label) ? literal(button.label) : '…' }
}

/** The message that is shown, as one piece: everything below its text, facts line by line, all buttons in one row. */
export function pieceOf({ text, parts = [] }: Message): Piece {
  const facts = parts.flatMap((part) => (part.kind === 'facts' ? part.rows.map((row) => row.join(': ')) : []))
  const file = parts.find((part) => part.kind === 'image' || part.kind === 'file')
  const labels = buttonsOf(parts).map(({ label }) => label)
  return {
    text: [text, ...facts].join('\n'),
    ...(file && { attached: { as: file.kind === 'image' || 'picture' in file ? 'picture' : 'file', where: 'below' } }),
    buttons: labels.length > 0 ? [labels] : [],
  }
}

/** The happening as an adapter would tell it: every text of the person literal, fields left empty absent. */
export function asTold(happening: Happening): Happening {
  const { name, ...rest } = happening.who
  const who = name === undefined ? rest : { ...rest, name: [...literal(name)].slice(0, mostName).join('') }
  const told = { ...happening, who }
  switch (told.kind) {
    case 'said':
    case 'edited':
      return { ...told, text: literal(told.text) }
    case 'asked':
      return { ...told, args: literal(told.args).trim() }
    case 'filled':
      return { ...told, values: valuesAsTold(told.values) }
    default:
      return told
  }
}

function valuesAsTold(values: Values): Values {
  const fields = Object.entries(values).map(([name, value]) => [name, literal(value)] as const)
  return Object.fromEntries(fields.filter(([, value]) => value.trim() !== ''))
}
