import { v7 as newId } from 'uuid'
import type { Person, Place, SentFile, StoredFile } from '../chat.ts'
import type { Database } from '../database/database.ts'
import { table } from '../database/table.ts'
import type { Append, Ask, Unit } from '../engine/unit.ts'
import type { Refusal } from './rules.ts'

/** Why a file was not kept: what the rules say, the platform no longer has it, or it could not be had in time. */
type Reason = Refusal | 'gone' | 'late'

/** What became of a file. `size` in bytes; `digest` is SHA-256. */
export type FileEnding =
  | { state: 'kept'; size: number; digest: string }
  | { state: 'refused' | 'gone'; reason: Reason }
  | { state: 'waiting'; due: Date }

/** A file as it was sent. `happening` is the platform's event that brought it. */
export type NewFile = {
  file: SentFile
  happening: string
  who: Person
  where: Place
  direct: boolean
  customerId: string
  refused: Refusal | undefined
}

const files = table('file', {
  id: 'text',
  platform: 'text',
  remote: 'text',
  name: 'text',
  media: 'text',
  size: 'bigint?',
  state: 'text',
  reason: 'text?',
  customerId: 'text',
  ownerId: 'text',
  happening: 'text',
  person: 'text',
  channel: 'text',
  thread: 'text?',
  direct: 'boolean',
  created: 'timestamp',
  due: 'timestamp',
})

type Row = NewFile & { id: string }

const sent: Append<Row> = {
  name: 'file',
  write: async (unit, rows) => {
    await unit.sql.insert(
      files,
      rows.map(({ id, file, happening, who, where, direct, customerId, refused }) => ({
        id,
        platform: where.platform,
        remote: file.id,
        name: file.name,
        media: file.media,
        size: file.size ?? null,
        state: refused === undefined ? 'waiting' : 'refused',
        reason: refused ?? null,
        customerId,
        ownerId: customerId,
        happening,
        person: who.id,
        channel: where.channel,
        thread: where.thread ?? null,
        direct,
        created: unit.now,
        due: unit.now,
      })),
    )
  },
}

/** Takes a file down that is to be fetched, or that is not taken. Gives our id of it. */
export function takeDown(unit: Unit, file: NewFile): string {
  const id = newId()
  unit.append(sent, { ...file, id })
  return id
}

/** A file that waits to be fetched. */
export type WaitingFile = SentFile & { row: string; tries: number; created: Date }

type WaitingRow = {
  id: string
  remote: string
  name: string
  media: string
  size: number | null
  tries: number
  created: Date
}

/**
 * Takes the files of that platform that are due, oldest first, and marks them: they are not due again before `until`,
 * whatever becomes of this process.
 */
export async function takeDue(
  database: Database,
  platform: string,
  { now, until, most }: { now: Date; until: Date; most: number },
): Promise<WaitingFile[]> {
  const rows = await database.query<WaitingRow>(
    `UPDATE file SET due = ?, tries = tries + 1
     WHERE state = 'waiting' AND id IN (
       SELECT id FROM file WHERE platform = ? AND state = 'waiting' AND due <= ? ORDER BY due, id LIMIT ?)
     RETURNING id, remote, name, media, size, tries, created`,
    until,
    platform,
    now,
    most,
  )
  return rows
    .map(({ id, remote, name, media, size, tries, created }) => ({
      row: id,
      id: remote,
      name,
      media,
      ...(size === null ? {} : { size }),
      tries,
      created,
    }))
    .sort((a, b) => (a.row < b.row ? -1 : 1))
}

/** What another process was at when it ended is due again, unless it was tried more often than that. */
export async function retakeSoon(database: Database, platform: string, now: Date, mostTries: number): Promise<void> {
  await database.execute(
    `UPDATE file SET due = ? WHERE platform = ? AND state = 'waiting' AND due > ? AND tries BETWEEN 1 AND ?`,
    now,
    platform,
    now,
    mostTries,
  )
}

/** When the next file of that platform is due, if any waits. */
export async function nextDue(database: Database, platform: string): Promise<Date | undefined> {
  const [row] = await database.query<{ due: Date | null }>(
    `SELECT min(due) AS "due::time" FROM file WHERE platform = ? AND state = 'waiting'`,
    platform,
  )
  return row?.due ?? undefined
}

