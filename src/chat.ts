/**
 * The chat language: the whole vocabulary between the engine and the platforms. Types only, but for the
 * one error class that an adapter throws. An adapter imports this file and nothing else of `src/`.
 */
import type { FastifyInstance } from 'fastify'

/** Lower-case name of a platform: `telegram`, `slack`, `discord`, `web`, `fake`. */
export type Platform = string

/** Where something happened or is to be said. Order is kept within one place. */
export type Place = { platform: Platform; channel: string; thread?: string }

/** Somebody on one platform. `name` and `locale` (BCP 47, as the platform tells it) are hints, never keys. */
export type Person = { platform: Platform; id: string; name?: string; locale?: string }

/**
 * `press` comes back in a `pressed` happening and takes at most 64 bytes (Telegram's limit).
 * `form` opens that form; `about` is handed on to the `filled` happening. Both together take at most 58 bytes.
 */
export type Button = { label: string; tone?: 'primary' | 'danger' } & (
  | { press: string }
  | { form: string; about?: string }
  | { url: string }
)

/** `data` is base64. `alt` says what the picture shows, for those who cannot see it. */
export type Image = { kind: 'image'; media: 'image/png' | 'image/jpeg'; data: string; name: string; alt: string }

/**
 * A file in our own store, by our own id: its bytes come from {@link Engine.file}. `size` in bytes. `picture`: it is a PNG or
 * JPEG to be looked at in the message, where a platform would else offer it to be kept.
 */
export type StoredFile = { kind: 'file'; file: string; name: string; media: string; size: number; picture?: true }

export type Part =
  | { kind: 'facts'; rows: [label: string, value: string][] }
  | Image
  | StoredFile
  | { kind: 'buttons'; buttons: Button[] }

/**
 * What we say. All text is plain: a platform must show it letter by letter and never read markup, mentions or
 * commands into it. `private`: for the eyes of the person addressed only, even in a group.
 */
export type Message = { text: string; parts?: Part[]; private?: boolean }

/**
 * One message that a platform makes of ours, as people see it: its text with what is too long cut, what stands above or below that, and the
 * labels of its buttons row by row.
 */
export type Piece = {
  text: string
  attached?: { as: 'picture' | 'file'; where: 'above' | 'below' }
  buttons: string[][]
}

/** A file that somebody sent, by the platform's own id; `size` in bytes, where it is told. */
export type SentFile = { id: string; name: string; media: string; size?: number }

export type Option = { value: string; label: string }

/** `value` is what the form starts with; `hint` stands under or in the empty field; `most` is how many files it takes. */
export type Field = { name: string; label: string; hint?: string; required?: boolean; value?: string } & (
  | { kind: 'line' | 'paragraph' | 'number' | 'date' }
  | { kind: 'files'; most: number }
  | { kind: 'choice'; options: Option[] }
)

/** At most five fields; the only way to ask for more than one thing. Already in the language of the person. */
export type Form = { id: string; title: string; submit: string; fields: Field[] }

/** What was filled in, by field name; a field left empty is absent, and so is one of files. */
export type Values = Record<string, string>

/** What was given to the fields of files, by field name. */
export type FileValues = Record<string, SentFile[]>

/** What is wrong with a field, by field name, in the language of the person. */
export type FieldErrors = Record<string, string>

/**
 * Something a person did. `message` is the platform's id of the message that was said, edited, deleted, or whose
 * button was pressed. `opened`: looked at the bot's own page in the platform's app. `id` is the platform's own event id,
 * unique within the platform: the same id again is the same happening. `direct`: in a conversation of this person alone
 * with the bot. `called`: it began by calling the bot by its name, as one does in a group. `inReplyTo`: the platform's id
 * of the message that it answers, and `replyTo` who wrote that one.
 */
export type Happening = { id: string; who: Person; where: Place; at: Date; direct: boolean } & (
  | {
      kind: 'said'
      text: string
      message?: string
      files?: SentFile[]
      replyTo?: Person
      inReplyTo?: string
      called?: true
    }
  | { kind: 'edited'; message: string; text: string }
  | { kind: 'deleted'; message: string }
  | {
      kind: 'asked'
      command: string
      args: string
      message?: string
      files?: SentFile[]
      replyTo?: Person
      inReplyTo?: string
    }
  | { kind: 'pressed'; press: string; message?: string }
  | { kind: 'filled'; form: string; about?: string; values: Values; files?: FileValues; message?: string }
  | { kind: 'opened' }
  | { kind: 'joined' }
  | { kind: 'left' }
)

