import type { Command, CommandOption } from '../wire.ts'
import { type Field, length, present } from './field.ts'
import { locales } from './locales.ts'

const namePattern = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u

/** A command as it was asked for, before it has an id. */
export type CommandDraft = Omit<Command, 'id' | 'application_id' | 'version' | 'guild_id'>

/** Reads a list of commands: at most 100 slash commands, and 15 each of those in the menus of people and messages. */
export function readCommands(field: Field): CommandDraft[] {
  const fields = field.list({ required: true, max: 130 }) ?? []
  const commands = fields.map((each) => readCommand(each))
  for (const [type, most] of [
    [1, 100],
    [2, 15],
    [3, 15],
  ] as const) {
    if (commands.filter((command) => command.type === type).length > most) {
      field.wrong('MAX_APPLICATION_COMMANDS_REACHED', `Maximum number of application commands reached (${most}).`)
    }
  }
  unique(fields, (command) => `${command.at('type').value ?? 1} ${command.at('name').value}`)
  return commands
}

/** Reads one command. */
export function readCommand(field: Field): CommandDraft {
  field.object(true)
  const type = field.at('type').oneOf([1, 2, 3]) ?? 1
  const isSlash = type === 1
  const description = field.at('description')
  if (!isSlash && description.value) {
    description.wrong('APPLICATION_COMMAND_INVALID_DESCRIPTION', 'Context menu commands cannot have description')
  }
  const options = isSlash ? readOptions(field.at('options'), 0) : undefined
  const command = present({
    type,
    name: isSlash ? readName(field.at('name')) : (field.at('name').text({ required: true, min: 1, max: 32 }) ?? ''),
    name_localizations: isSlash ? readLocal(field.at('name_localizations'), readName) : readMenuNames(field),
    description: isSlash ? (description.text({ required: true, min: 1, max: 100 }) ?? '') : '',
    description_localizations: readLocal(field.at('description_localizations'), readDescription),
    options,
    default_member_permissions: field.at('default_member_permissions').text({ pattern: /^\d+$/ }) ?? null,
    contexts:
      field
        .at('contexts')
        .list()
        ?.map((each) => each.oneOf([0, 1, 2]) ?? 0) ?? (field.at('dm_permission').flag() === false ? [0] : null),
    integration_types: field
      .at('integration_types')
      .list()
      ?.map((each) => each.oneOf([0, 1]) ?? 0) ?? [0],
    nsfw: field.at('nsfw').flag() ?? false,
  })
  if (size(command) > 8000) {
    field.wrong('APPLICATION_COMMAND_TOO_LARGE', 'Command exceeds maximum size (8000)')
  }
  return command
}

const readMenuNames = (field: Field) =>
  readLocal(field.at('name_localizations'), (each) => each.text({ required: true, min: 1, max: 32 }) ?? '')

function readName(field: Field): string {
  const text = field.text({ required: true, min: 1, max: 32 })
  if (text === undefined) return ''
  if (!namePattern.test(text) || text !== text.toLowerCase()) {
    field.wrong('APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid')
  }
  return text
}

const readDescription = (field: Field): string => field.text({ required: true, min: 1, max: 100 }) ?? ''

function readLocal(field: Field, read: (field: Field) => string): Record<string, string> | null {
  const given = field.object()
  if (!given) return null
  for (const locale in given) {
    if (!locales.has(locale)) field.at(locale).wrong('ENUM_TYPE_COERCE', `Value "${locale}" is not a valid enum value.`)
  }
  return Object.fromEntries(Object.keys(given).map((locale) => [locale, read(field.at(locale))]))
}

function unique(fields: readonly Field[], key: (field: Field) => string): void {
  const seen = new Set<string>()
  for (const field of fields) {
    const name = key(field)
    if (seen.has(name)) {
      field.at('name').wrong('APPLICATION_COMMANDS_DUPLICATE_NAME', 'Application command names must be unique')
    }
    seen.add(name)
  }
}

