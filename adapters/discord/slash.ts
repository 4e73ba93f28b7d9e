import type { Command, CommandOption, Engine } from '../../src/chat.ts'
import { caption } from './text.ts'

const limits = { commands: 100, options: 25, description: 100, choice: 100 }
/** Discord's number of a command that is typed, and of what follows one. */
const slash = 1
const types = { line: 3, choice: 3, number: 10 } as const
/** In servers, and in conversations with the bot alone. */
const contexts = [0, 1]
const name = /^[-_'\p{L}\p{N}]{1,32}$/u

/** Languages of Discord's app, by the first part of their tags; English is what is shown in all others. */
const languages: Readonly<Record<string, readonly string[]>> = {
  es: ['es-ES', 'es-419'],
  pt: ['pt-BR'],
  sv: ['sv-SE'],
  zh: ['zh-CN', 'zh-TW'],
  ...Object.fromEntries(
    'id da de fr hr it lt hu nl no pl ro fi vi tr cs el bg ru uk hi th ja ko'.split(' ').map((tag) => [tag, [tag]]),
  ),
}

type Local = Record<string, string>

type SlashOption = {
  type: number
  name: string
  description: string
  description_localizations?: Local
  choices?: { name: string; name_localizations?: Local; value: string }[]
}

/** A command as Discord takes it. */
export type Slash = {
  type: typeof slash
  name: string
  name_localizations?: Local
  description: string
  description_localizations?: Local
  options?: SlashOption[]
  contexts: number[]
}

export type Speaker = Pick<Engine, 'commands' | 'locales'>

/** All commands with their names, descriptions and options in all languages; those that Discord cannot show are left out. */
export function drawCommands(engine: Speaker): Slash[] {
  const [first = 'en'] = engine.locales
  const others = engine.locales.slice(1).map((locale) => ({ locale, commands: byName(engine.commands(locale, 'all')) }))
  return engine
    .commands(first, 'all')
    .filter((command) => isName(command.name))
    .slice(0, limits.commands)
    .map((command) => {
      const abroad = others.map(({ locale, commands }) => ({ locale, command: commands.get(command.name) }))
      const options = optionsOf(command).map((option, index) => {
        return drawOption(
          option,
          abroad.map(({ locale, command: there }) => ({ locale, option: there && optionsOf(there)[index] })),
        )
      })
      return {
        type: slash,
        name: command.name,
        ...local('name_localizations', abroad, ({ command: there }) => nameIn(there)),
        description: caption(command.description, limits.description),
        ...local('description_localizations', abroad, ({ command: there }) => describe(there?.description)),
        ...(options.length > 0 && { options }),
        contexts,
      }
    })
}

/** Names of the options of each command, in their order. */
export function orderOf(engine: Speaker): (command: string) => readonly string[] {
  const names = new Map(
    engine.commands(engine.locales[0], 'all').map((each) => [each.name, optionsOf(each).map((option) => option.name)]),
  )
  return (command) => names.get(command) ?? []
}

/** What may follow a command; without pieces of its own it is one text. */
function optionsOf({ options, args }: Command): CommandOption[] {
  const all = options ?? (args === undefined ? [] : [{ name: 'text', kind: 'line' as const, description: args }])
  return all.filter((option) => isName(option.name)).slice(0, limits.options)
}

function drawOption(
  option: CommandOption,
  abroad: readonly { locale: string; option: CommandOption | undefined }[],
): SlashOption {
  const base = {
    type: types[option.kind],
    name: option.name,
    description: caption(option.description, limits.description),
    ...local('description_localizations', abroad, ({ option: there }) => describe(there?.description)),
  }
  if (option.kind !== 'choice') return base
  const fitting = option.options.filter(({ value }) => value !== '' && value.length <= limits.choice)
  if (fitting.length !== option.options.length || fitting.length > limits.options) return base
  const choices = fitting.map(({ label, value }) => ({
    name: caption(label, limits.choice),
    ...local('name_localizations', abroad, ({ option: there }) => {
      const found = there?.kind === 'choice' ? there.options.find((each) => each.value === value) : undefined
      return found && caption(found.label, limits.choice)
    }),
    value,
  }))
  return { ...base, choices }
}

/** What something is called in other languages, for all locales of Discord's that are meant by ours. */
function local<Key extends string, There extends { locale: string }>(
  key: Key,
  abroad: readonly There[],
  word: (there: There) => string | undefined,
): { [key in Key]?: Local } {
  const entries = abroad.flatMap((there): [string, string][] => {
    const said = word(there)
    const [language = ''] = there.locale.toLowerCase().split('-')
    return said === undefined ? [] : (languages[language] ?? []).map((locale) => [locale, said])
  })
  return entries.length > 0 ? ({ [key]: Object.fromEntries(entries) } as { [key in Key]?: Local }) : {}
}

const isName = (word: string): boolean => name.test(word) && word === word.toLowerCase()

function nameIn(command: Command | undefined): string | undefined {
  const word = command?.localName
  return word !== undefined && isName(word) ? word : undefined
}

const describe = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : caption(text, limits.description)

const byName = (commands: readonly Command[]): Map<string, Command> =>
  new Map(commands.map((each) => [each.name, each]))
