import type { Button, Message, Option, Values } from '../chat.ts'
import type { Database } from '../database/database.ts'
import type { Blobs } from '../files/blobs/blobs.ts'
import type { Routes } from '../http/api.ts'
import type { Pages } from '../http/pages.ts'
import type { Locale } from '../language/text.ts'
import type { Log } from '../log.ts'
import type { ReportDefinition, SubjectReport } from '../reports/report.ts'
import type { Role } from '../staff/rules.ts'
import type { Meaning } from '../words/meanings.ts'
import type { Figures } from './figures.ts'
import type { Joining } from './joining.ts'
import type { Knowing } from './known.ts'
import type { Maker, Run, Saying } from './making.ts'
import type { Turn } from './turn.ts'
import type { Unit } from './unit.ts'

/** Ids of files in our store, by the name of the field that they were given to. */
export type FileIds = Readonly<Record<string, readonly string[]>>

/**
 * The one thing that may follow a command, where a platform asks for it by name. `fits`: whether those words can be
 * meant, so that a sentence that only begins like the command is not taken for it.
 */
type ArgumentDefinition = { name: string; fits(words: string): boolean } & (
  | { kind: 'line' }
  | { kind: 'choice'; options: Option[] }
)

/**
 * `run` gets what follows the command's name, trimmed. `opens` is the form shown when nothing follows; `opensFor` the one
 * shown for what does, if any. From memory.
 */
export type CommandDefinition = {
  name: string
  /** Least role that may use it; everybody when absent. */
  role?: Role
  opens?: string
  opensFor?(args: string): string | undefined
  /** Not shown in menus. */
  hidden?: boolean
  /** What may follow, hinted at by the text key `command.<name>.args`; `form`: the fields of the form that it opens. */
  args?: 'form' | ArgumentDefinition
  run(turn: Turn, args: string): Promise<void> | void
}

/** A button's act. Role and state are checked when it is pressed, not when it was drawn. */
export type PressDefinition = { role?: Role; run(turn: Turn, about: string): Promise<void> | void }

/**
 * Texts of a field stand under `form.<form>.<field>` (label), `…hint`, and `…option.<value>` for choices, unless `label`
 * gives those. `most` files, five when nothing is said; `aside`: step by step they are not asked for, only taken when
 * they come with another answer. Such a field is the last and not required. `unless`: step by step it is not asked for when
 * the answers before it say so.
 */
export type FieldDefinition = { name: string; required?: boolean; unless?(answers: Values): boolean } & (
  | { kind: 'line' | 'paragraph' | 'number' | 'date' }
  | { kind: 'files'; most?: number; aside?: true }
  | { kind: 'choice'; options: readonly string[]; label?(value: string, locale: Locale): string }
)

/** What is wrong with fields, by their names: the key of a text, or what says it where a key alone cannot. */
export type Wrong = Readonly<Record<string, string | ((locale: Locale) => string)>>

/** Title and submit label stand under `form.<id>.title` and `form.<id>.submit`. At most five fields. */
export type FormDefinition = {
  id: string
  role?: Role
  fields: readonly FieldDefinition[]
  /**
   * What is wrong beyond the kinds of the fields. Pure, from memory. Step by step it is also asked about the answer just given,
   * while those after it are still missing.
   */
  check?(values: Values): Wrong | undefined
  /**
   * What its fields begin with, by their names, where it is opened about something that is there already. From memory: what is not
   * known begins empty. Step by step such a field can be left as it is.
   */
  start?(about: string | undefined, locale: Locale): Values
  /** `files` are ids of files in our store, by field: they may still be on their way, or turn out not to be kept. */
  filled(turn: Turn, values: Values, about: string | undefined, files: FileIds): Promise<void> | void
}

/** Something that falls due by itself. */
export type TimerDefinition<Row> = {
  name: string
  /** When to look, as a cron expression with seconds. */
  when: string
  /** Rows that are due at that time, in order of `key`, after the given one. */
  due(unit: Unit, after: string | undefined, most: number): Promise<Row[]>
  key(row: Row): string
  /** Does what is due for one row; what it throws undoes that row alone. */
  fire(unit: Unit, row: Row): Promise<void>
}

