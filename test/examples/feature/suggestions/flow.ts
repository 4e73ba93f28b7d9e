import type { CommandDefinition, FormDefinition } from '../../../../src/engine/feature.ts'
import type { Turn } from '../../../../src/engine/turn.ts'
import { formatDay } from '../../../../src/language/format.ts'
import type { Program } from '../../../../src/program/program.ts'
import { decide, most } from './rules.ts'
import { keepSuggestion, madeBy, newest } from './store.ts'

const pageSize = 5

export const suggestionForms: readonly FormDefinition[] = [
  {
    id: 'suggest',
    fields: [{ name: 'text', kind: 'paragraph', required: true }],
    filled: (turn, { text = '' }) => suggest(turn, text),
  },
]

export function suggestionCommands(program: Program): readonly CommandDefinition[] {
  return [
    { name: 'suggest', opens: 'suggest', args: 'form', run: suggest },
    { name: 'suggestions', role: 'staff', run: (turn) => list(turn, program) },
  ]
}

/** Somebody suggests something. */
async function suggest(turn: Turn, text: string): Promise<void> {
  const { customerId } = turn.contact
  const outcome = decide(text, await turn.unit.ask(madeBy, customerId), turn.now)
  if (outcome === 'kept') turn.unit.append(keepSuggestion, { customerId, text: text.trim(), at: turn.now })
  turn.say(turn.t(`suggest.${outcome}`, { most }))
}

/** What was suggested last, for staff. */
async function list(turn: Turn, { timeZone }: Program): Promise<void> {
  const found = await newest(turn.unit, pageSize)
  if (found.length === 0) return turn.say(turn.t('suggestions.none'))
  const rows = found.map(({ at, text }): [string, string] => [formatDay(at, turn.locale, timeZone, turn.now), text])
  turn.say({ text: turn.t('suggestions.title'), parts: [{ kind: 'facts', rows }] })
}
