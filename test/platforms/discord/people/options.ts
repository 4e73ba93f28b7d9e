import { length } from '../check/field.ts'
import type { CommandOption, Json } from '../wire.ts'
import type { Sending } from './people.ts'
import type { Kind, Resolved, Value } from './resolve.ts'

const named: Readonly<Record<number, Kind>> = { 6: 'user', 7: 'channel', 8: 'role', 9: 'mentionable' }

type Local = { name: string; name_localizations?: Record<string, string> | null }

/** Whether a command or option has that name, in the language of the person or at all. */
export const isCalled = (thing: Local, name: string, locale: string): boolean =>
  thing.name === name || thing.name_localizations?.[locale] === name

/** What a person typed after a command, as the bot gets it. Throws when Discord's app would not take it. */
export function readGiven(
  options: readonly CommandOption[],
  given: Readonly<Record<string, Value>>,
  locale: string,
  resolved: Resolved,
): Json[] {
  for (const name in given) {
    if (!options.some((option) => isCalled(option, name, locale))) throw new Error(`there is no option ${name}`)
  }
  return options.flatMap((option) => {
    const entry = Object.entries(given).find(([name]) => isCalled(option, name, locale))
    if (entry) return { name: option.name, type: option.type, value: readValue(option, entry[1], locale, resolved) }
    if (option.required) throw new Error(`option ${option.name} must be given`)
    return []
  })
}

function readValue(option: CommandOption, value: Value, locale: string, resolved: Resolved): string | number | boolean {
  const { type, name } = option
  const kind = named[type]
  if (kind) return resolved.add(kind, typeof value === 'object' && 'id' in value ? value.id : String(value))
  if (type === 11) {
    if (typeof value === 'object' && 'data' in value) return resolved.file(value as Sending)
    throw new Error(`option ${name} takes a file`)
  }
  if (type === 5) {
    if (typeof value === 'boolean') return value
    throw new Error(`option ${name} takes yes or no`)
  }
  if (type === 3) return readText(option, value, locale)
  if (typeof value !== 'number') throw new Error(`option ${name} takes a number`)
  return readNumber(option, value)
}

function readText(option: CommandOption, value: Value, locale: string): string | number {
  const { name, choices, min_length = 0, max_length = 6000 } = option
  if (typeof value !== 'string') throw new Error(`option ${name} takes words`)
  if (!choices?.length) {
    const long = length(value)
    if (long < min_length || long > max_length)
      throw new Error(`option ${name} takes ${min_length} to ${max_length} letters`)
    return value
  }
  const choice = choices.find((each) => isCalled(each, value, locale) || each.value === value)
  if (!choice) throw new Error(`option ${name} offers ${choices.map((each) => each.name).join(', ')}`)
  return choice.value
}

function readNumber({ name, type, choices, min_value, max_value }: CommandOption, value: number): number {
  if (type === 4 && !Number.isSafeInteger(value)) throw new Error(`option ${name} takes a whole number`)
  const isChoice = !choices?.length || choices.some((each) => each.value === value)
  if (!isChoice || value < (min_value ?? value) || value > (max_value ?? value)) {
    throw new Error(`option ${name} does not take ${value}`)
  }
  return value
}
