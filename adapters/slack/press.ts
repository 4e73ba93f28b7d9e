import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Button } from '../../src/chat.ts'
import { type Shape, string } from '../shared/shape.ts'

/** What a button of ours stands for; a link brings nothing but a notice that it was followed. */
export type Meaning =
  | { kind: 'press'; press: string }
  | { kind: 'form'; form: string; about?: string }
  | { kind: 'link' }

/** Marks buttons that are for one person alone, so that nobody else can make Slack press them. */
export type Seal = (value: string, person: string) => string

const most = { press: 64, form: 58 }
/** The marks of a seal: long enough not to be guessed. */
const sealLength = 22

/** Seals that hold as long as the token does, in every process. */
export function makeSeal(token: string): Seal {
  const key = createHmac('sha256', token).update('regulars private buttons').digest()
  return (value, person) =>
    createHmac('sha256', key).update(`${person}\n${value}`).digest('base64url').slice(0, sealLength)
}

/** Whether there is something to bring back, and it fits what the engine promises of buttons. */
export function isPossible(button: Button): boolean {
  if ('url' in button) return true
  if ('press' in button) return fits(button.press, most.press)
  return button.form !== '' && fits(button.form + (button.about ?? ''), most.form)
}

function fits(text: string, bytes: number): boolean {
  return text !== '' && Buffer.byteLength(text) <= bytes
}

/** The value of a button. Signs that Slack escapes on the way are written in another way. */
export function pressValue(button: Exclude<Button, { url: string }>): string {
  if ('press' in button) return guarded(button.press)
  return guarded(button.about === undefined ? button.form : `${button.form}:${button.about}`)
}

/** The id of the `index`-th action: its kind, its place, and the seal of a private one. */
export function actionId(button: Button, index: number, seal?: string): string {
  const kind = 'url' in button ? 'link' : 'press' in button ? 'press' : 'form'
  return `${kind}.${index}${seal === undefined ? '' : `.${seal}`}`
}

/** What the pressed button stands for; undefined when it cannot be one of ours. */
export function meaningOf(action: Shape | undefined): Meaning | undefined {
  const [kind] = (string(action?.action_id) ?? '').split('.')
  if (kind === 'link') return { kind }
  const value = open(string(action?.value) ?? '')
  if (value === undefined) return undefined
  if (kind === 'press') return fits(value, most.press) ? { kind, press: value } : undefined
  if (kind !== 'form') return undefined
  const cut = value.indexOf(':')
  const form = cut < 0 ? value : value.slice(0, cut)
  return form === '' ? undefined : { kind, form, ...(cut >= 0 && { about: value.slice(cut + 1) }) }
}

/** Whether the action carries the seal of that person. */
export function isSealed(action: Shape | undefined, person: string, seal: Seal): boolean {
  const given = Buffer.from((string(action?.action_id) ?? '').split('.')[2] ?? '')
  const right = Buffer.from(seal(string(action?.value) ?? '', person))
  return given.length === right.length && timingSafeEqual(given, right)
}

function guarded(text: string): string {
  return text.replace(/[%&<>]/g, encodeURIComponent)
}

function open(value: string): string | undefined {
  try {
    return value.replace(/%[0-9A-F]{2}/g, decodeURIComponent)
  } catch {
    return undefined
  }
}
