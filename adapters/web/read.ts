import type { Happening, Person, Values } from '../../src/chat.ts'

/** Longest text that is taken from a person, in UTF-16 units; what is longer is cut. */
export const longestText = 4000

/** What the page says a person did. `id` is made by the page: the same id again is the same act. */
export type Action = { id: string; locale?: string } & (
  | { kind: 'say'; text: string }
  | { kind: 'ask'; command: string; args: string }
  | { kind: 'press'; press: string; label?: string; message?: string }
  | { kind: 'fill'; form: string; about?: string; message?: string; values: Values }
)

/** Reads a request's body. `wrong` says in a few words what it is that cannot be taken; nothing of the body is in it. */
export function readAction(body: unknown): { action: Action } | { wrong: string } {
  if (!isRecord(body)) return { wrong: 'the body is not an object' }
  const { id, kind } = body
  if (typeof id !== 'string' || !/^[A-Za-z0-9_-]{8,64}$/.test(id)) return { wrong: 'id: 8 to 64 letters or digits' }
  const locale = readLocale(body.locale)
  const base = { id, ...(locale === undefined ? {} : { locale }) }
  switch (kind) {
    case 'say':
      return readSaid(base, body)
    case 'ask':
      return readAsked(base, body)
    case 'press':
      return readPressed(base, body)
    case 'fill':
      return readFilled(base, body)
    default:
      return { wrong: 'kind: say, ask, press or fill' }
  }
}

type Base = { id: string; locale?: string }
type Read = { action: Action } | { wrong: string }
type Body = Record<string, unknown>

function readSaid(base: Base, body: Body): Read {
  const text = typeof body.text === 'string' ? clean(body.text) : ''
  if (text === '') return { wrong: 'text: missing' }
  return { action: { ...base, ...(commandIn(text) ?? { kind: 'say', text }) } }
}

function readAsked(base: Base, body: Body): Read {
  if (typeof body.command !== 'string' || /\s/.test(body.command)) return { wrong: 'command: not a name' }
  if (body.args !== undefined && typeof body.args !== 'string') return { wrong: 'args: not a text' }
  const asked = commandIn(clean(`/${body.command} ${body.args ?? ''}`))
  return asked ? { action: { ...base, ...asked } } : { wrong: 'command: not a name' }
}

function readPressed(base: Base, body: Body): Read {
  const press = readToken(body.press, 64)
  if (press === undefined) return { wrong: 'press: 1 to 64 bytes' }
  const message = readMessage(body.message)
  const label = typeof body.label === 'string' ? cut(clean(body.label), 80) : ''
  return { action: { ...base, kind: 'press', press, ...(label === '' ? {} : { label }), ...message } }
}

function readFilled(base: Base, body: Body): Read {
  const form = readToken(body.form, 60)
  if (form === undefined) return { wrong: 'form: 1 to 60 bytes' }
  const about = body.about === undefined ? undefined : readToken(body.about, 60)
  if (body.about !== undefined && about === undefined) return { wrong: 'about: 1 to 60 bytes' }
  const values = readValues(body.values)
  if (!values) return { wrong: 'values: texts by field name' }
  const message = readMessage(body.message)
  return { action: { ...base, kind: 'fill', form, ...(about === undefined ? {} : { about }), ...message, values } }
}

/** What a text stands for that starts with a slash and a name, as in `/points` or `/earn card 12`. */
function commandIn(text: string): { kind: 'ask'; command: string; args: string } | undefined {
  const parts = /^\/([A-Za-z][A-Za-z0-9_]{0,31})(?:\s+([\s\S]*))?$/.exec(text)
  return parts?.[1] ? { kind: 'ask', command: parts[1].toLowerCase(), args: parts[2] ?? '' } : undefined
}

/** The act as the engine takes it. */
export function toHappening(action: Action, who: Person, at: Date): Happening {
  const base = {
    id: `${who.id}:${action.id}`,
    who: action.locale === undefined ? who : { ...who, locale: action.locale },
    where: { platform: who.platform, channel: who.id },
    at,
    direct: true,
  }
  switch (action.kind) {
    case 'say':
      return { ...base, kind: 'said', text: action.text }
    case 'ask':
      return { ...base, kind: 'asked', command: action.command, args: action.args }
    case 'press':
      return { ...base, kind: 'pressed', press: action.press, ...on(action.message) }
    case 'fill': {
      const { form, about, values } = action
      return { ...base, kind: 'filled', form, values, ...(about === undefined ? {} : { about }), ...on(action.message) }
    }
    default:
      return action satisfies never
  }
}

function on(message: string | undefined): { message?: string } {
  return message === undefined ? {} : { message }
}

function isRecord(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Without what no text should hold (control characters, halves of characters), trimmed and cut. */
function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const printable = text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
  return cut(printable.toWellFormed().trim(), longestText)
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text
  const head = text.slice(0, most)
  return head.isWellFormed() ? head : head.slice(0, -1)
}

/** A short text of ours that comes back from the page. It is never cut: half an id would be another id. */
function readToken(value: unknown, mostBytes: number): string | undefined {
  if (typeof value !== 'string' || value === '' || value.length > mostBytes) return undefined
  return Buffer.byteLength(value) <= mostBytes && clean(value) === value && !/[\n\t]/.test(value) ? value : undefined
}

/** A message id that is none is left out: it only says where a button stood. */
function readMessage(value: unknown): { message?: string } {
  return typeof value === 'string' && /^[a-z0-9]{1,12}\.\d{1,12}$/.test(value) ? { message: value } : {}
}

/** Fields left empty are absent. At most ten fields: no form has more than five. */
function readValues(value: unknown): Values | undefined {
  if (!isRecord(value)) return undefined
  const fields = Object.entries(value)
  if (fields.length > 10) return undefined
  const values: [string, string][] = []
  for (const [name, written] of fields) {
    if (typeof written !== 'string' || !/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(name)) return undefined
    const text = clean(written)
    if (text !== '') values.push([name, text])
  }
  return Object.fromEntries(values)
}

/** A language tag as BCP 47 writes it; what is none counts as not told. */
function readLocale(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 35) return undefined
  try {
    return Intl.getCanonicalLocales(value)[0]
  } catch {
    return undefined
  }
}
