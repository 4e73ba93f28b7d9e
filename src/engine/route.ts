import type { Happening } from '../chat.ts'
import { lose, meet } from '../customers/contact.ts'
import type { FileRules } from '../files/rules.ts'
import { takeFiles } from '../files/take.ts'
import { may, type Role } from '../staff/rules.ts'
import { keepUtterance } from '../transcripts/exports.ts'
import { meaningOf } from '../words/meaning.ts'
import type { CommandDefinition, FileIds, FormDefinition } from './feature.ts'
import { filesOf, inWords, readAnswers } from './forms.ts'
import {
  beginInterview,
  continueInterview,
  type Interview,
  interviewOf,
  leaveInterview,
  type Move,
  readMove,
} from './interview.ts'
import { formOpenedBy, type Registry } from './registry.ts'
import { buttons, Turn } from './turn.ts'
import type { Unit } from './unit.ts'

export type RouteOptions = {
  registry: Registry
  /** Whether that platform draws this form itself. */
  draws(platform: string, form: FormDefinition): boolean
  /** Which files are taken. */
  files: FileRules
  /** Answers what nobody understood. */
  unknown(turn: Turn): Promise<void> | void
}

/** Nobody waits for an answer to these. */
const wordless: ReadonlySet<Happening['kind']> = new Set(['edited', 'deleted', 'opened', 'joined', 'left'])

/** Brings each happening to the feature that answers it. Roles are checked here, at the moment of the act. */
export class Router {
  readonly #options: RouteOptions

  constructor(options: RouteOptions) {
    this.#options = options
  }

  /** Answers a happening. Throws when its handler does. */
  async handle(unit: Unit, happening: Happening): Promise<void> {
    if (happening.kind === 'left') return lose(unit, happening.who)
    const contact = await meet(unit, happening.who, happening.direct ? happening.where.channel : undefined)
    keepUtterance(unit, happening, contact.customerId)
    const files = takeFiles(unit, happening, contact.customerId, this.#options.files)
    const turn = new Turn(
      unit,
      happening,
      contact,
      causeOf(happening, this.#options.registry),
      (...args) => this.#open(...args),
      files.said,
    )
    switch (happening.kind) {
      case 'asked':
        return this.#command(turn, happening.command, happening.args)
      case 'said':
        return this.#said(turn, happening.text)
      case 'pressed':
        return this.#pressed(turn, happening.press)
      case 'filled':
        return this.#filled(turn, happening, files.filled)
      case 'opened':
        return this.#home(turn)
      case 'edited':
      case 'deleted':
        for (const { corrected } of this.#options.registry.features) await corrected?.(turn)
        return
      case 'joined':
        return
      default:
        return happening satisfies never
    }
  }

  /** Says sorry, once, to somebody whose happening could not be handled. */
  async apologize(unit: Unit, happening: Happening): Promise<void> {
    if (wordless.has(happening.kind)) return
    const contact = await meet(unit, happening.who, undefined)
    takeFiles(unit, happening, contact.customerId, this.#options.files)
    const turn = new Turn(unit, happening, contact, 'apology', (...args) => this.#open(...args))
    turn.say(turn.t('sorry'))
  }

  async #home(turn: Turn): Promise<void> {
    const messages = await Promise.all(this.#options.registry.homes.map((home) => home(turn)))
    const parts = messages.flatMap((message) => message.parts ?? [])
    turn.home({
      text: messages.map((message) => message.text).join('\n\n'),
      parts: [
        ...parts.filter((part) => part.kind !== 'buttons'),
        buttons(...parts.flatMap((part) => (part.kind === 'buttons' ? part.buttons : []))),
      ],
    })
  }

  async #command(turn: Turn, name: string, args: string): Promise<void> {
    const command = this.#options.registry.commands.get(name.toLowerCase())
    if (turn.happening.direct && (await interviewOf(turn))) await leaveInterview(turn)
    // In a group it may have been meant for another bot.
    if (!command) return turn.happening.direct ? this.#options.unknown(turn) : undefined
    return this.#run(turn, command, args)
  }

  async #run(turn: Turn, command: CommandDefinition, args: string): Promise<void> {
    if (!may(turn.role, command.role)) return refuse(turn, command.role)
    const opens = 'replyTo' in turn.happening ? undefined : formOpenedBy(command, args)
    if (opens !== undefined) return turn.open(opens)
    await command.run(turn, args.trim())
  }

  async #said(turn: Turn, said: string): Promise<void> {
    const { registry, unknown } = this.#options
    const { happening } = turn
    const interview = happening.direct ? await interviewOf(turn) : undefined
    if (interview) return this.#answer(turn, interview, said)
    const command = registry.commandCalled(said)
    if (command) return this.#run(turn, command, '')
    // In a group only what is said to the bot by its name can be a command: an answer to what it wrote is talk.
    const isCalled = happening.direct || (happening.kind === 'said' && happening.called)
    const called = isCalled ? registry.commandWith(said) : undefined
    // what somebody may not do he cannot have meant
    if (called && may(turn.role, called.command.role)) return this.#run(turn, called.command, called.args)
    for (const { hears } of registry.features) if (await hears?.(turn, said)) return
    const meaning = isCalled ? meaningOf(said) : undefined
    const act = meaning && registry.meanings.get(meaning)
    if (act && (await act(turn, said)) !== false) return
    return unknown(turn)
  }

  async #answer(turn: Turn, interview: Interview, said: string): Promise<void> {
    const form = this.#options.registry.forms.get(interview.form)
    if (!form || !may(turn.role, form.role)) {
      await leaveInterview(turn)
      return refuse(turn, form?.role)
    }
    const isDone = turn.t('interview.done.words').split(',').includes(said.trim().toLowerCase())
    const move: Move =
      meaningOf(said) === 'cancel' && turn.files.length === 0
        ? { kind: 'cancel' }
        : { kind: 'answer', text: said, files: turn.files, isDone }
    await continueInterview(turn, form, interview, move)
  }

  async #pressed(turn: Turn, press: string): Promise<void> {
    const { registry } = this.#options
    const cut = press.indexOf(':')
    const name = cut < 0 ? press : press.slice(0, cut)
    const about = cut < 0 ? '' : press.slice(cut + 1)
    if (name === 'interview') return this.#moved(turn, about)
    if (name === 'form') {
      const end = about.indexOf(':')
      return turn.open(end < 0 ? about : about.slice(0, end), end < 0 ? undefined : about.slice(end + 1) || undefined)
    }
    if (name === 'command') return this.#command(turn, about, '')
    const definition = registry.presses.get(name)
    if (!definition) return turn.say(turn.t('button-gone'))
    if (!may(turn.role, definition.role)) return refuse(turn, definition.role)
    await definition.run(turn, about)
  }

