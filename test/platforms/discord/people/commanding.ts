import { type Interaction, interactionTypes } from '../interactions.ts'
import type { Channel, Human } from '../places.ts'
import type { Command, CommandOption, Json } from '../wire.ts'
import { Guilds } from './guilds.ts'
import { isCalled, readGiven } from './options.ts'
import { idOf, type Known } from './people.ts'
import { Resolved, type Value } from './resolve.ts'

/** A command as it was called: itself, its innermost options, and how those are wrapped. */
type Called = { command: Command; options: readonly CommandOption[]; wrap(options: Json[]): Json[]; name: string }

/** Using commands. */
export class Commanding extends Guilds {
  /**
   * Types a slash command, such as `points` or `card show`, in any language that it has a name in, with its options
   * by name. Throws when Discord's app would not offer it or not take what was given.
   */
  slash(
    who: Known,
    name: string,
    given: Readonly<Record<string, Value>> = {},
    where: { channel?: Known } = {},
  ): Interaction {
    const { human, channel } = this.at(who, where.channel)
    const called = this.called(name, human, channel)
    const resolved = new Resolved(this.world, channel)
    const options = called.wrap(readGiven(called.options, given, human.locale, resolved))
    const data = { ...about(called.command), ...(options.length > 0 && { options }), ...withResolved(resolved) }
    const deed = { type: interactionTypes.command, name: called.name, data, person: human.user.id, channel }
    return this.world.interactions.begin(deed)
  }

  /** Is typing an option of a slash command, and asks what there is to choose. */
  completes(
    who: Known,
    name: string,
    option: string,
    typed: string | number,
    where: { channel?: Known; given?: Readonly<Record<string, Value>> } = {},
  ): Interaction {
    const { human, channel } = this.at(who, where.channel)
    const called = this.called(name, human, channel)
    const focused = called.options.find((each) => isCalled(each, option, human.locale))
    if (!focused?.autocomplete) throw new Error(`option ${option} does not complete what is typed`)
    const resolved = new Resolved(this.world, channel)
    const rest = called.options.filter((each) => each !== focused).map((each) => ({ ...each, required: false }))
    const given = readGiven(rest, where.given ?? {}, human.locale, resolved)
    const options = called.wrap([...given, { name: focused.name, type: focused.type, value: typed, focused: true }])
    const data = { ...about(called.command), options, ...withResolved(resolved) }
    const deed = { type: interactionTypes.autocomplete, name: called.name, data, person: human.user.id, channel }
    return this.world.interactions.begin(deed)
  }

  /** Chooses a command from the menu of a message or a person. */
  menu(who: Known, name: string, target: Known, where: { channel?: Known } = {}): Interaction {
    const message = this.world.messages.find(idOf(target))
    const { human, channel } = this.at(who, message?.channel_id ?? where.channel)
    const type = message ? 3 : 2
    const command = this.usable(channel).find((each) => each.type === type && isCalled(each, name, human.locale))
    if (!command) throw new Error(`there is no ${name} in this menu`)
    const resolved = new Resolved(this.world, channel)
    if (!message) resolved.add('user', target)
    const named = message ? { resolved: { messages: { [message.id]: message } } } : withResolved(resolved)
    const data = { ...about(command), target_id: idOf(target), ...named }
    const deed = { type: interactionTypes.command, name: command.name, data, person: human.user.id, channel }
    return this.world.interactions.begin(deed)
  }

  /** Slash commands as this person is offered them, in the language of the person's app. */
  offered(who: Known, where: { channel?: Known } = {}): { name: string; description: string }[] {
    const { human, channel } = this.at(who, where.channel)
    return this.usable(channel)
      .filter(({ type }) => type === 1)
      .map((command) => ({
        name: command.name_localizations?.[human.locale] ?? command.name,
        description: command.description_localizations?.[human.locale] ?? command.description,
      }))
  }

  private usable({ guild }: Channel): Command[] {
    return this.world.registry.usable(guild)
  }

  private called(name: string, { locale }: Human, channel: Channel): Called {
    const [first = '', ...rest] = name.split(' ')
    const commands = this.usable(channel).filter(({ type }) => type === 1)
    const command = commands.find((each) => isCalled(each, first, locale))
    if (!command)
      throw new Error(`there is no /${first} here; there are: ${commands.map((each) => each.name).join(', ')}`)
    let options = command.options ?? []
    const path: CommandOption[] = []
    for (const step of rest) {
      const next = options.find((option) => option.type <= 2 && isCalled(option, step, locale))
      if (!next) throw new Error(`there is no /${name}`)
      path.push(next)
      options = next.options ?? []
    }
    if (options.some((option) => option.type <= 2)) throw new Error(`/${name} is not whole`)
    const wrap = (inner: Json[]): Json[] =>
      path.reduceRight<Json[]>((within, { name: step, type }) => [{ name: step, type, options: within }], inner)
    return { command, options, wrap, name: [command.name, ...path.map((step) => step.name)].join(' ') }
  }
}

const about = ({ id, name, type, guild_id }: Command): Json => ({ id, name, type, ...(guild_id && { guild_id }) })

const withResolved = ({ data }: Resolved): Json => (data ? { resolved: data } : {})
