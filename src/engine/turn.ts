import type { Address, Button, Happening, Part } from '../chat.ts'
import type { Contact } from '../customers/contact.ts'
import { type Locale, type TextValues, text } from '../language/text.ts'
import type { Role } from '../staff/rules.ts'
import type { Saying } from './making.ts'
import { type Lane, say } from './outbox.ts'
import type { Unit } from './unit.ts'

type OpenForm = (turn: Turn, form: string, about?: string, intro?: string) => Promise<void>

/**
 * One happening being answered: who it is from, in what language, and the ways to answer. Nothing said here
 * leaves before the transaction is committed, and nothing is kept if it is not.
 */
export class Turn {
  readonly unit: Unit
  readonly happening: Happening
  readonly contact: Contact
  /** What handled it, for the record: `command points`, `press history`. */
  readonly cause: string
  /** Ids in our store of the files that came with what was said or asked. */
  readonly files: readonly string[]
  readonly #openForm: OpenForm

  constructor(
    unit: Unit,
    happening: Happening,
    contact: Contact,
    cause: string,
    openForm: OpenForm,
    files: readonly string[] = [],
  ) {
    this.unit = unit
    this.happening = happening
    this.contact = contact
    this.cause = cause
    this.#openForm = openForm
    this.files = files
  }

  get now(): Date {
    return this.unit.now
  }

  get locale(): Locale {
    return this.contact.locale
  }

  get role(): Role {
    return this.contact.role
  }

  /** The sentence for that key in the person's language. */
  t(key: string, values?: TextValues): string {
    return text(this.locale, key, values)
  }

  /**
   * Answers where it happened. In a group the answer is for the eyes of the person who asked, unless
   * `private: false` is given.
   */
  say(message: string | Saying): void {
    const answer = typeof message === 'string' ? { text: message } : message
    const { who, direct } = this.happening
    this.#send(answer, direct || answer.private === false ? {} : { only: who })
  }

  /** Puts the message in the place of the one whose button was pressed; says it when there is none. */
  update(message: Saying): void {
    const { happening } = this
    const pressed = happening.kind === 'pressed' ? happening.message : undefined
    if (pressed === undefined) this.say(message)
    else this.#send(message, { replaces: pressed })
  }

  /** Draws the bot's own page of this person in the platform's app anew. */
  home(message: Saying): void {
    this.#send(message, { only: this.happening.who, home: true })
  }

  /**
   * Has the person fill in a form: natively where the platform can draw it, else step by step. `intro` is said above it,
   * in the same message.
   */
  open(form: string, about?: string, intro?: string): Promise<void> {
    return this.#openForm(this, form, about, intro)
  }

  #send(message: Saying, to: Omit<Address, 'place'>): void {
    say(this.unit, {
      to: { place: this.happening.where, ...to },
      message,
      lane: 'answer' satisfies Lane,
      cause: this.cause,
      customerId: this.contact.customerId,
    })
  }
}

/** The part that draws these buttons. */
export function buttons(...list: Button[]): Part {
  return { kind: 'buttons', buttons: list }
}
