import type { Upload } from '../../shared/multipart.ts'
import { refusal } from '../refusal.ts'
import { type AllowedMentions, type Component, type Embed, flags, type Json } from '../wire.ts'
import { readComponents } from './components.ts'
import { readEmbeds } from './embeds.ts'
import { Field, length } from './field.ts'
import { readAllowedMentions } from './mentions.ts'

/** A file that a message gets, or with `id` one that it has and keeps. */
type DraftFile = { upload: Upload; description?: string } | { id: string; description?: string }

/** A message as it was asked for; what is absent was not given. `null` takes away. */
export type Draft = {
  content?: string | null
  embeds?: Embed[]
  components?: Component[]
  files?: DraftFile[]
  allowed?: AllowedMentions
  flags: number
  nonce?: string | number
  enforceNonce: boolean
  reply?: { message: string; channel?: string; mustExist: boolean }
}

/** `settable`: bits of flags that may be set here. `layout`: the message to be changed is made of components alone. */
export type DraftRules = { settable: number; layout?: boolean }

const maxFiles = 10
/** Bytes of a file, and of a request. */
const maxFile = 10 * 1024 * 1024

/** Reads a message from a request. Throws a refusal that names all that is wrong. */
export function readDraft(body: Json, uploads: ReadonlyMap<string, Upload>, rules: DraftRules): Draft {
  const field = new Field(body)
  const set = (field.at('flags').integer({ min: 0 }) ?? 0) & rules.settable
  const layout = rules.layout === true || (set & flags.componentsV2) !== 0
  const draft: Draft = { flags: set, enforceNonce: field.at('enforce_nonce').flag() ?? false }
  readContent(field, layout, draft)
  if (!field.at('components').isEmpty) draft.components = readComponents(field.at('components'), layout)
  const allowed = readAllowedMentions(field.at('allowed_mentions'))
  if (allowed) draft.allowed = allowed
  const nonce = readNonce(field.at('nonce'))
  if (nonce !== undefined) draft.nonce = nonce
  readFiles(field, uploads, draft)
  readReference(field.at('message_reference'), draft)
  field.issues.settle()
  return draft
}

function readContent(field: Field, layout: boolean, draft: Draft): void {
  const content = field.at('content')
  const embeds = field.at('embeds')
  if (content.value === null) draft.content = null
  const text = content.isEmpty ? undefined : clean(content.text() ?? '')
  if (text !== undefined) draft.content = text
  if (text && length(text) > 2000) content.wrong('BASE_TYPE_MAX_LENGTH', 'Must be 2000 or fewer in length.')
  if (!embeds.isEmpty) draft.embeds = readEmbeds(embeds)
  if (!layout) return
  const why = 'The "{}" field cannot be used when using MessageFlags.IS_COMPONENTS_V2'
  const code = 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2'
  if (draft.content) content.wrong(code, why.replace('{}', 'content'))
  if (draft.embeds?.length) embeds.wrong(code, why.replace('{}', 'embeds'))
}

/** What Discord makes of a text: no space around it, no control characters, one kind of line end. */
const clean = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]|\p{Surrogate}/gu, '')
    .trim()

function readNonce(field: Field): string | number | undefined {
  if (field.isEmpty) return undefined
  if (typeof field.value === 'number') return field.integer()
  return field.text({ max: 25 })
}

function readFiles(field: Field, uploads: ReadonlyMap<string, Upload>, draft: Draft): void {
  const named = field.at('attachments')
  if (named.isEmpty && uploads.size === 0) return
  const files: DraftFile[] = []
  const rest = new Map([...uploads].filter(([name]) => /^files?(\[\d+\])?$/.test(name)))
  for (const each of named.list({ max: maxFiles }) ?? []) {
    const id = each.at('id').id(true)
    if (id === undefined) continue
    const description = each.at('description').text({ max: 1024 })
    const upload = rest.get(`files[${id}]`)
    rest.delete(`files[${id}]`)
    const name = each.at('filename').text({ max: 260 }) ?? upload?.name ?? ''
    const file = upload ? { upload: { ...upload, name } } : { id }
    files.push({ ...file, ...(description !== undefined && { description }) })
  }
  for (const upload of rest.values()) files.push({ upload })
  if (files.length > maxFiles) named.wrong('BASE_TYPE_MAX_LENGTH', `Must be ${maxFiles} or fewer in length.`)
  if (files.some((file) => 'upload' in file && file.upload.data.length > maxFile)) throw refusal('tooLarge')
  draft.files = files
}

function readReference(field: Field, draft: Draft): void {
  if (!field.object()) return
  const message = field.at('message_id').id(true)
  const channel = field.at('channel_id').id()
  const mustExist = field.at('fail_if_not_exists').flag() ?? true
  if (message) draft.reply = { message, mustExist, ...(channel && { channel }) }
}
