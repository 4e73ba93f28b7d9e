import { readFileSync } from 'node:fs'
import type { Database } from '../../src/database/database.ts'
import { bringIn, type Imported } from '../../src/moving/in/import.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { lines as csvLines } from './refused.ts'

export const now = new Date('2026-11-20T10:00:00Z')

/** Rows that share a transaction where it is killed. */
export const batch = 4

/** Brings that in, by the usual program, on that day. */
export const imports = (
  database: Database,
  path: string,
  options: { dry?: boolean; batch?: number } = {},
): Promise<Imported> => bringIn({ database, program: defaultProgram, path, now: () => now, ...options })

/** Line and reason of what was refused. */
export function refusals({ refusedPath }: Imported): [line: number, why: string][] {
  return refusedPath === undefined ? [] : csvLines(readFileSync(refusedPath, 'utf8'))
}

const tables: Record<string, string> = {
  customers: `SELECT card, name, locale, "timeZone", notices, stopped, consent, "consentAt", created, class, birthday, "birthYear" FROM customer ORDER BY card`,
  identities: `SELECT i.platform, i.person, i.name, c.card FROM identity i JOIN customer c ON c.id = i."customerId" ORDER BY 1, 2`,
  tags: `SELECT c.card, t.tag FROM customer_tag t JOIN customer c ON c.id = t."customerId" ORDER BY 1, 2`,
  fields: `SELECT c.card, f.name, f.value FROM customer_field f JOIN customer c ON c.id = f."customerId" ORDER BY 1, 2`,
  accounts: `SELECT c.card, a.balance, a.debt FROM account a JOIN customer c ON c.id = a."customerId" ORDER BY 1`,
  purchases: `SELECT p.source, p.reference, c.card, p.amount, p.at, p.items, p.code, p.points, p.balance, p.refunded FROM purchase p
    JOIN customer c ON c.id = p."customerId" ORDER BY 1, 2`,
  lots: `SELECT c.card, l.points, l.remaining, l.earned, l.usable, l.expires FROM lot l JOIN customer c ON c.id = l."customerId"
    ORDER BY 1, 2, 4, 6`,
  entries: `SELECT c.card, e.kind, e.points, e.reason, e.at, e.effective FROM entry e JOIN customer c ON c.id = e."customerId"
    ORDER BY 1, 2, 3, 6`,
  deliveries: 'SELECT id FROM delivery',
}

/** Everything that an import can change, without our own ids. */
export async function contentOf(database: Database): Promise<Record<string, object[]>> {
  const found = Object.entries(tables).map(async ([name, sql]) => [name, await database.query(sql)] as const)
  return Object.fromEntries(await Promise.all(found))
}
