import type { Address } from '../../chat.ts'
import { table } from '../../database/table.ts'
import type { Saying } from '../../engine/making.ts'
import { say } from '../../engine/outbox.ts'
import type { Turn } from '../../engine/turn.ts'
import type { Unit } from '../../engine/unit.ts'
import type { Locale } from '../../language/text.ts'

/** A count that somebody waits for: of what (`kind` and `subject`, as it was in that `version`), and what it is for. */
export type CountRequest = {
  id: number
  kind: string
  subject: number
  version: number
  /** What whoever tells it needs to know again, in JSON. */
  detail: string
  askedBy: string
  address: Address
  locale: Locale
  /** As of when it is counted. */
  created: Date
}

/** Wakes whoever counts. */
export const countsTopic = 'counts'

const requests = table('count_request', {
  id: 'id',
  kind: 'text',
  subject: 'integer',
  version: 'integer',
  detail: 'text',
  askedBy: 'text',
  address: 'text',
  locale: 'text',
  created: 'timestamp',
})

/**
 * Asks for a count, and says meanwhile what is known already: what is told then takes its place. `replacing`: it is said in the place of
 * the message whose button was pressed.
 */
export async function askForCount(
  turn: Turn,
  request: Pick<CountRequest, 'kind' | 'subject' | 'version' | 'detail'>,
  meanwhile: Saying,
  replacing = false,
): Promise<void> {
  const { unit, happening, contact, locale } = turn
  const { where, who, direct } = happening
  const address: Address = { place: where, ...(direct ? {} : { only: who }) }
  const row = { ...request, askedBy: contact.customerId, locale, created: unit.now }
  const [made] = await unit.sql.insert(requests, [{ ...row, address: JSON.stringify(address) }], { returning: ['id'] })
  if (!made) throw new Error('a count could not be asked for')
  const pressed = replacing && happening.kind === 'pressed' ? happening.message : undefined
  const first = pressed === undefined ? address : { place: where, replaces: pressed }
  put(unit, { ...row, id: made.id, address }, first, meanwhile)
  unit.notify(countsTopic)
}

/** Says what came of a count, in the place of what was said meanwhile. */
export const sayCounted = (unit: Unit, request: CountRequest, message: Saying): void =>
  put(unit, request, request.address, message)

/** What only one of many can see cannot be changed everywhere, and is said anew. */
function put(unit: Unit, { id, address, askedBy }: CountRequest, to: Address, message: Saying): void {
  say(unit, {
    ...{ to, message, lane: 'answer', cause: 'count', customerId: askedBy },
    ...(address.only ? {} : { name: `count:${id}` }),
  })
}

/** The one of those kinds that has waited longest. */
export async function nextCount({ sql }: Unit, kinds: readonly string[]): Promise<CountRequest | undefined> {
  const [row] = await sql.query<Omit<CountRequest, 'address'> & { address: string }>(
    `SELECT id, kind, subject, version, detail, "askedBy", address, locale, created FROM count_request
     WHERE kind ${sql.among('text')} ORDER BY id LIMIT 1`,
    kinds,
  )
  return row && { ...row, address: JSON.parse(row.address) as Address }
}

/** Nobody waits for it any more. Gives whether somebody did. */
export async function endCount({ sql }: Unit, id: number): Promise<boolean> {
  return (await sql.execute('DELETE FROM count_request WHERE id = ?', id)) > 0
}