/** Platform's id of a message that was sent; `place` where it ended up (a private answer may end up elsewhere). */
export type Sent = { place: Place; message: string }

/**
 * Where a message goes: to a place; with `only`, for that person's eyes alone (a direct or an ephemeral message).
 * With `replaces` it takes the place of a message sent before, where the platform can edit, else it is sent anew.
 * `home`: it becomes the bot's own page of the person `only` in the platform's app.
 */
export type Address = { place: Place; only?: Person; replaces?: string; home?: true }

/**
 * `key` is the same for every try of one delivery: where a platform can repeat safely (Discord's nonce) it goes
 * there. `again`: an earlier try may have arrived; where the platform lets us look, that one is found and nothing is sent.
 * After `signal` the outcome no longer matters to the caller.
 */
export type SendOptions = { key: string; signal: AbortSignal; again?: true }

/** How many sends fit in any window of so many milliseconds. */
export type Window = { count: number; ms: number }

/** `all`: over the whole platform. `place`: windows of one place. `inFlight`: most sends under way at once. */
export type Pace = { all: Window[]; place(place: Place): Window[]; inFlight: number }

/**
 * Why a send did not succeed. Anything else thrown counts as `unknown`.
 *
 * - `later`: not sent; may be tried again after `afterMs` (the platform's `retry_after`, or the caller's own pause);
 *   with `scope: 'platform'` nothing else gets through either.
 * - `unreachable`: the person blocked the bot or never spoke to it; no use trying until he writes.
 * - `moved`: the place has a new channel id; the send is repeated there.
 * - `refused`: this message will never be accepted there.
 * - `unknown`: the request left, and whether it was carried out cannot be known.
 */
export type SendTrouble =
  | { kind: 'later'; afterMs?: number; scope?: 'place' | 'platform' }
  | { kind: 'unreachable' }
  | { kind: 'moved'; channel: string }
  | { kind: 'refused' }
  | { kind: 'unknown' }

/** Thrown by `Adapter.send`. `detail` goes to the log: no token, no text of people in it. */
export class SendError extends Error {
  readonly trouble: SendTrouble
  constructor(trouble: SendTrouble, detail: string) {
    super(detail)
    this.name = 'SendError'
    this.trouble = trouble
  }
}

/**
 * What may follow a command, where a platform asks for it piece by piece. `name` is lower-case and without spaces.
 * What is given is joined in this order, with spaces between, to the `args` of the happening: a choice as its value,
 * and a person who is named in it as `platform:id`.
 */
export type CommandOption = { name: string; description: string } & (
  | { kind: 'line' | 'number' }
  | { kind: 'choice'; options: Option[] }
)

/**
 * A command as shown in a platform's menu. `args` is the hint of what follows, if anything does; `options` are the
 * pieces of it. `localName` is its name in the language that was asked for: one lower-case word.
 */
export type Command = {
  name: string
  localName?: string
  description: string
  args?: string
  options?: CommandOption[]
}

/** Something the engine did, for those who watch it work. Carries ids and figures, never what people wrote. */
export type Trace = { at: Date; platform?: Platform; who?: string } & (
  | { kind: 'happening'; happening: string; what: string }
  | { kind: 'entry'; entry: string; customer: string; points: number; what: string }
  | { kind: 'delivery'; delivery: string; state: string }
)

