import { table } from '../database/table.ts'
import type { Ask, Unit } from '../engine/unit.ts'
import type { Complaint, Outcome } from './rules/complaint.ts'
import type { Times } from './rules/desk-rules.ts'

const complaints = table('complaint', {
  id: 'id',
  customerId: 'text',
  ownerId: 'text',
  origin: 'text',
  platform: 'text',
  category: 'text',
  purchaseId: 'text?',
  text: 'text',
  state: 'text',
  priority: 'text',
  assigneeId: 'text?',
  mergedInto: 'bigint?',
  outcome: 'text?',
  rating: 'integer?',
  reopened: 'integer',
  answers: 'integer',
  created: 'timestamp',
  ended: 'timestamp?',
  answered: 'timestamp?',
  owedSince: 'timestamp?',
  runningSince: 'timestamp?',
  runMs: 'bigint',
  unclaimedSince: 'timestamp?',
  told: 'text',
  alarm: 'timestamp?',
  due: 'timestamp',
})

const updated = table('complaint', { ...complaints.columns, id: 'bigint' })

type ComplaintRow = Omit<Complaint, 'told'> & { told: string }

const columns = `id, "customerId", category, "purchaseId", text, platform, state, priority, "assigneeId", "mergedInto",
  outcome, rating, reopened, answers, created, ended, answered, "owedSince", "runningSince", "runMs", "unclaimedSince", told`

const complaintFrom = ({ told, ...row }: ComplaintRow): Complaint => ({ ...row, told: JSON.parse(told) })

/** Those complaints, locked until the unit ends. */
export async function lockComplaints(unit: Unit, ids: readonly number[]): Promise<Map<number, Complaint>> {
  const rows = await unit.sql.query<ComplaintRow>(
    `SELECT ${columns} FROM complaint WHERE id ${unit.sql.among('bigint')} ORDER BY id
     ${unit.dialect === 'postgresql' ? 'FOR UPDATE' : ''}`,
    [...new Set(ids)],
  )
  return new Map(rows.map((row) => [row.id, complaintFrom(row)]))
}

/** One complaint as it stands. */
export async function complaintById(unit: Unit, id: number): Promise<Complaint | undefined> {
  const [row] = await unit.sql.query<ComplaintRow>(`SELECT ${columns} FROM complaint WHERE id = ?`, id)
  return row && complaintFrom(row)
}

/** Complaints of a customer, the newest first: those that are not over, or all. */
export async function complaintsOf(unit: Unit, customerId: string, which: 'open' | 'all'): Promise<Complaint[]> {
  const rows = await unit.sql.query<ComplaintRow>(
    `SELECT ${columns} FROM complaint WHERE "customerId" = ? ${which === 'open' ? 'AND ended IS NULL' : ''}
     ORDER BY id DESC LIMIT 50`,
    customerId,
  )
  return rows.map(complaintFrom)
}

/** Complaints before that one, the newest first: of one customer or of all, in that state. */
export async function complaintPage(
  unit: Unit,
  wanted: { state: string; customerId?: string | undefined; before?: number | undefined; most: number },
): Promise<Complaint[]> {
  const { state, customerId, before, most } = wanted
  const conditions = [
    ...(state === 'open' ? ['ended IS NULL'] : state === 'all' ? [] : ['state = ?']),
    ...(customerId === undefined ? [] : ['"customerId" = ?']),
    ...(before === undefined ? [] : ['id < ?']),
  ]
  const rows = await unit.sql.query<ComplaintRow>(
    `SELECT ${columns} FROM complaint ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
     ORDER BY id DESC LIMIT ?`,
    ...(state === 'open' || state === 'all' ? [] : [state]),
    ...(customerId === undefined ? [] : [customerId]),
    ...(before === undefined ? [] : [before]),
    most,
  )
  return rows.map(complaintFrom)
}

export type QueueKind = 'mine' | 'open' | 'late' | 'all'

/** Most complaints that a page of the queue shows. */
export const queuePage = 8

/** What stands in the queue, what is owed first before the rest, after so many; and how many there are in all. */
export async function queueOf(
  unit: Unit,
  kind: QueueKind,
  staffId: string,
  skip: number,
): Promise<{ rows: Complaint[]; count: number }> {
  const [fits, ...values] = queueCondition(kind, staffId, unit.now)
  const [found] = await unit.sql.query<{ count: number }>(
    `SELECT count(*) AS count FROM complaint WHERE ended IS NULL ${fits}`,
    ...values,
  )
  const rows = await unit.sql.query<ComplaintRow>(
    `SELECT ${columns} FROM complaint WHERE ended IS NULL ${fits} ORDER BY due, id LIMIT ? OFFSET ?`,
    ...values,
    queuePage,
    skip,
  )
  return { rows: rows.map(complaintFrom), count: found?.count ?? 0 }
}

