import { type Knowing, knownRows } from '../engine/known.ts'

export const filesKnown: Readonly<Record<string, Knowing>> = {
  files: knownRows(
    `SELECT id AS key, id AS file, name, media, size, state, platform, created AS sent FROM file
     WHERE state <> 'erased' AND "customerId" = ?`,
    'id',
    'text',
  ),
}
