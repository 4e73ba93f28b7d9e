import { type Knowing, knownRows } from '../engine/known.ts'

/** What he said in our chats, changed and took back. */
export const saidKnown: Readonly<Record<string, Knowing>> = {
  said: knownRows(
    `SELECT id AS key, platform, kind, text, at FROM utterance WHERE "customerId" = ?`,
    'id',
    'number',
    'members',
  ),
}
