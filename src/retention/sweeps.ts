import { blankCalls } from '../callbacks/exports.ts'
import { blankComplaints } from '../complaints/exports.ts'
import { eraseFiles } from '../files/exports.ts'
import { attemptsStay, complaintsBefore, cutoff, deliveriesStay, eventsStay } from './rules.ts'
import { deleting, oldestOf, page, type Sweep } from './sweep.ts'

const over = `state IN ('sent', 'failed', 'unknown', 'skipped')`

/** What happened on the platforms. Its words are gone as soon as it is done with; that it was stays known until nobody repeats it. */
const happenings = deleting('happenings', 'inbox', (_, now) => cutoff(eventsStay, now), oldestOf('inbox', 'done <= ?'))

const said = deleting(
  'said',
  'utterance',
  ({ retention }, now) => cutoff(retention.said, now),
  oldestOf('utterance', 'at <= ?'),
)

const events = deleting(
  'events',
  'webhook_delivery',
  ({ retention }, now) => cutoff(retention.events, now),
  oldestOf('webhook_delivery', 'ended <= ?'),
)

/** With a longer time for the words, the rows stay as long. */
const deliveries = deleting(
  'deliveries',
  'delivery',
  ({ retention }, now) => {
    const [words, rows] = [cutoff(retention.sent, now), cutoff(deliveriesStay, now)]
    return words && rows && words < rows ? words : words && rows
  },
  `SELECT id FROM delivery WHERE ended <= ? AND ${over} ORDER BY ended LIMIT ${page}`,
)

/** Only where words go before rows: else there is nothing left to look at. */
const sent: Sweep = {
  name: 'sent',
  before: ({ retention }, now) => {
    const [words, rows] = [cutoff(retention.sent, now), cutoff(deliveriesStay, now)]
    return words && rows && words > rows ? words : undefined
  },
  async page(unit, before, after) {
    const [ended = '1970-01-01T00:00:00.000Z', id = '0'] = after === undefined ? [] : after.split(' ')
    const rows = await unit.sql.query<{ id: number; ended: Date; state: string; empty: boolean }>(
      `SELECT id, ended, state, message = '' AS "empty::boolean" FROM delivery
       WHERE ended <= ? AND (ended > ? OR (ended = ? AND id > ?)) ORDER BY ended, id LIMIT ${page}`,
      ...[before, new Date(ended), new Date(ended), Number(id)],
    )
    const words = rows.filter(({ state, empty }) => !empty && state !== 'queued' && state !== 'sending')
    if (words.length > 0)
      await unit.sql.execute(
        `UPDATE delivery SET message = '' WHERE id ${unit.sql.among('bigint')}`,
        words.map((row) => row.id),
      )
    const last = rows.at(-1)
    if (!last) return { taken: 0 }
    const reached = `${last.ended.toISOString()} ${last.id}`
    return { taken: words.length, reached, ...(rows.length === page && { next: reached }) }
  },
}

const few = 50

/** Files are known by ids that are numbered as they come. */
const files: Sweep = {
  name: 'files',
  before: ({ retention }, now) => cutoff(retention.files, now),
  async page(unit, before) {
    const rows = await unit.sql.query<{ id: string }>(
      `SELECT id FROM file WHERE state <> 'waiting' AND state <> 'erased' AND created <= ?
         AND NOT EXISTS (SELECT 1 FROM complaint_file f JOIN complaint c ON c.id = f."complaintId"
           WHERE f.file = file.id AND c.ended IS NULL)
         AND NOT EXISTS (SELECT 1 FROM campaign k WHERE k.state NOT IN ('done', 'cancelled')
           AND k.message LIKE '%' || file.id || '%')
       ORDER BY created, id LIMIT ${few}`,
      before,
    )
    await eraseFiles(
      unit,
      rows.map(({ id }) => id),
    )
    return { taken: rows.length, ...(rows.length === few && { next: '' }) }
  },
}

const complaints: Sweep = {
  name: 'complaints',
  before: complaintsBefore,
  async page(unit, before) {
    const rows = await unit.sql.query<{ id: number }>(
      `SELECT id FROM complaint WHERE ended IS NOT NULL AND blanked IS NULL AND ended <= ? ORDER BY ended, id LIMIT ${few}`,
      before,
    )
    await blankComplaints(
      unit,
      rows.map(({ id }) => id),
    )
    return { taken: rows.length, ...(rows.length === few && { next: '' }) }
  },
}

const calls: Sweep = {
  name: 'calls',
  before: ({ retention }, now) => cutoff(retention.calls, now),
  async page(unit, before) {
    const rows = await unit.sql.query<{ id: number }>(
      `SELECT id FROM callback WHERE ended IS NOT NULL AND blanked IS NULL AND ended <= ? ORDER BY ended, id LIMIT ${page}`,
      before,
    )
    await blankCalls(
      unit,
      rows.map(({ id }) => id),
    )
    return { taken: rows.length, ...(rows.length === page && { next: '' }) }
  },
}

const suggestions: Sweep = {
  name: 'suggestions',
  before: ({ retention }, now) => cutoff(retention.suggestions, now),
  async page(unit, before) {
    const taken = await unit.sql.execute(
      `UPDATE follow_up SET suggestion = NULL WHERE suggestion IS NOT NULL AND id IN (
         SELECT id FROM follow_up WHERE suggestion IS NOT NULL AND suggested <= ? ORDER BY suggested LIMIT ${page})`,
      before,
    )
    return { taken, ...(taken > 0 && { next: '' }) }
  },
}

/** There are never many of these. */
const small = (name: string, before: Sweep['before'], ...statements: readonly string[]): Sweep => ({
  name,
  before,
  async page(unit, old) {
    let taken = 0
    for (const statement of statements) taken += await unit.sql.execute(statement, old)
    return { taken }
  },
})

const unfinished = small(
  'unfinished',
  ({ retention }, now) => cutoff(retention.unfinished, now),
  'DELETE FROM interview WHERE started <= ?',
  'DELETE FROM draft WHERE at <= ?',
)

const attempts = small('attempts', (_, now) => cutoff(attemptsStay, now), 'DELETE FROM attempt WHERE since <= ?')

/** Everything that gets too old, but for customers and phone numbers. */
export const sweeps: readonly Sweep[] = [
  ...[happenings, said, sent, deliveries, files, complaints, calls, suggestions, unfinished, events, attempts],
]
