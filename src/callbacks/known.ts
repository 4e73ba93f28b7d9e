import { type Knowing, knownRows } from '../engine/known.ts'

/** What those who called noted among themselves is not told. */
export const callbacksKnown: Readonly<Record<string, Knowing>> = {
  callbacks: knownRows(
    `SELECT id AS key, 'K-' || (1000 + id) AS number, reason, how, phone, at, minutes, state, tries, created, ended,
       CASE WHEN note IS NULL THEN NULL ELSE 1 END AS "notesOfStaffNotShown"
     FROM callback WHERE kind = 'asked' AND "customerId" = ?`,
    'id',
    'number',
  ),
}
