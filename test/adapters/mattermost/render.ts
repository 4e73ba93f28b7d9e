import type { Button, Image, Message, Part, Piece, StoredFile } from '../../../src/chat.ts'
import { clipped, isVisible, labelled, written } from './text.ts'

/** A file that goes along. */
export type Attached = Image | StoredFile

/** A message as Mattermost shows it, wherever it goes; its attachments are completed by {@link propsOf}. */
export type Drawing = { text: string; facts: Fact[]; groups: Group[]; attached: Attached[] }

type Fact = { title: string; value: string }

/** Buttons that stand together, or an address, which has to stand alone. */
type Group =
  | { presses: { label: string; press: string; tone?: 'primary' | 'danger' }[] }
  | { label: string; url: string }

/** What a button tells when it is pressed: what it stands for, its thread, and that it was us who drew it. */
type Context = { press: string; thread?: string; key: string }

const mostFacts = 40
const longest = { label: 200, value: 2_000 }
const most = { press: 64, form: 58 }

/** Draws a message; undefined where there is nothing to be seen, or a button that could not come back. */
export function draw({ text, parts = [] }: Message): Drawing | undefined {
  const drawing: Drawing = { text: '', facts: [], groups: [], attached: [] }
  const pictures: string[] = []
  for (const part of parts) if (!drawPart(part, drawing, pictures)) return undefined
  // there is no other place for what is said to those who cannot see a picture: the first stands by the text it belongs to
  const isTold = isVisible(text) || drawing.facts.length > 0
  const lines = [text, ...pictures.slice(isTold && drawing.attached.some(isPicture) ? 1 : 0)]
  drawing.text = clipped(lines.filter(isVisible).join('\n'))
  const isSeen = drawing.text !== '' || drawing.facts.length > 0 || drawing.attached.length > 0
  return isSeen ? drawing : undefined
}

const isPicture = (each: Attached) => each.kind === 'image' || each.picture === true

/** Whether that is the beginning of a PNG or a JPEG, in base64: what is none would be shown as a file to be kept. */
const isImage = (data: string) => /^(iVBORw0KGgo|\/9j\/)/.test(data)

/** Gives false when that part cannot be drawn at all. */
function drawPart(part: Part, { facts, groups, attached }: Drawing, pictures: string[]): boolean {
  switch (part.kind) {
    case 'facts':
      for (const [title, value] of part.rows)
        if (facts.length < mostFacts && (isVisible(title) || isVisible(value)))
          facts.push({ title: clipped(title, longest.label), value: clipped(value, longest.value) })
      return true
    case 'image':
      pictures.push(part.alt)
      if (isImage(part.data)) attached.push(part)
      return true
    case 'file':
      attached.push(part)
      return true
    case 'buttons':
      for (const button of part.buttons) if (!drawButton(button, groups)) return false
      return true
    default:
      return part satisfies never
  }
}

function drawButton(button: Button, groups: Group[]): boolean {
  const label = labelled(button.label)
  if ('url' in button) {
    if (/^https?:\/\/[^\s/]/.test(button.url)) groups.push({ label, url: button.url })
    return true
  }
  const press = pressOf(button)
  if (press === undefined) return false
  const last = groups.at(-1)
  const presses = last && 'presses' in last ? last.presses : []
  if (presses.length === 0) groups.push({ presses })
  presses.push({ label, press, ...(button.tone && { tone: button.tone }) })
  return true
}

/** A form is asked step by step, so its button is a press like any other. */
function pressOf(button: Exclude<Button, { url: string }>): string | undefined {
  const fits = (text: string, bytes: number) => text !== '' && Buffer.byteLength(text) <= bytes
  if ('press' in button) return fits(button.press, most.press) ? button.press : undefined
  const { form, about } = button
  return form !== '' && fits(form + (about ?? ''), most.form) ? `form:${form}:${about ?? ''}` : undefined
}

/** The message as people see it. */
export function pieces(message: Message): Piece[] {
  const drawing = draw(message)
  if (!drawing) return []
  const { text, facts, groups, attached } = drawing
  const lines = [text, ...facts.map(({ title, value }) => (title === '' ? value : `${title}: ${value}`))]
  return [
    {
      text: lines.filter((line) => line !== '').join('\n'),
      ...(attached.length > 0 && { attached: { as: attached.some(isPicture) ? 'picture' : 'file', where: 'below' } }),
      buttons: groups.map((group) => ('url' in group ? [group.label] : group.presses.map(({ label }) => label))),
    },
  ]
}

/** Where presses go, and what proves that the button is ours. */
export type Pressing = { url: string; key: string; thread?: string | undefined }

/** The `attachments` of a post: the facts, then buttons and addresses in their order. */
export function attachmentsOf({ facts, groups }: Drawing, { url, key, thread }: Pressing): object[] {
  const fields = facts.map(({ title, value }) => ({ title: written(title), value: written(value), short: false }))
  let number = 0
  const drawn = groups.map((group) => {
    if ('url' in group) return { title: group.label, title_link: group.url }
    const actions = group.presses.map(({ label, press, tone }) => {
      const context: Context = { press, key, ...(thread !== undefined && { thread }) }
      // ids take letters and digits alone
      return {
        id: `b${number++}`,
        name: label,
        type: 'button',
        style: tone ?? 'default',
        integration: { url, context },
      }
    })
    return { actions }
  })
  return [...(fields.length > 0 ? [{ fields }] : []), ...drawn]
}
