import { cardName, forgetSeats, type Seat, seatsOf } from '../desks/exports.ts'
import { say, takeAway } from '../engine/outbox.ts'
import { postsCalled } from '../engine/posts.ts'
import { dropInterviewsAbout } from '../engine/unfinished.ts'
import type { Unit } from '../engine/unit.ts'
import { eraseFiles } from '../files/exports.ts'
import { text } from '../language/text.ts'
import type { Program } from '../program/program.ts'
import { blankSaid, type SaidAt } from '../transcripts/exports.ts'
import { doDeed } from './deeds.ts'
import { aboutComplaint, answerFileName, answerName, claimedName, lineName } from './names.ts'
import { numberOf } from './rules/complaint.ts'

/** Forms of staff about a complaint. */
const forms = ['answer', 'ask', 'note', 'resolve', 'reopen']

/** Begins the origin of a complaint whose customer is forgotten. */
const gone = 'erased'

/**
 * A customer is forgotten: his open complaints are closed as withdrawn; nothing is left of what was said about any, by him and
 * by staff, nor of its files, here and where staff have it before them. That there was one, what kind and how it went, stays
 * for the reports.
 */
export async function eraseComplaints(unit: Unit, program: Program, customerId: string): Promise<void> {
  const rows = await unit.sql.query<{ id: number; open: boolean }>(
    `SELECT id, ended IS NULL AS "open::boolean" FROM complaint WHERE "customerId" = ? AND origin NOT LIKE '${gone} %' ORDER BY id`,
    customerId,
  )
  const by = { side: 'customer', id: customerId, role: 'customer' } as const
  for (const { id, open } of rows) if (open) await unit.act(doDeed, { program, id, deed: { kind: 'withdraw' }, by })
  for (const { id } of rows) await eraseComplaint(unit, id)
  const ids = rows.map(({ id }) => id)
  await dropInterviewsAbout(unit, forms, ids.map(String))
  await unit.sql.execute('DELETE FROM block WHERE "customerId" = ?', customerId)
  await leaveLines(unit, customerId)
  await unit.sql.execute(
    `DELETE FROM draft WHERE person IN (SELECT platform || ':' || person FROM identity WHERE "customerId" = ?)`,
    customerId,
  )
}

/** What one of the staff wrote to others stays theirs, without where he wrote it. */
async function leaveLines(unit: Unit, customerId: string): Promise<void> {
  const [role] = await unit.sql.query('SELECT role FROM role WHERE "customerId" = ?', customerId)
  if (role)
    await unit.sql.execute(
      'UPDATE complaint_line SET platform = NULL, channel = NULL, message = NULL WHERE "authorId" = ?',
      customerId,
    )
}

type LineRow = { id: number; platform: string | null; channel: string | null; message: string | null }

async function eraseComplaint(unit: Unit, id: number): Promise<void> {
  const about = aboutComplaint(id)
  unit.forget(seatsOf, about)
  const seats = await unit.ask(seatsOf, about)
  const lines = await unit.sql.query<LineRow>(
    'SELECT id, platform, channel, message FROM complaint_line WHERE "complaintId" = ?',
    id,
  )
  const files = await unit.sql.query<{ file: string }>(
    'SELECT DISTINCT file FROM complaint_file WHERE "complaintId" = ?',
    id,
  )
  for (const seat of seats)
    await eraseAt(
      unit,
      id,
      seat,
      lines.map((line) => line.id),
      files.map(({ file }) => file),
    )
  const opened = await postsCalled(
    unit.sql,
    seats.map(({ seat }) => cardName(about, seat)),
  )
  const threads = [...opened.values()].flatMap(({ sent: { place }, opened }): SaidAt[] =>
    opened === undefined ? [] : [{ platform: place.platform, channel: place.channel, thread: opened }],
  )
  const written = lines.flatMap(({ platform, channel, message }): SaidAt[] =>
    platform === null || channel === null || message === null ? [] : [{ platform, channel, message }],
  )
  await blankSaid(unit, [...threads, ...written])
  await eraseFiles(
    unit,
    files.map(({ file }) => file),
  )
  await unit.sql.execute(`DELETE FROM post WHERE name ${unit.sql.among('text')}`, [
    claimedName(id),
    ...lines.flatMap((line) => [
      answerName(id, line.id),
      ...files.map(({ file }) => answerFileName(id, line.id, file)),
    ]),
  ])
  await unit.sql.execute('DELETE FROM complaint_file WHERE "complaintId" = ?', id)
  await unit.sql.execute('DELETE FROM complaint_line WHERE "complaintId" = ?', id)
  await unit.sql.execute(
    `UPDATE complaint SET text = '', origin = ?, blanked = coalesce(blanked, ?) WHERE id = ?`,
    `${gone} ${id}`,
    unit.now,
    id,
  )
  await forgetSeats(unit, about)
}

/** What staff have before them at that seat says nothing of him any more. */
async function eraseAt(
  unit: Unit,
  id: number,
  { seat, address, locale }: Seat,
  lines: readonly number[],
  files: readonly string[],
): Promise<void> {
  const card = cardName(aboutComplaint(id), seat)
  const t = (key: string) => ({ text: text(locale, key, { number: numberOf(id) }) })
  say(unit, { to: address, message: t('case.erased'), name: card, lane: 'alert', cause: 'complaint.card' })
  const named = lines.map((line) => lineName(id, seat, line))
  const shown = await unit.sql.query<{ name: string }>(
    `SELECT name FROM post WHERE name ${unit.sql.among('text')}
     UNION SELECT name FROM delivery WHERE state = 'queued' AND name ${unit.sql.among('text')}`,
    named,
    named,
  )
  for (const { name } of shown)
    say(unit, {
      ...{ to: address, message: t('case.line.erased'), name, under: card },
      ...{ lane: 'alert', cause: 'complaint.line' },
    })
  const papers = files.map((file) => `${card}:file:${file}`)
  for (const name of (await postsCalled(unit.sql, papers)).keys())
    takeAway(unit, { name, place: address.place, lane: 'alert', cause: 'complaint.desk-file' })
  await unit.sql.execute(`DELETE FROM delivery WHERE state = 'queued' AND name ${unit.sql.among('text')}`, papers)
}
