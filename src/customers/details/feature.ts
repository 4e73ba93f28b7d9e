import type { Button, FieldErrors, Values } from '../../chat.ts'
import type { Feature } from '../../engine/feature.ts'
import type { Turn } from '../../engine/turn.ts'
import { audit } from '../../staff/audit.ts'
import { customerById } from '../search.ts'
import { detailsRoutes } from './api.ts'
import { detailsJoining } from './joining.ts'
import { detailsKnown } from './known.ts'
import { birthdayText, type DetailsChange, readBirthday, readTags, readWord } from './rules.ts'
import { detailsChange, detailsOf, eraseDetails } from './store.ts'

/** What a shop knows of a customer besides: birthday, class, tags and own fields. */
export const detailsFeature: Feature = {
  name: 'details',
  joining: detailsJoining,
  routes: detailsRoutes,
  known: detailsKnown,
  erased: eraseDetails,
  forms: [
    {
      id: 'details',
      role: 'staff',
      fields: [
        { name: 'birthday', kind: 'line' },
        { name: 'class', kind: 'line' },
        { name: 'tags', kind: 'line' },
      ],
      check: wrongWith,
      filled: fill,
    },
  ],
}

/** Takes away what stands there; a field left empty changes nothing, since forms begin empty. */
const isNone = (written: string) => /^[-–—]$/.test(written)

function read(values: Values): { [K in 'birthday' | 'class' | 'tags']: DetailsChange[K] | 'wrong' } {
  const of = <T>(written: string | undefined, reader: (written: string) => T | undefined, none: T) =>
    written === undefined ? undefined : isNone(written) ? none : (reader(written) ?? ('wrong' as const))
  return {
    birthday: of(values.birthday, (written): DetailsChange['birthday'] => readBirthday(written), null),
    class: of(values.class, (written): DetailsChange['class'] => readWord(written), null),
    tags: of(values.tags, (written): DetailsChange['tags'] => readTags(written), []),
  }
}

function wrongWith(values: Values): FieldErrors | undefined {
  const wrong = Object.entries(read(values)).filter(([, value]) => value === 'wrong')
  if (wrong.length === 0) return undefined
  return Object.fromEntries(wrong.map(([name]) => [name, `form.details.${name}.wrong`]))
}

async function fill(turn: Turn, values: Values, id: string | undefined): Promise<void> {
  const { unit } = turn
  const customer = id === undefined ? undefined : await customerById(unit, id)
  if (!customer) return turn.say(turn.t('find.nobody'))
  const change = read(values)
  const known = Object.entries(change).filter(([, value]) => value !== undefined && value !== 'wrong')
  await unit.act(detailsChange, { id: customer.id, change: Object.fromEntries(known) as DetailsChange })
  audit(unit, turn, {
    act: 'details',
    subject: `customer:${customer.id}`,
    detail: Object.fromEntries(known.map(([name]) => [name, true])),
  })
  const rows = await detailRows(turn, customer.id)
  turn.say({
    text: turn.t('details.done', { name: customer.name ?? customer.card }),
    parts: rows.length > 0 ? [{ kind: 'facts', rows }] : [],
  })
}

/** What is known, line by line. */
export async function detailRows(turn: Turn, id: string): Promise<[string, string][]> {
  const { birthday, class: tier, tags, fields } = await turn.unit.ask(detailsOf, id)
  return [
    ...(birthday ? ([[turn.t('details.birthday'), birthdayText(birthday)]] as [string, string][]) : []),
    ...(tier === null ? [] : ([[turn.t('details.class'), tier]] as [string, string][])),
    ...(tags.length > 0 ? ([[turn.t('details.tags'), tags.join(', ')]] as [string, string][]) : []),
    ...Object.entries(fields),
  ]
}

/** Opens the form for that customer. */
export const detailsButton = (turn: Turn, id: string): Button => ({
  label: turn.t('details.change'),
  form: 'details',
  about: id,
})
