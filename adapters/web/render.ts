import type { Button, Form, Message, Part, Piece } from '../../src/chat.ts'
import { isVisible, literal } from './text.ts'

/** A button as the page draws it. One with neither act (its form or address is unusable) is drawn switched off. */
export type DrawnButton = { label: string; tone?: 'primary' | 'danger' } & (
  | { press: string }
  | { form: Form; about?: string }
  | { url: string }
  | { off: true }
)

type DrawnPart =
  | { kind: 'facts'; rows: [label: string, value: string][] }
  | { kind: 'image'; source: string; name: string; alt: string }
  | { kind: 'file'; file: string; name: string; media: string; size: number; picture?: true }
  | { kind: 'buttons'; buttons: DrawnButton[] }

/** A message as the page draws it: plain data, every text to be shown letter by letter. */
export type Drawn = { text: string; parts: DrawnPart[] }

/** Finds a form in the language of the person who will see the message. */
export type FormOf = (form: string, about: string | undefined) => Form | undefined

/** Most bytes of what a button brings back, and of its form and what that is about. */
const most = { press: 64, form: 58 }

/** Whether a message can be drawn: there is something to read or to look at, and no button holds too much. */
export function isDrawable({ text, parts = [] }: Message): boolean {
  const hasContent = isVisible(text) || parts.some(isContent)
  return hasContent && parts.every((part) => part.kind !== 'buttons' || part.buttons.every(fits))
}

function isContent(part: Part): boolean {
  return part.kind === 'image' || part.kind === 'file' || (part.kind === 'facts' && part.rows.flat().some(isVisible))
}

function fits(button: Button): boolean {
  if ('url' in button) return true
  if ('press' in button) return button.press !== '' && Buffer.byteLength(button.press) <= most.press
  return Buffer.byteLength(button.form + (button.about ?? '')) <= most.form
}

/** Turns a message into what the page draws. Forms travel with their buttons, so that they open at once. */
export function draw(message: Message, formOf: FormOf): Drawn {
  return { text: literal(message.text), parts: (message.parts ?? []).map((part) => drawPart(part, formOf)) }
}

/** The message as people see it: nothing is ever cut here. */
export function pieces(message: Message): Piece[] {
  if (!isDrawable(message)) return []
  const { text, parts } = draw(message, () => undefined)
  const facts = parts.flatMap((part) => (part.kind === 'facts' ? part.rows.map((row) => row.join(': ')) : []))
  const file = parts.find((part) => part.kind === 'image' || part.kind === 'file')
  const isLooked = file?.kind === 'image' || file?.picture === true
  return [
    {
      text: [text, ...facts].join('\n'),
      ...(file && { attached: { as: isLooked ? 'picture' : 'file', where: 'below' } }),
      buttons: parts.flatMap((part) => (part.kind === 'buttons' ? [part.buttons.map(({ label }) => label)] : [])),
    },
  ]
}

function drawPart(part: Part, formOf: FormOf): DrawnPart {
  switch (part.kind) {
    case 'facts':
      return { kind: 'facts', rows: part.rows.map(([label, value]) => [literal(label), literal(value)]) }
    case 'image':
      return {
        kind: 'image',
        source: `data:${part.media};base64,${part.data}`,
        name: literal(part.name),
        alt: literal(part.alt),
      }
    case 'file':
      return { ...part, name: literal(part.name) }
    case 'buttons':
      return { kind: 'buttons', buttons: part.buttons.map((button) => drawButton(button, formOf)) }
    default:
      return part satisfies never
  }
}

function drawButton(button: Button, formOf: FormOf): DrawnButton {
  const label = isVisible(button.label) ? literal(button.label) : '…'
  const look = { label, ...(button.tone === undefined ? {} : { tone: button.tone }) }
  if ('press' in button) return { ...look, press: button.press }
  if ('url' in button) return isWebAddress(button.url) ? { ...look, url: button.url } : { ...look, off: true }
  const form = formOf(button.form, button.about)
  if (!form) return { ...look, off: true }
  return { ...look, form, ...(button.about === undefined ? {} : { about: button.about }) }
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)
}
