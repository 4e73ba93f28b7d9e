import type { Adapter, FieldErrors, Person, Place, SentFile, Values } from '../../src/chat.ts'

/** A platform to hold an adapter against: what there is on it, and how to open one. */
export type Platform = {
  name: string
  has: Abilities
  /** What can go wrong there, each shown in {@link Opened.faults}. */
  faults: readonly Fault[]
  open(outside: Outside): Promise<Opened>
}

/** What people of a platform can do and see. A test of what is absent there is not run. */
type Abilities = {
  /** Draws forms itself. */
  forms: boolean
  groups: boolean
  threads: boolean
  /** People choose their names. */
  names: boolean
  /** A message can answer that of somebody else. */
  replies: boolean
  /** People can change and delete what they said. */
  edits: boolean
  /** Adding, deleting and forgetting a message: what is sent twice under one key is shown once. */
  repeats: boolean
  /** The bot opens threads under its messages, takes messages away, and is called by its name in a group. */
  desks?: boolean
  /** A send that may have arrived is looked for before it is sent again. */
  finds?: boolean
  /** Buttons look different by their tone. */
  tones: boolean
  /** People can send files, and are shown those of the bot. Then `sends`, `loses` and `Shown.files` are there. */
  files?: boolean
}

/**
 * - `slow`: the next send is asked to come again after {@link pauseMs}; `refuse`: it will never be taken; `fail`: it is
 *   not carried out, for now.
 * - `lose`: the next send is carried out and its answer gets lost; `hang`: it is never answered.
 * - `away`: the platform cannot be reached at all.
 */
type Fault = 'slow' | 'refuse' | 'fail' | 'lose' | 'hang' | 'away'

/** The pause that `slow` asks for. */
export const pauseMs = 7_000

/** A word that somebody brings along into a conversation. */
export const startWord = 'K7QM-4XRD'

/** Takes a fault away; what struck once takes itself away. */
export type Undo = () => Promise<void>

export type Log = { info: Write; warn: Write; error: Write }
type Write = (about: object, message: string) => void

/** What an adapter needs from outside: the address its routes are served at, and a log. */
export type Outside = { url: string; log: Log }

/** A platform with people on it, for one test. */
export interface Opened {
  /** A new adapter at this platform, as after a restart of the program. */
  adapter(): Adapter
  /** What must not be told in logs, errors and status. */
  readonly secrets: readonly string[]
  /** What {@link Adapter.link} gives once it is known. */
  readonly link: string | undefined
  /** The same with {@link startWord}: another one where the platform carries such a word. */
  readonly linkWithWord: string | undefined
  /** Somebody who has spoken to the bot before. */
  person(about?: { name?: string; locale?: string }): Actor
  /** Somebody whom the bot may not write to; absent where there is no such person. */
  stranger?(): Actor
  /** A place where these people see what everybody says. */
  group?(...members: Actor[]): Group
  /** Tells the adapter once more of what was done last. */
  repeat(): void
  /** The platform deletes a file that somebody sent. */
  loses?(file: SentFile): void
  /** How many acts of people the platform was not told were taken. */
  readonly waiting: number
  readonly faults: { readonly [fault in Fault]?: () => Promise<Undo> }
  close(): Promise<void>
}

export type Group = { place: Place; thread?(): Place }

/** Where something is said; in the conversation of that person alone with the bot when absent. */
export type Saying = { in?: Place; answering?: Actor }

/** A file as a person picks it. `claims` is the size that the platform tells instead of the true one, where it tells any. */
export type Picked = { name: string; media: string; bytes: Buffer; claims?: number }

/** What opens a form: a button of a message, or a command. */
export type Opener = { shown: Shown; label: string } | { command: string }

/** A person of the platform. Acts are told to the adapter as that platform tells them, and do not wait for it. */
export interface Actor {
  /** As the engine is to know this person. */
  readonly who: Person
  /** The conversation of this person alone with the bot. */
  readonly place: Place
  /** Says something to the bot; in a group as one addresses a bot there. */
  says(text: string, saying?: Saying): void
  asks(command: string, args: string, saying?: Saying): void
  /** Presses the button with that label. Throws when there is none that can be pressed. */
  presses(shown: Shown, label: string): void
  /**
   * Opens the form behind that button or command, where the platform draws it, and sends it off. Gives what was said to
   * be wrong, by field, or undefined when it was taken.
   */
  fills?(opener: Opener, values: Values, files?: Record<string, Picked[]>): Promise<FieldErrors | undefined>
  /** Sends files to the bot alone, with words under them. One message or several, as the platform has it. */
  sends?(files: Picked[], text?: string): void
  /** Changes what this person said to the bot last, or deletes it. Absent where people cannot or the bot is not told. */
  edits?(text: string): void
  deletes?(): void
  /** Wants to hear nothing more of the bot, or again. Absent where people cannot. */
  blocks?(): void
  unblocks?(): void
  /** Deletes a message for good. */
  removes?(shown: Shown): void
  /** All messages of the bot that this person sees now, in the order in which they came. */
  sees(): Promise<Shown[]>
}

/** A message as people see it. */
export type Shown = {
  id: string
  place: Place
  /** All there is to read but buttons, in order: text, facts, words under or for pictures. */
  words: string
  buttons: ShownButton[]
  images: ShownImage[]
  /** Files that can be opened or saved, with what is in them. */
  files?: ShownFile[]
  edited: boolean
  /** What the platform has brought to life in it: markup, mentions, commands, previews. */
  live: string[]
}

/** `url` is where it leads; `dead` when nothing comes of it. */
export type ShownButton = { label: string; tone?: 'primary' | 'danger'; url?: string; dead?: true }

type ShownFile = { name: string; bytes: Buffer }

/** `alt` where the platform has such a thing, told to those who cannot see. */
type ShownImage = { bytes: Buffer; alt?: string }
