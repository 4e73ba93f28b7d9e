import type { Button, Form, Message, Part } from '../../src/chat.ts'

/** A button as the page draws it. One with neither act (its form or address is unusable) is drawn switched off. */
export type DrawnButton = { label: string; tone?: 'primary' | 'danger' } & (
  | { press: string }
  | { form: Form; about?: string }
  | { url: string }
  | { off: true }
)

export type DrawnPart =
  | { kind: 'facts'; rows: [label: string, value: string][] }
  | { kind: 'image'; source: string; name: string; alt: string }
  | { kind: 'buttons'; buttons: DrawnButton[] }

/** A message as the page draws it: plain data, every text to be shown letter by letter. */
export type Drawn = { text: string; parts: DrawnPart[] }

/** Finds a form in the language of the person who will see the message. */
export type FormOf = (form: string) => Form | undefined

/** Turns a message into what the page draws. Forms travel with their buttons, so that they open at once. */
export function draw(message: Message, formOf: FormOf): Drawn {
  return { text: message.text, parts: (message.parts ?? []).map((part) => drawPart(part, formOf)) }
}

function drawPart(part: Part, formOf: FormOf): DrawnPart {
  switch (part.kind) {
    case 'facts':
      return { kind: 'facts', rows: part.rows }
    case 'image':
      return { kind: 'image', source: `data:${part.media};base64,${part.data}`, name: part.name, alt: part.alt }
    case 'buttons':
      return { kind: 'buttons', buttons: part.buttons.map((button) => drawButton(button, formOf)) }
    default:
      return part satisfies never
  }
}

function drawButton(button: Button, formOf: FormOf): DrawnButton {
  const look = { label: button.label, ...(button.tone === undefined ? {} : { tone: button.tone }) }
  if ('press' in button) return { ...look, press: button.press }
  if ('url' in button) return isWebAddress(button.url) ? { ...look, url: button.url } : { ...look, off: true }
  const form = formOf(button.form)
  if (!form) return { ...look, off: true }
  return { ...look, form, ...(button.about === undefined ? {} : { about: button.about }) }
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)
}
