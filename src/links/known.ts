import { type Knowing, knownRows } from '../engine/known.ts'

/** The chats that he has put together. */
export const linksKnown: Readonly<Record<string, Knowing>> = {
  linkedChats: knownRows(
    `SELECT id AS key, platform, "otherPlatform" AS "with", state, created, decided FROM link
     WHERE state IN ('linked', 'undone') AND "customerId" = ?`,
    'id',
    'text',
  ),
}
