import { isDeepStrictEqual } from 'node:util'
import type pg from 'pg'
import { causeOf } from '../../database/cause.ts'
import { readMigrations } from '../../database/migrations/files.ts'
import { movingMark, refusal } from '../../database/moved.ts'
import { explained, shownName } from '../../database/postgresql/address.ts'
import { migrateServer } from '../../database/postgresql/migrate.ts'
import type { Log } from '../../log.ts'
import { StartError } from '../../start-error.ts'
import { copyAll, rowsOf, type Show } from './copy.ts'
import { ledgerOf } from './ledger.ts'
import { PostgresqlSide } from './postgresql-side.ts'
import { onServer, serverConfig } from './server.ts'
import type { Side } from './side.ts'

/** Longest wait for somebody else who uses the tables, in milliseconds. */
const lockMs = 10_000

/**
 * Makes the tables in a PostgreSQL database that has none. Throws a {@link StartError} unless there is nothing in them or, when
 * one is `moving` there, what an earlier move left that was broken off.
 */
export async function prepareServer(url: string, { moving, log }: { moving: boolean; log: Log }): Promise<void> {
  const name = shownName(url)
  try {
    await migrateServer(serverConfig(url), name, readMigrations('postgresql'), log)
  } catch (error) {
    throw explained(name, error)
  }
  await onServer(url, 'BEGIN READ ONLY', (client) => refuseFilled(client, name, moving))
}

/**
 * Copies everything of a database that nobody changes meanwhile into a PostgreSQL database whose tables are empty, and compares row by row: all of it, or
 * nothing when this throws or the process ends. Nobody sees any of it before the end, for whoever asks is kept waiting. With `move`
 * the database is marked as one that a shop is moving into, and takes the place of what such a move had left.
 */
export async function fill(url: string, from: Side, { move, show }: { move?: string; show: Show }): Promise<void> {
  await onServer(url, 'BEGIN', async (client) => {
    const to = new PostgresqlSide(client)
    await lockAll(client, to, shownName(url))
    const isLeft = await refuseFilled(client, shownName(url), move !== undefined)
    if (isLeft) await client.query(`TRUNCATE ${(await to.tables()).map(quoted).join(', ')}`)
    await copyAll(from, to, show)
    if (!isDeepStrictEqual(await ledgerOf(from), await ledgerOf(to))) throw new Error('the ledger came out otherwise')
    if (move !== undefined) await client.query('INSERT INTO setting (name, value) VALUES ($1, $2)', [movingMark, move])
  })
}

const quoted = ({ name }: { name: string }) => `"${name}"`

async function lockAll(client: pg.Client, side: Side, name: string): Promise<void> {
  await client.query(`SET LOCAL lock_timeout = ${lockMs}`)
  try {
    await client.query(`LOCK TABLE ${(await side.tables()).map(quoted).join(', ')} IN ACCESS EXCLUSIVE MODE`)
  } catch (error) {
    if (causeOf(error).code !== '55P03') throw error
    throw new StartError(`${name} is in use by another program: end that one first.`)
  }
}

/** Gives whether it holds what a move left that was broken off. */
async function refuseFilled(client: pg.Client, name: string, moving: boolean): Promise<boolean> {
  const { rows } = await client.query('SELECT name, value FROM setting WHERE name = $1', [movingMark])
  if (rows.length > 0 && moving) return true
  if (rows.length > 0) throw refusal(name, rows[0])
  const side = new PostgresqlSide(client)
  const [filled] = Object.entries(await rowsOf(side, await side.tables())).filter(([, count]) => count > 0)
  if (filled === undefined) return false
  throw new StartError(
    `${name} is not empty (${filled[1]} rows in ${filled[0]}), and nothing is written over: make a new one with "createdb".`,
  )
}
