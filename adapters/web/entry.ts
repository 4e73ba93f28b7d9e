import type { FileValues, Form, SentFile, Values } from '../../src/chat.ts'
import type { Drawn } from './render.ts'

/** What a person did, as the transcript shows it. It holds all that is needed to send it once more. */
export type Did =
  | { kind: 'said'; text: string; files?: SentFile[] }
  | { kind: 'pressed'; press: string; label: string }
  | {
      kind: 'filled'
      form: string
      about?: string
      message?: string
      values: Values
      files?: FileValues
      title: string
      rows: [label: string, value: string][]
    }

/**
 * Something the person at the page did. `happening` is the id the page gave it; `sending` until the engine has it.
 * `opens` is the form that the command opened instead; `locale` the language the page was in. Of what was deleted nothing
 * is left but that it was there.
 */
export type Mine = {
  from: 'me'
  happening: string
  state: 'sending' | 'sent'
  did: Did
  opens?: Form
  locale?: string
  edited?: boolean
  deleted?: boolean
}

/**
 * Something the bot said. `keys` are those of the deliveries that made it; the page never sees them. What was `removed`
 * is empty, and is not shown.
 */
export type Theirs = { from: 'bot'; keys: string[]; edited?: boolean; removed?: true; message: Drawn }

/**
 * One line of a transcript. `id` is the platform's message id and stays; `rev` grows with every entry and every
 * change of one, so that whoever knows the largest `rev` can ask for what came after. `at` is ISO 8601 in UTC.
 */
export type Entry = { id: string; rev: number; at: string } & (Mine | Theirs)

/** The entry as the page gets it. */
export function forPage(entry: Entry): object {
  if (entry.from === 'me') return entry
  const { keys: _, ...shown } = entry
  return shown
}