/** Writes down what became of a file, unless that is known already. */
export async function recordFile(database: Database, id: string, ending: FileEnding, now: Date): Promise<void> {
  const kept = ending.state === 'kept' ? ending : undefined
  await database.execute(
    `UPDATE file SET state = ?, due = ?, ended = ?, reason = ?, size = coalesce(?, size), digest = ?
     WHERE id = ? AND state = 'waiting'`,
    ending.state,
    ending.state === 'waiting' ? ending.due : now,
    ending.state === 'waiting' ? null : now,
    'reason' in ending ? ending.reason : null,
    kept?.size ?? null,
    kept?.digest ?? null,
    id,
  )
}

/** A file that was not kept, of which nobody has been told. */
export type LostFile = {
  id: string
  name: string
  reason: Reason
  happening: string
  person: string
  channel: string
  thread: string | null
  direct: boolean
}

/**
 * Files of that platform that were not kept and not told of, all of them of happenings none of whose files still wait.
 */
export function lostFiles(database: Database, platform: string, most: number): Promise<LostFile[]> {
  return database.query<LostFile>(
    `SELECT id, name, reason, happening, person, channel, thread, direct FROM file
     WHERE platform = ? AND (state = 'refused' OR state = 'gone') AND NOT told AND happening IN (
       SELECT happening FROM file AS lost WHERE platform = ? AND (state = 'refused' OR state = 'gone') AND NOT told
       AND NOT EXISTS (SELECT 1 FROM file AS other
         WHERE other.platform = lost.platform AND other.happening = lost.happening AND other.state = 'waiting')
       GROUP BY happening ORDER BY happening LIMIT ?)
     ORDER BY id`,
    platform,
    platform,
    most,
  )
}

/** Marks those as told. Gives the ones that were not yet: whoever marks them tells. */
export async function markTold(unit: Unit, ids: readonly string[]): Promise<Set<string>> {
  const rows = await unit.sql.query<{ id: string }>(
    `UPDATE file SET told = ? WHERE id ${unit.sql.among('text')} AND NOT told RETURNING id`,
    true,
    ids,
  )
  return new Set(rows.map((row) => row.id))
}

type KeptRow = { id: string; name: string; media: string; size: number }

const kept: Ask<string, StoredFile | undefined> = {
  name: 'kept file',
  async answer(unit, ids) {
    const rows = await unit.sql.query<KeptRow>(
      `SELECT id, name, media, size FROM file WHERE state = 'kept' AND id ${unit.sql.among('text')}`,
      ids,
    )
    const found = new Map(rows.map((row) => [row.id, row]))
    return ids.map((id) => {
      const row = found.get(id)
      return row && { kind: 'file', file: id, name: row.name, media: row.media, size: row.size }
    })
  },
}

/** The file of that id as a part of a message; undefined while it is not kept. */
export function keptFile(unit: Unit, id: string): Promise<StoredFile | undefined> {
  return unit.ask(kept, id)
}

/** How a file stands: waiting, kept, refused or gone. One that is not known is gone. */
export const stateOfFile: Ask<string, string> = {
  name: 'file state',
  async answer(unit, ids) {
    const rows = await unit.sql.query<{ id: string; state: string }>(
      `SELECT id, state FROM file WHERE id ${unit.sql.among('text')}`,
      ids,
    )
    const states = new Map(rows.map((row) => [row.id, row.state]))
    return ids.map((id) => states.get(id) ?? 'gone')
  },
}

/** What was told of a file, whatever became of it since; undefined for one that is not known. */
export const toldFile: Ask<string, { name: string; media: string; size: number | null } | undefined> = {
  name: 'told file',
  async answer(unit, ids) {
    const rows = await unit.sql.query<{ id: string; name: string; media: string; size: number | null }>(
      `SELECT id, name, media, size FROM file WHERE id ${unit.sql.among('text')}`,
      ids,
    )
    const told = new Map(rows.map(({ id, ...rest }) => [id, rest]))
    return ids.map((id) => told.get(id))
  },
}