const values = [3, 4, 5, 6, 7, 8, 9, 10, 11]
/** Types of options that there may be in a command, in a group and in a subcommand. */
const typesAt = [[1, 2, ...values], [1], values]

/** `depth`: 0 in a command, 1 in a group, 2 in a subcommand. */
function readOptions(field: Field, depth: number): CommandOption[] | undefined {
  const fields = field.list({ max: 25 })
  if (!fields) return undefined
  const options = fields.map((each) => readOption(each, depth))
  unique(fields, (each) => String(each.at('name').value))
  const firstOptional = options.findIndex(({ required, type }) => type > 2 && !required)
  const late = fields.find((_, index) => firstOptional >= 0 && index > firstOptional && options[index]?.required)
  late?.wrong(
    'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
    'Required options must be placed before non-required options',
  )
  if (new Set(options.map(({ type }) => type <= 2)).size > 1) {
    const message = 'Sub-command and sub-command group option types are mutually exclusive to all other types'
    field.wrong('APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', message)
  }
  return options
}

function readOption(field: Field, depth: number): CommandOption {
  field.object(true)
  const type = field.at('type').oneOf(typesAt[depth] ?? [], true) ?? 0
  const isNumber = type === 4 || type === 10
  const hasChoices = type === 3 || isNumber
  const bound = (name: string) => (type === 4 ? field.at(name).integer() : field.at(name).number())
  const autocomplete = field.at('autocomplete').flag()
  const choices = hasChoices ? readChoices(field.at('choices'), type) : undefined
  if (autocomplete && (!hasChoices || choices?.length)) {
    field.at('autocomplete').wrong('APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID', 'Autocomplete is not possible')
  }
  return present({
    type,
    name: readName(field.at('name')),
    name_localizations: readLocal(field.at('name_localizations'), readName),
    description: readDescription(field.at('description')),
    description_localizations: readLocal(field.at('description_localizations'), readDescription),
    required: type > 2 ? field.at('required').flag() : undefined,
    choices,
    options: type <= 2 ? readOptions(field.at('options'), type === 2 ? 1 : 2) : undefined,
    channel_types:
      type === 7
        ? field
            .at('channel_types')
            .list()
            ?.map((each) => each.integer() ?? 0)
        : undefined,
    min_value: isNumber ? bound('min_value') : undefined,
    max_value: isNumber ? bound('max_value') : undefined,
    min_length: type === 3 ? field.at('min_length').integer({ min: 0, max: 6000 }) : undefined,
    max_length: type === 3 ? field.at('max_length').integer({ min: 1, max: 6000 }) : undefined,
    autocomplete,
  })
}

/** Reads the values that an option of that type offers; 0 takes both words and numbers. */
export function readChoices(field: Field, type: number): CommandOption['choices'] {
  return field.list({ max: 25 })?.map((each) => ({
    name: each.at('name').text({ required: true, min: 1, max: 100 }) ?? '',
    name_localizations: readLocal(each.at('name_localizations'), readDescription),
    value: readValue(each.at('value'), type) ?? '',
  }))
}

function readValue(field: Field, type: number): string | number | undefined {
  if (type === 0 && typeof field.value === 'number') return field.value
  if (type === 3 || type === 0) return field.text({ required: true, min: 1, max: 100 })
  return type === 4 ? field.integer({ required: true }) : field.number({ required: true })
}

/** Characters of all names, descriptions and values; of translations only the longest counts. */
function size(command: CommandDraft | CommandOption): number {
  const longest = (text: string, local: Record<string, string> | null | undefined) =>
    Math.max(length(text), ...Object.values(local ?? {}).map(length))
  const choices = 'choices' in command ? (command.choices ?? []) : []
  const own =
    longest(command.name, command.name_localizations) + longest(command.description, command.description_localizations)
  const chosen = choices.map((each) => longest(each.name, each.name_localizations) + String(each.value).length)
  return [own, ...chosen, ...(command.options ?? []).map(size)].reduce((sum, each) => sum + each, 0)
}
