import type { Sql } from '../database/database.ts'
import { table } from '../database/table.ts'
import type { Unit } from '../engine/unit.ts'
import type { SqlCondition } from './rules/compile.ts'

/** An audience with a name. `words` are as they were written; `size` is how many it held when it was last counted. */
export type Segment = { id: number; name: string; words: string; size: number | null; counted: Date | null }

/** Names that differ in capitals only are the same. */
export function segmentKey(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()
}

const columns = 'id, name, words, size, counted'

const segments = table('segment', {
  id: 'id',
  name: 'text',
  key: 'text',
  words: 'text',
  createdBy: 'text',
  created: 'timestamp',
  changed: 'timestamp',
})

export async function segmentCalled(unit: Unit, name: string): Promise<Segment | undefined> {
  const rows = await unit.sql.query<Segment>(`SELECT ${columns} FROM segment WHERE key = ?`, segmentKey(name))
  return rows[0]
}

export async function segmentById(unit: Unit, id: number): Promise<Segment | undefined> {
  const rows = await unit.sql.query<Segment>(`SELECT ${columns} FROM segment WHERE id = ?`, id)
  return rows[0]
}

/** By name, so many after skipping some. */
export function listSegments(unit: Unit, skip: number, most: number): Promise<Segment[]> {
  return unit.sql.query(`SELECT ${columns} FROM segment ORDER BY key LIMIT ? OFFSET ?`, most, skip)
}

/** Gives that name to an audience, in place of the one that had it. */
export async function saveSegment(unit: Unit, name: string, words: string, by: string): Promise<Segment> {
  const now = unit.now
  const row = { name, key: segmentKey(name), words, createdBy: by, created: now, changed: now }
  await unit.sql.insert(segments, [row], { conflict: { key: ['key'], set: ['name', 'words', 'changed'] } })
  const saved = await segmentCalled(unit, name)
  if (!saved) throw new Error('a segment that was saved is not there')
  return saved
}

export async function deleteSegment(unit: Unit, id: number): Promise<boolean> {
  return (await unit.sql.execute('DELETE FROM segment WHERE id = ?', id)) > 0
}

/** Notes how many it holds now. */
export async function sizeSegment(unit: Unit, id: number, size: number): Promise<void> {
  await unit.sql.execute('UPDATE segment SET size = ?, counted = ? WHERE id = ?', size, unit.now, id)
}

/** How many customers fit. Also over a whole database, outside of transactions. */
export async function countAudience({ sql }: { sql: Sql }, { sql: condition, params }: SqlCondition): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    `SELECT count(*) AS count FROM customer AS c WHERE ${condition}`,
    ...params,
  )
  return row?.count ?? 0
}

/** What somebody in a sample is called. */
export type Named = { id: string; name: string | null; card: string }

/** Some of those who fit, the newest first. */
export function sampleOf(
  { sql }: { sql: Sql },
  { sql: condition, params }: SqlCondition,
  most: number,
): Promise<Named[]> {
  return sql.query(
    `SELECT c.id, c.name, c.card FROM customer AS c WHERE ${condition} ORDER BY c.id DESC LIMIT ?`,
    ...params,
    most,
  )
}

/** Which of these campaigns there are. */
export async function knownCampaigns(unit: Unit, names: readonly string[]): Promise<Set<string>> {
  const rows = await unit.sql.query<{ name: string }>(
    `SELECT name FROM campaign WHERE name ${unit.sql.among('text')}`,
    names,
  )
  return new Set(rows.map(({ name }) => name))
}
