import { type Knowing, knownRows } from '../engine/known.ts'

export const followUpsKnown: Readonly<Record<string, Knowing>> = {
  questions: knownRows(
    `SELECT id AS key, rule, asked, answer, answered, suggestion, suggested FROM follow_up
     WHERE asked IS NOT NULL AND "customerId" = ?`,
    'id',
    'number',
  ),
}
