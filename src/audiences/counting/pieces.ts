import type { Unit } from '../../engine/unit.ts'
import type { SqlCondition } from '../rules/compile.ts'
import { sampleOf } from '../store.ts'

/** How many customers are looked at in one transaction, where there are many: nobody waits long for it to end. */
export const usualPage = 5_000
/** Above so many customers in all, they are counted aside. */
export const mostAtOnce = 20_000

/** Whether there are more customers than that. */
export async function areMore({ sql }: Pick<Unit, 'sql'>, most: number): Promise<boolean> {
  return (await sql.query('SELECT 1 AS one FROM customer LIMIT 1 OFFSET ?', most)).length > 0
}

/** So many customers as a condition on `customer AS c`, and the one before whom the next piece ends. */
type Piece = { within: SqlCondition; before: string }

/** The newest customers before that one, or of all; undefined when there are none. */
export async function pieceBefore(
  { sql }: Pick<Unit, 'sql'>,
  before: string | null,
  page: number,
): Promise<Piece | undefined> {
  const under = before === null ? '' : 'WHERE id < ?'
  const params = before === null ? [] : [before]
  const [row] = await sql.query<{ id: string | null }>(
    `SELECT min(id) AS id FROM (SELECT id FROM customer ${under} ORDER BY id DESC LIMIT ?) AS piece`,
    ...params,
    page,
  )
  const from = row?.id ?? null
  if (from === null) return undefined
  const within =
    before === null ? { sql: 'c.id >= ?', params: [from] } : { sql: 'c.id >= ? AND c.id < ?', params: [from, before] }
  return { within, before: from }
}

/** Both conditions at once. */
export const both = (one: SqlCondition, other: SqlCondition): SqlCondition => ({
  sql: `(${one.sql}) AND (${other.sql})`,
  params: [...one.params, ...other.params],
})

/** Somebody among the newest customers who fits: in a large shop all of them are not looked through for one. */
export async function newestOf(
  unit: Pick<Unit, 'sql'>,
  condition: SqlCondition,
  among: number,
): Promise<string | undefined> {
  const piece = await pieceBefore(unit, null, among)
  const [found] = piece ? await sampleOf(unit, both(piece.within, condition), 1) : []
  return found?.id
}