function queueCondition(kind: QueueKind, staffId: string, now: Date): [string, ...(string | Date)[]] {
  switch (kind) {
    case 'mine':
      return ['AND "assigneeId" = ?', staffId]
    case 'open':
      return ['AND "assigneeId" IS NULL']
    case 'late':
      return ['AND due <= ?', now]
    case 'all':
      return ['']
  }
}

/** Open complaints that are shown at no desk, of those categories or of any, the oldest first. */
export async function unseated(unit: Unit, categories: readonly string[] | null, most: number): Promise<Complaint[]> {
  const rows = await unit.sql.query<ComplaintRow>(
    `SELECT ${columns} FROM complaint c WHERE ended IS NULL ${categories === null ? '' : `AND category ${unit.sql.among('text')}`}
       AND NOT EXISTS (SELECT 1 FROM desk_card k WHERE k.about = 'complaint:' || c.id AND k.seat LIKE 'desk:%')
     ORDER BY id LIMIT ?`,
    ...(categories === null ? [] : [categories]),
    most,
  )
  return rows.map(complaintFrom)
}

export type NewComplaint = Complaint & Times & { origin: string }

/**
 * Stores a complaint, once for each origin. Gives its id, and whether it was there before.
 */
export async function insertComplaint(
  unit: Unit,
  { id: _, told, ...complaint }: Omit<NewComplaint, 'id'> & { id?: never },
): Promise<{ id: number; isNew: boolean }> {
  const [made] = await unit.sql.insert(
    complaints,
    [{ ...complaint, ownerId: complaint.customerId, told: JSON.stringify(told) }],
    { conflict: 'ignore', returning: ['id'] },
  )
  if (made) return { id: made.id, isNew: true }
  const [known] = await unit.sql.query<{ id: number }>('SELECT id FROM complaint WHERE origin = ?', complaint.origin)
  if (!known) throw new Error('a complaint is neither new nor known')
  return { id: known.id, isNew: false }
}

/** Writes complaints down as they are now, and when their clocks ring next. */
export async function saveComplaints(unit: Unit, changed: readonly (Complaint & Times)[]): Promise<void> {
  await unit.sql.update(
    updated,
    changed.map(({ told, ...row }) => ({
      ...row,
      told: JSON.stringify(told),
      ownerId: '',
      origin: '',
    })),
    {
      by: ['id'],
      set: [
        'category',
        'purchaseId',
        'state',
        'priority',
        'assigneeId',
        'mergedInto',
        'outcome',
        'rating',
        'reopened',
        'answers',
        'ended',
        'answered',
        'owedSince',
        'runningSince',
        'runMs',
        'unclaimedSince',
        'told',
        'alarm',
        'due',
      ],
    },
  )
}

/** What a complaint is about in the words of its customer, as they are now; nothing when he took them back. */
export async function setWords(unit: Unit, id: number, text: string): Promise<void> {
  await unit.sql.execute('UPDATE complaint SET text = ? WHERE id = ?', text, id)
}

/** How customers stand as complainants: how many complaints before, how many are open, how the last one ended. */
export const complaintRecord: Ask<string, { count: number; open: number; last: Outcome | null }> = {
  name: 'complaint record',
  async answer(unit, ids) {
    const rows = await unit.sql.query<{ customerId: string; count: number; open: number }>(
      `SELECT "customerId", count(*) AS count, sum(CASE WHEN ended IS NULL THEN 1 ELSE 0 END) AS open
       FROM complaint WHERE "customerId" ${unit.sql.among('text')} GROUP BY "customerId"`,
      ids,
    )
    const lasts = await unit.sql.query<{ customerId: string; outcome: Outcome }>(
      `SELECT "customerId", outcome FROM complaint WHERE outcome IS NOT NULL AND "customerId" ${unit.sql.among('text')} ORDER BY ended`,
      ids,
    )
    const last = new Map(lasts.map((row) => [row.customerId, row.outcome]))
    const found = new Map(rows.map((row) => [row.customerId, row]))
    return ids.map((id) => ({
      count: found.get(id)?.count ?? 0,
      open: found.get(id)?.open ?? 0,
      last: last.get(id) ?? null,
    }))
  },
}

/** Whether somebody may not complain in chat any more. */
export async function isBlocked(unit: Unit, customerId: string): Promise<boolean> {
  const rows = await unit.sql.query<{ at: Date }>('SELECT at FROM block WHERE "customerId" = ?', customerId)
  return rows.length > 0
}

export async function setBlocked(unit: Unit, customerId: string, blockedBy: string | null): Promise<void> {
  if (blockedBy === null) await unit.sql.execute('DELETE FROM block WHERE "customerId" = ?', customerId)
  else
    await unit.sql.execute(
      'INSERT INTO block ("customerId", "blockedBy", at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      customerId,
      blockedBy,
      unit.now,
    )
}
