import type { Command, CommandOption, Field, FieldErrors, FileValues, Form, Values } from '../chat.ts'
import type { Routes } from '../http/api.ts'
import { type Locale, locales, text } from '../language/text.ts'
import type { AnyTimer, CommandDefinition, Feature, FormDefinition, MeaningAct, PressDefinition } from './feature.ts'
import { inWords, localizeForm, readAnswers } from './forms.ts'
import type { Maker } from './making.ts'

/** Most characters of words that are to be the fields of a form: more is a sentence. */
const longestFields = 200

/** Everything the registered features bring, found by name. Answers from memory. */
export class Registry {
  readonly commands: ReadonlyMap<string, CommandDefinition>
  readonly presses: ReadonlyMap<string, PressDefinition>
  readonly forms: ReadonlyMap<string, FormDefinition>
  readonly timers: readonly AnyTimer[]
  readonly routes: readonly Routes[]
  /** What stands on the bot's own page, from above. */
  readonly homes: readonly NonNullable<Feature['home']>[]
  readonly makers: ReadonlyMap<string, Maker>
  readonly features: readonly Feature[]
  /** What is done for those who mean that, by the meaning. */
  readonly meanings: ReadonlyMap<string, MeaningAct>
  /** Words that stand for a command when they are all that is said: its name, and its names in our languages. */
  readonly #words = new Map<string, string>()

  /** Throws when two features bring the same name or a form has more than five fields: mistakes of ours. */
  constructor(features: readonly Feature[]) {
    this.commands = byName(features.flatMap((feature) => (feature.commands ?? []).map((it) => [it.name, it])))
    this.presses = byName(features.flatMap((feature) => Object.entries(feature.presses ?? {})))
    this.forms = byName(features.flatMap((feature) => (feature.forms ?? []).map((it) => [it.id, it])))
    this.timers = features.flatMap((feature) => feature.timers ?? [])
    this.routes = features.flatMap((feature) => feature.routes ?? [])
    this.makers = byName(features.flatMap((feature) => Object.entries(feature.makers ?? {})))
    this.features = features
    this.meanings = byName(features.flatMap((feature) => Object.entries(feature.means ?? {})))
    this.homes = features.flatMap((feature) => feature.home ?? [])
    for (const form of this.forms.values())
      if (form.fields.length > 5) throw new Error(`form ${form.id} has more than five fields`)
    for (const command of this.commands.values()) {
      this.#words.set(command.name, command.name)
      if (command.hidden) continue
      for (const locale of locales)
        for (const word of text(locale, `command.${command.name}.words`).split(','))
          if (word.trim()) this.#words.set(word.trim().toLowerCase(), command.name)
    }
  }

  /** The command that these words stand for on their own. */
  commandCalled(said: string): CommandDefinition | undefined {
    if (said.length > 60) return undefined
    return this.#named(said.trim().replace(/[.!?。！？]+$/u, ''))
  }

  /** The command that the first of these words is, with what follows it. */
  commandWith(said: string): { command: CommandDefinition; args: string } | undefined {
    const [, first, args] = /^(\S{1,30})\s+(\S[\s\S]{0,4000})$/.exec(said.trim()) ?? []
    const command = first === undefined || args === undefined ? undefined : this.#named(first)
    if (!command?.args || args === undefined) return undefined
    const fits = command.args === 'form' ? args.length <= longestFields : command.args.fits(args)
    return fits ? { command, args } : undefined
  }

  #named(word: string): CommandDefinition | undefined {
    const name = this.#words.get(word.toLowerCase())
    return name === undefined ? undefined : this.commands.get(name)
  }

  form(
    opener: { command: string; args: string } | { form: string; about?: string | undefined },
    locale: Locale,
  ): Form | undefined {
    if ('form' in opener) {
      const form = this.forms.get(opener.form)
      return form && localizeForm(form, locale, opener.about)
    }
    const command = this.commands.get(opener.command)
    const opens = command && formOpenedBy(command, opener.args)
    return opens === undefined ? undefined : this.form({ form: opens }, locale)
  }

  check(id: string, values: Values, locale: Locale, files?: FileValues): FieldErrors | undefined {
    const form = this.forms.get(id)
    if (!form) return undefined
    const read = readAnswers(form, values, files)
    return 'wrong' in read ? inWords(read.wrong, locale) : undefined
  }

  /** Commands as shown in a platform's menu. */
  menu(locale: Locale, filter: (command: CommandDefinition) => boolean): Command[] {
    return [...this.commands.values()]
      .filter((command) => !command.hidden && filter(command))
      .map((command) => ({
        name: command.name,
        description: text(locale, `command.${command.name}`),
        ...localName(command.name, locale),
        ...this.#following(command, locale),
      }))
  }

  #following({ name, args, opens }: CommandDefinition, locale: Locale): Pick<Command, 'args' | 'options'> {
    if (args === undefined) return {}
    const hint = text(locale, `command.${name}.args`)
    if (args !== 'form') {
      const { fits: _, ...option } = args
      return { args: hint, options: [{ ...option, description: hint }] }
    }
    const fields = opens === undefined ? [] : (this.form({ form: opens }, locale)?.fields ?? [])
    return { args: hint, options: fields.filter(({ kind }) => kind !== 'files').map(optionOf) }
  }
}

/** The first of its names in that language, unless that is its name everywhere or none that platforms take. */
function localName(name: string, locale: Locale): { localName?: string } {
  const [first = ''] = text(locale, `command.${name}.words`).split(',')
  const word = first.trim()
  return word !== name && /^[\p{Ll}\p{Lo}\p{N}_-]{1,32}$/u.test(word) ? { localName: word } : {}
}

function optionOf(field: Field): CommandOption {
  const base = { name: field.name, description: field.hint ?? field.label }
  if (field.kind === 'choice') return { ...base, kind: field.kind, options: field.options }
  return { ...base, kind: field.kind === 'number' ? 'number' : 'line' }
}

/** The form that a command with these words after it opens. */
export function formOpenedBy({ opens, opensFor }: CommandDefinition, args: string): string | undefined {
  const words = args.trim()
  return words === '' ? opens : opensFor?.(words)
}

function byName<T>(pairs: [string, T][]): Map<string, T> {
  const map = new Map<string, T>()
  for (const [name, value] of pairs) {
    if (map.has(name)) throw new Error(`two features bring "${name}"`)
    map.set(name, value)
  }
  return map
}
