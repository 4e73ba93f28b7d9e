/** A small shop in a folder of its own, to be backed up and put back. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Place } from '../../src/backup/place.ts'
import type { Database } from '../../src/database/database.ts'
import { openFolder } from '../../src/files/blobs/folder.ts'
import { emptyFolder } from '../moving/folder.ts'

/** Everything below a new folder but for the database. */
export function placeFor(
  database: string,
  folder = emptyFolder(),
): Place & { files: { folder: string }; program: string } {
  return {
    ...{ database, web: join(folder, 'web'), files: { folder: join(folder, 'files') } },
    program: join(folder, 'program.yaml'),
  }
}

/** When the shop was as it is written down here. */
const day = new Date('2026-03-01T10:00:00.000Z')
export const fileId = '01990000-0000-7000-8000-0000000000a1'
const lostId = '01990000-0000-7000-8000-0000000000b2'

/** Some customers whose ledger balances, deliveries in all states, a campaign under way, a file that is kept and one that is lost. */
export async function furnish(
  database: Database,
  place: Place & { files: { folder: string }; program: string },
): Promise<void> {
  const blobs = await openFolder(place.files.folder)
  await blobs.put(fileId, bytes('a picture'), AbortSignal.timeout(10_000))
  mkdirSync(join(place.web, 'uploads'), { recursive: true })
  writeFileSync(join(place.web, 'customer.jsonl'), '{"id":"a.1"}\n')
  writeFileSync(join(place.web, 'uploads', 'x'), 'half of somethi')
  writeFileSync(place.program, 'currency: EUR\n')
  await database.transaction(async (sql) => {
    for (const n of [1, 2, 3]) {
      const id = `customer-${n}`
      await sql.execute(
        `INSERT INTO customer (id, locale, card, created, notices) VALUES (?, 'en', ?, ?, ?)`,
        ...[id, `CARD-${n}`, day, true],
      )
      await sql.execute('INSERT INTO account ("customerId", balance, debt) VALUES (?, ?, 0)', id, n * 10)
      await sql.execute(
        `INSERT INTO lot (id, "customerId", "ownerId", points, remaining, earned, usable) VALUES (?, ?, ?, ?, ?, ?, ?)`,
        ...[`lot-${n}`, id, id, n * 10, n * 10, day, day],
      )
      await sql.execute(
        `INSERT INTO entry (id, "customerId", "ownerId", kind, points, at, effective) VALUES (?, ?, ?, 'earn', ?, ?, ?)`,
        ...[`entry-${n}`, id, id, n * 10, day, day],
      )
    }
    for (const [id, state] of [
      [fileId, 'kept'],
      [lostId, 'kept'],
      ['01990000-0000-7000-8000-0000000000c3', 'refused'],
    ] as const)
      await sql.execute(
        `INSERT INTO file (id, platform, remote, name, media, state, "customerId", "ownerId", happening, person, channel, direct, created, due)
         VALUES (?, 'web', 'r', 'n', 'image/png', ?, 'customer-1', 'customer-1', 'h', 'p', 'c', ?, ?, ?)`,
        ...[id, state, true, day, day],
      )
    await sql.execute(
      `INSERT INTO campaign (name, audience, state, message, schedule, "createdBy", created, due)
       VALUES ('spring', 'everybody', 'sending', '{}', '{}', 'customer-3', ?, ?)`,
      ...[day, day],
    )
    const recipient = 1
    for (const [lane, state, of] of [
      [0, 'queued', null],
      [1, 'sending', null],
      [2, 'queued', null],
      [2, 'queued', recipient],
      [0, 'sent', null],
    ] as const)
      await sql.execute(
        `INSERT INTO delivery (platform, channel, place, lane, message, state, due, cause, created, recipient)
         VALUES ('web', 'c', 'c', ?, '{"text":"a"}', ?, ?, 'test', ?, ?)`,
        ...[lane, state, day, day, of],
      )
  })
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

export const textOf = (path: string) => readFileSync(path, 'utf8')