/** What the engine offers to an adapter. */
export interface Engine {
  /** Resolves once the happening is committed: only then may the platform be told that it was taken. */
  receive(happening: Happening): Promise<void>
  /**
   * The form that this command or button opens, or undefined. Answers at once, from memory, because platforms
   * want a form opened before anything else is done. `about` of the button says what its fields may begin with.
   */
  form(
    opener: { command: string; args: string } | { form: string; about?: string | undefined },
    locale?: string,
  ): Form | undefined
  /**
   * What is wrong with these values, field by field; undefined when nothing is. From memory. Fields of files are looked
   * at when `files` are given, be there none.
   */
  check(form: string, values: Values, locale?: string, files?: FileValues): FieldErrors | undefined
  /**
   * The commands everybody may use, also those of staff, or all there are, described in that language. Whether somebody may use one is
   * decided when he does.
   */
  commands(locale?: string, whose?: 'everybody' | 'staff' | 'all'): Command[]
  /** Bytes of a file in our store. Rejects when there is none of that id. */
  file(id: string): Promise<Uint8Array>
  /**
   * The last message that was taken from each person's own conversation with the bot, if any was: what was said after
   * it, while nobody listened, was missed. What happened in the last six days is known again, not more. Absent where
   * nothing is kept.
   */
  seen?(platform: Platform): Promise<{ channel: string; message?: string }[]>
  /** Short texts that an adapter wants to have after a restart or in another process. Absent where nothing is kept. */
  recall?(platform: Platform, name: string): Promise<string | undefined>
  remember?(platform: Platform, name: string, value: string): Promise<void>
  /** Languages that we speak, as BCP 47 tags. */
  readonly locales: readonly string[]
  /** Calls back for everything done from now on, until the returned function is called. */
  watch(listener: (trace: Trace) => void): () => void
}

/**
 * Something that was looked at, in plain English for whoever runs the program: no secrets, and nothing about people. `found` says how it
 * is, `remedy` what to do about it. `look`: it works, but should be looked at; `wrong`: something does not work.
 */
export type Finding = { about: string; state: 'ok' | 'look' | 'wrong'; found: string; remedy?: string }

/** What another clock said: how far that of this machine is ahead of it, in milliseconds. */
export type ClockSeen = { clock: string; aheadMs: number }

/** A platform. */
export interface Adapter {
  readonly platform: Platform
  readonly can: { form(form: Form): boolean; threads: boolean; private: boolean; edit: boolean }
  readonly pace: Pace
  /** Gets ready to send; must not wait for the platform to be reachable. Called in every process. */
  start(engine: Engine): Promise<void>
  /**
   * Holds the platform's one connection (polling, gateway) until the signal, and comes back by itself when it
   * breaks. Called in the one process that leads. Absent when happenings arrive over HTTP only.
   */
  listen?(signal: AbortSignal): Promise<void>
  /** Adds the platform's HTTP routes (webhooks, pages) to the server. */
  mount?(http: FastifyInstance): Promise<void>
  stop(): Promise<void>
  /**
   * What {@link send} makes of a message, without sending anything: nothing where it would be refused. From memory. Absent where that
   * cannot be told.
   */
  drawn?(message: Message): Piece[]
  /** Resolves once the platform has accepted the message. Throws {@link SendError}. */
  send(to: Address, message: Message, options: SendOptions): Promise<Sent>
  /**
   * Opens a thread under a message of ours and gives its place: that of the open one when there is one already, where
   * the platform can tell. Throws {@link SendError}. Absent, or the place of the message itself, where there is no such
   * thing.
   */
  thread?(root: Sent, title: string, options: SendOptions): Promise<Place>
  /** Takes a message of ours away; one that is gone already is no failure. Throws {@link SendError}. Absent where none can be. */
  remove?(sent: Sent, options: SendOptions): Promise<void>
  /**
   * Bytes of a file that somebody sent, piece by piece. Throws {@link SendError}: `later`, or `refused` when it is
   * gone. The caller stops reading once it has had enough. Absent where nobody can send files.
   */
  fetch?(file: SentFile, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>
  /** `ok`, or what is wrong in a few words without secrets. */
  status(): string
  /**
   * Address that opens a conversation with the bot alone, once it is known; absent where there is no such thing. `start`
   * (1 to 64 letters, digits, `_` and `-`) is a word that the person brings along, as `asked` by `start`, where the
   * platform can carry one: the address is another one then.
   */
  link?(start?: string): string | undefined
  /**
   * Looks at what it needs of the platform, and whether it may see and write in these places. Changes nothing there, and needs no
   * {@link start}. What fails is a finding; it never rejects. Absent where there is nothing to be looked at.
   */
  examine?(places: readonly Place[], signal: AbortSignal): AsyncIterable<Finding | ClockSeen>
}