/** A timer whose rows nobody but itself looks into. */
export type AnyTimer = TimerDefinition<never>

/** What work of a feature's own is done with. `now` is in milliseconds since the epoch. */
type WorkTools = { database: Database; blobs: Blobs; run: Run; log: Log; now: () => number }

/** `look` resolves once all that was there when it was asked has been looked at, and nothing is left to be done at once. */
export type Work = { run(signal: AbortSignal): Promise<void>; nudge(): void; look?(): Promise<void> }

/**
 * Work that goes on by itself, in the one process that leads under that name: until the signal, and woken by the topic.
 */
export type WorkDefinition = {
  name: string
  topic: string
  make(tools: WorkTools): Work
}

/** A page of what waits: what stands there, buttons for each, and whether there is more. */
type QueuePage = { text: string; rows: [label: string, value: string][]; choices: Button[]; hasMore: boolean }

/** What waits for staff, from so many on. `size` is how many a page shows. */
export type QueueDefinition = { size: number; show(turn: Turn, skip: number): Promise<QueuePage> }

/** Answers what somebody meant by his words. */
export type MeaningAct = (turn: Turn, said: string) => Promise<boolean> | Promise<void> | boolean | void

/** One thing the product can do: a folder under `src/` that registers here with what it brings. */
export type Feature = {
  name: string
  commands?: readonly CommandDefinition[]
  presses?: Readonly<Record<string, PressDefinition>>
  forms?: readonly FormDefinition[]
  timers?: readonly AnyTimer[]
  works?: WorkDefinition
  /** Types of the events that it publishes to webhooks. */
  events?: readonly string[]
  /** What it shows on the bot's own page in the app of a platform, in the order of the features. */
  home?(turn: Turn): Promise<Message> | Message
  /** What it tells managers about a period, by name. */
  reports?: Readonly<Record<string, ReportDefinition>>
  /** What it tells managers about one thing of its own, by the name of such things. */
  subjects?: Readonly<Record<string, SubjectReport>>
  /** What waits for staff beside complaints, by name; what it is called stands under `queue.kind.<name>`. */
  queues?: Readonly<Record<string, QueueDefinition>>
  /** Makes pictures and files when they are sent: {@link madeFile}. */
  makers?: Readonly<Record<string, Maker>>
  /**
   * Takes up what nobody else answers: something said that is no command, before the person is told that it was not
   * understood. Gives whether it did.
   */
  hears?(turn: Turn, said: string): Promise<boolean>
  /**
   * What it does for somebody who means that, in words that are no command and that nobody waited for. Gives false when it
   * does nothing for him after all.
   */
  means?: Partial<Readonly<Record<Meaning, MeaningAct>>>
  /**
   * Takes up a word that somebody brings along when he opens the conversation (`/start WORD`): gives what is said to him
   * below the greeting, in one message; undefined when that word is nothing of its.
   */
  arrives?(turn: Turn, word: string): Promise<Saying | undefined>
  /** A channel has another id now, as when a group grows. May be told more than once. */
  moved?(unit: Unit, platform: string, from: string, to: string): Promise<void>
  /** What people change or take back of what they said. */
  corrected?(turn: Turn): Promise<void>
  /** Condition in SQL, on a row of `delivery`, under which no campaign leaves: it waits until that is over. In it `?` is now. */
  holds?: string
  /** What it shows at `/metrics`. */
  figures?: readonly Figures[]
  /** What becomes of its rows when two customers turn out to be one. */
  joining?: Joining
  /** What it knows of a customer, by names of its own: all of it is sent to him when he asks for it. */
  known?: Readonly<Record<string, Knowing>>
  /**
   * A customer is being forgotten: what becomes of its rows that name him. Called in the transaction that forgets him, while
   * who he is still stands there, in the order of the features; and once more a while later, for what came in meanwhile.
   */
  erased?(unit: Unit, customerId: string): Promise<void>
  /** Adds its part of the HTTP API, under `/api/v1`, when the server is made. */
  routes?: Routes
  /** Adds its pages beside the API, for everybody who can reach the server. */
  pages?: Pages
}
