import { type Knowing, knownRows } from '../engine/known.ts'

/**
 * What he complained of, what was said about it to him and by him, and how many notes staff have made among themselves: what
 * stands in those is for staff alone, so he is told that there are some and can ask the shop.
 */
export const complaintsKnown: Readonly<Record<string, Knowing>> = {
  complaints: knownRows(
    `SELECT c.id AS key, 'C-' || (1000 + c.id) AS number, c.platform, c.category, c."purchaseId" AS purchase, c.text, c.state, c.outcome,
       c.rating, c.created, c.answered, c.ended, (SELECT count(*) FROM complaint_line l
         WHERE l."complaintId" = c.id AND l.kind = 'note') AS "notesOfStaffNotShown"
     FROM complaint c WHERE c."customerId" = ?`,
    'c.id',
    'number',
  ),
  complaintMessages: knownRows(
    `SELECT l.id AS key, 'C-' || (1000 + c.id) AS number, CASE WHEN l.kind = 'told' THEN 'you' ELSE 'us' END AS by, l.text, l.at, l.edited,
       l.deleted FROM complaint c JOIN complaint_line l ON l."complaintId" = c.id
     WHERE c."customerId" = ? AND l.text <> '' AND (l.kind IN ('told', 'answer', 'asked') OR (l.kind = 'event' AND (
       l.detail LIKE '%"event":"resolved"%' OR l.detail LIKE '%"event":"reopened"%' OR l.detail LIKE '%"event":"absorbed"%')))`,
    'l.id',
    'number',
  ),
  complaintFiles: knownRows(
    `SELECT f.id AS key, 'C-' || (1000 + c.id) AS number, f.id AS file, f.name FROM complaint c
     JOIN complaint_line l ON l."complaintId" = c.id JOIN complaint_file k ON k."lineId" = l.id JOIN file f ON f.id = k.file
     WHERE c."customerId" = ? AND l.kind IN ('told', 'answer', 'asked')`,
    'f.id',
    'text',
  ),
  mayNotComplain: {
    async one(unit, customerId) {
      const [row] = await unit.sql.query<{ since: Date }>(
        'SELECT at AS since FROM block WHERE "customerId" = ?',
        customerId,
      )
      return row
    },
  },
  unfinished: knownRows(
    `SELECT d.person AS key, d.text, d.at FROM identity i JOIN draft d ON d.person = i.platform || ':' || i.person
     WHERE i."customerId" = ?`,
    'd.person',
    'text',
  ),
}
