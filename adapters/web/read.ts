import type { FileValues, Happening, Person, SentFile, Values } from '../../src/chat.ts'

/** Longest text that is taken from a person, in UTF-16 units; what is longer is cut. */
export const longestText = 4000

/** What the page says a person did. `id` is made by the page: the same id again is the same act. `files` are uploads. */
export type Action = { id: string; locale?: string } & (
  | { kind: 'say'; text: string; files?: string[] }
  | { kind: 'ask'; command: string; args: string; files?: string[] }
  | { kind: 'edit'; message: string; text: string }
  | { kind: 'delete'; message: string }
  | { kind: 'press'; press: string; label?: string; message?: string }
  | { kind: 'fill'; form: string; about?: string; message?: string; values: Values; files?: Record<string, string[]> }
)

/** What the uploads are that an action names. */
export type Attached = { said?: SentFile[]; filled?: FileValues }

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
    case 'edit':
    case 'delete':
      return readChange(base, kind, body)
    default:
      return { wrong: 'kind: say, ask, press, fill, edit or delete' }
  }
}

type Base = { id: string; locale?: string }
type Read = { action: Action } | { wrong: string }
type Body = Record<string, unknown>

function readSaid(base: Base, body: Body): Read {
  const text = typeof body.text === 'string' ? clean(body.text) : ''
  const files = readUploads(body.files)
  if (!files) return { wrong: 'files: ids of uploads' }
  if (text === '' && files.length === 0) return { wrong: 'text: missing' }
  const more = files.length === 0 ? {} : { files }
  return { action: { ...base, ...(commandIn(text) ?? { kind: 'say', text }), ...more } }
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
  const given = isRecord(body.files) ? Object.entries(body.files) : []
  const files: [string, string[]][] = []
  for (const [name, ids] of given) {
    const read = isFieldName(name) ? readUploads(ids) : undefined
    if (!read || given.length > mostFields) return { wrong: 'files: ids of uploads by field name' }
    if (read.length > 0) files.push([name, read])
  }
  const more = {
    ...(about === undefined ? {} : { about }),
    ...readMessage(body.message),
    ...(files.length === 0 ? {} : { files: Object.fromEntries(files) }),
  }
  return { action: { ...base, kind: 'fill', form, values, ...more } }
}

function readChange(base: Base, kind: 'edit' | 'delete', body: Body): Read {
  const { message } = readMessage(body.message)
  if (message === undefined) return { wrong: 'message: not an id' }
  if (kind === 'delete') return { action: { ...base, kind, message } }
  const text = typeof body.text === 'string' ? clean(body.text) : ''
  return text === '' ? { wrong: 'text: missing' } : { action: { ...base, kind, message, text } }
}

/** Whether that is the id of an upload. */
export function isUploadId(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
}

/** Ids of uploads; none when nothing is given. */
function readUploads(value: unknown): string[] | undefined {
  if (value === undefined) return []
  if (!Array.isArray(value) || value.length > mostFiles) return undefined
  return value.every((id) => typeof id === 'string' && isUploadId(id)) ? value : undefined
}

/** Whether a text is a command, as in `/points`. */
export function isCommand(text: string): boolean {
  return commandIn(text) !== undefined
}

/** What a text stands for that starts with a slash and a name, as in `/points` or `/earn card 12`. */
function commandIn(text: string): { kind: 'ask'; command: string; args: string } | undefined {
  const parts = /^\/([A-Za-z][A-Za-z0-9_]{0,31})(?:\s+([\s\S]*))?$/.exec(text)
  return parts?.[1] ? { kind: 'ask', command: parts[1].toLowerCase(), args: parts[2] ?? '' } : undefined
}

/** The act as the engine takes it. `message` is the entry that it became. */
export function toHappening(
  action: Action,
  who: Person,
  at: Date,
  message?: string,
  attached: Attached = {},
): Happening {
  const base = {
    id: `${who.id}:${action.id}`,
    who: action.locale === undefined ? who : { ...who, locale: action.locale },
    where: { platform: who.platform, channel: who.id },
    at,
    direct: true,
  }
  switch (action.kind) {
    case 'say':
      return { ...base, kind: 'said', text: action.text, ...on(message), ...withFiles(attached.said) }
    case 'ask':
      return {
        ...base,
        kind: 'asked',
        command: action.command,
        args: action.args,
        ...on(message),
        ...withFiles(attached.said),
      }
    case 'edit':
      return { ...base, kind: 'edited', message: action.message, text: action.text }
    case 'delete':
      return { ...base, kind: 'deleted', message: action.message }
    case 'press':
      return { ...base, kind: 'pressed', press: action.press, ...on(action.message) }
    case 'fill': {
      const { form, about, values } = action
      const files = attached.filled ? { files: attached.filled } : {}
      const more = { ...(about === undefined ? {} : { about }), ...on(action.message), ...files }
      return { ...base, kind: 'filled', form, values, ...more }
    }
    default:
      return action satisfies never
  }
}

function withFiles(files: SentFile[] | undefined): { files?: SentFile[] } {
  return files && files.length > 0 ? { files } : {}
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

/** Most fields that are read: no form has more than five. */
const mostFields = 10

/** Most files that are taken with one act. */
const mostFiles = 10

function isFieldName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(name)
}

/** Fields left empty are absent. */
function readValues(value: unknown): Values | undefined {
  if (!isRecord(value)) return undefined
  const fields = Object.entries(value)
  if (fields.length > mostFields) return undefined
  const values: [string, string][] = []
  for (const [name, written] of fields) {
    if (typeof written !== 'string' || !isFieldName(name)) return undefined
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