  async #moved(turn: Turn, about: string): Promise<void> {
    const read = readMove(about)
    const interview = await interviewOf(turn)
    const form = interview && this.#options.registry.forms.get(interview.form)
    if (!read || !interview || !form || interview.step !== read.step) return turn.say(turn.t('button-gone'))
    if (!may(turn.role, form.role)) return refuse(turn, form.role)
    await continueInterview(turn, form, interview, read.move)
  }

  async #filled(turn: Turn, happening: Extract<Happening, { kind: 'filled' }>, files: FileIds): Promise<void> {
    const form = this.#options.registry.forms.get(happening.form)
    if (!form) return turn.say(turn.t('button-gone'))
    if (!may(turn.role, form.role)) return refuse(turn, form.role)
    const read = readAnswers(form, happening.values, files)
    if ('wrong' in read) return turn.say(Object.values(inWords(read.wrong, turn.locale)).join('\n'))
    await form.filled(turn, read.values, happening.about, filesOf(form, files))
  }

  async #open(turn: Turn, id: string, about?: string, intro?: string): Promise<void> {
    const form = this.#options.registry.forms.get(id)
    if (!form) return turn.say(turn.t('button-gone'))
    if (!may(turn.role, form.role)) return refuse(turn, form.role)
    if (!this.#options.draws(turn.happening.where.platform, form)) return beginInterview(turn, form, about, intro)
    const title = turn.t(`form.${id}.title`)
    turn.say({
      text: [...(intro === undefined ? [] : [intro]), turn.t('form.offer', { title })].join('\n'),
      parts: [buttons({ label: title, form: id, tone: 'primary', ...(about === undefined ? {} : { about }) })],
    })
  }
}

/** Says for whom that is; to staff it is not said that it is for the team. */
function refuse(turn: Turn, needed: Role | undefined): void {
  const isOfTeam = turn.role !== 'customer' && (needed === 'manager' || needed === 'owner')
  turn.say(turn.t(isOfTeam ? `not-allowed.${needed}` : 'not-allowed'))
}

/** What it was, by names of ours, without a word of what was written: it stands in the log. */
function causeOf(happening: Happening, { commands, presses, forms }: Registry): string {
  const known = (names: ReadonlyMap<string, unknown>, name: string) => (names.has(name) ? name : 'unknown')
  switch (happening.kind) {
    case 'asked':
      return `command ${known(commands, happening.command.toLowerCase())}`
    case 'pressed': {
      const [name = ''] = happening.press.split(':', 1)
      return `press ${ownPresses.has(name) ? name : known(presses, name)}`
    }
    case 'filled':
      return `form ${known(forms, happening.form)}`
    default:
      return happening.kind
  }
}

/** Those that the engine takes itself. */
const ownPresses: ReadonlySet<string> = new Set(['command', 'form', 'interview'])
