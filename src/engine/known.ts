import { membersOf } from '../customers/joining.ts'
import type { Unit } from './unit.ts'

/** A page of a list: `next` is what the page after it begins behind; absent at the end. */
type KnownPage = { rows: readonly object[]; next?: string }

/**
 * What is known of a customer, for himself: one thing (nothing when there is none), or a list, page by page, so that what
 * grew over many years is never read at once. Ids of others and what staff noted among themselves are none of it.
 */
export type Knowing =
  | { one(unit: Unit, customerId: string): Promise<object | undefined> }
  | { page(unit: Unit, customerId: string, after: string | undefined): Promise<KnownPage> }

/** Rows of a page. */
const most = 1_000

/**
 * A list of the rows of a query `SELECT … FROM … WHERE … = ?`: its one `?` is the customer; `key` is what the pages are
 * ordered by, a number or a text, and is selected under that name. `members`: the rows name whoever the customer was when they
 * were written, and not whom he has become part of since.
 */
export function knownRows(query: string, key: string, kind: 'number' | 'text', members?: 'members'): Knowing {
  return {
    async page(unit, customerId, after) {
      const rows = await unit.sql.query<Record<string, unknown>>(
        `${members ? query.replace('= ?', unit.sql.among('text')) : query} AND ${key} > ? ORDER BY ${key} LIMIT ${most}`,
        members ? await membersOf(unit, customerId) : customerId,
        kind === 'number' ? Number(after ?? 0) : (after ?? ''),
      )
      const last = rows.at(-1)?.key
      return {
        rows: rows.map(({ key: _, ...row }) => filled(row)),
        ...(rows.length === most && { next: String(last) }),
      }
    },
  }
}

/** Without what is not known. */
export const filled = (row: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== undefined))
