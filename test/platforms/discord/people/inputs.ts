import { length } from '../check/field.ts'
import { type Component, kinds } from '../wire.ts'
import type { Sending } from './people.ts'
import type { Kind, Resolved } from './resolve.ts'

/** What is put into a field of a modal. */
export type Entry = string | boolean | readonly (string | { id: string })[] | readonly Sending[]

const named: Readonly<Record<number, Kind>> = {
  [kinds.userSelect]: 'user',
  [kinds.roleSelect]: 'role',
  [kinds.mentionableSelect]: 'mentionable',
  [kinds.channelSelect]: 'channel',
}

/** What the input starts with. */
export function initial({ type, value, options = [], default: checked, default_values = [] }: Component): Entry {
  if (type === kinds.textInput) return value ?? ''
  if (type === kinds.checkbox) return checked ?? false
  if (options.length > 0) return options.filter((option) => option.default).map((option) => option.value)
  return default_values.map(({ id }) => id)
}

/** The values chosen of a select, by label or value. Throws when that cannot be chosen. */
export function chosen(
  component: Component,
  given: readonly (string | { id: string })[],
  resolved: Resolved,
): string[] {
  const { options = [], type } = component
  const kind = named[type]
  if (kind) return given.map((each) => resolved.add(kind, each))
  return given.map((each) => {
    const wanted = typeof each === 'string' ? each : each.id
    const option = options.find(({ label }) => label === wanted) ?? options.find(({ value }) => value === wanted)
    if (!option)
      throw new Error(`there is no "${wanted}" to choose; there are: ${options.map(({ label }) => label).join(', ')}`)
    return option.value
  })
}

/** Throws when fewer or more were given than the component takes; `name` is what people call it. */
export function checkCount(component: Component, count: number, name: string): void {
  const { required = true, min_values, max_values, options = [], type } = component
  const most = max_values ?? (type === kinds.checkboxGroup ? options.length : 1)
  if (count === 0 && !required) return
  const least = min_values ?? 1
  if (count < least || count > most) throw new Error(`"${name}" takes ${least} to ${most}, not ${count}`)
}

/** A filled input as the bot gets it. Throws when Discord's app would not send it off. */
export function filled(component: Component, entry: Entry, name: string, resolved: Resolved): object {
  const { type, id, custom_id } = component
  const base = { type, id, custom_id }
  if (type === kinds.textInput) return { ...base, value: text(component, entry, name) }
  if (type === kinds.checkbox) return { ...base, value: entry === true }
  if (!Array.isArray(entry) && typeof entry !== 'string') throw new Error(`"${name}" takes a list`)
  const list = typeof entry === 'string' ? [entry] : (entry as readonly (string | { id: string } | Sending)[])
  checkCount(component, list.length, name)
  if (type === kinds.fileUpload) {
    return { ...base, values: list.map((file) => resolved.file(checkedFile(component, file as Sending))) }
  }
  const values = chosen(component, list as readonly (string | { id: string })[], resolved)
  return type === kinds.radioGroup ? { ...base, value: values[0] ?? null } : { ...base, values }
}

function checkedFile({ file_types = [] }: Component, file: Sending): Sending {
  const ending = `.${file.name.split('.').at(-1)?.toLowerCase()}`
  const groups: Readonly<Record<string, RegExp>> = {
    image: /^\.(png|jpe?g|gif|webp|heic|bmp)$/,
    video: /^\.(mp4|mov|webm|mkv)$/,
    audio: /^\.(mp3|ogg|wav|flac|m4a)$/,
  }
  const fits = file_types.some((each) => groups[each]?.test(ending) ?? each === ending)
  if (file_types.length > 0 && !fits) throw new Error(`${file.name} is not of a kind that can be sent`)
  return file
}

function text({ required = true, min_length = 0, max_length = 4000 }: Component, entry: Entry, name: string): string {
  if (typeof entry !== 'string') throw new Error(`"${name}" takes words`)
  const long = length(entry)
  if (long === 0 && !required) return ''
  const least = Math.max(min_length, required ? 1 : 0)
  if (long < least || long > max_length)
    throw new Error(`"${name}" takes ${least} to ${max_length} letters, not ${long}`)
  return entry
}
