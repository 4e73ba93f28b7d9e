/** Marks that a move leaves in the settings: which of two databases is the shop. */
import { StartError } from '../start-error.ts'
import type { Database } from './database.ts'

/** Name of the setting in a database that a shop has moved out of; its value tells which move, and where to. */
export const movedMark = 'moved'
/** Name of the setting in a database that a shop is moving into; gone once the other is marked. Its value tells which move. */
export const movingMark = 'moving'

export type Moved = { move: string; to: string }

type Mark = { name: string; value: string }

/**
 * Gives the database back, unless it is not the shop any more, or not yet: then closes it and throws a {@link StartError}. `name` is
 * what people know it by.
 */
export async function refuseMoved(database: Database, name: string): Promise<Database> {
  const mark = await markIn(database).catch(async (error) => {
    await database.close()
    throw error
  })
  if (mark === undefined) return database
  await database.close()
  throw refusal(name, mark)
}

async function markIn(database: Database): Promise<Mark | undefined> {
  const isThere =
    database.dialect === 'sqlite'
      ? `SELECT count(*) AS n FROM sqlite_master WHERE name = 'setting'`
      : `SELECT count(*) AS n FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'setting'`
  const [tables] = await database.query<{ n: number }>(isThere)
  if (tables?.n === 0) return undefined
  const [mark] = await database.query<Mark>(
    'SELECT name, value FROM setting WHERE name IN (?, ?)',
    movedMark,
    movingMark,
  )
  return mark
}

/** What is told of a database with that mark. */
export function refusal(name: string, mark: Mark): StartError {
  if (mark.name === movingMark)
    return new StartError(`${name} has a move into it that was broken off: run the same "npm run move" again.`)
  const { to } = JSON.parse(mark.value) as Moved
  return new StartError(`This shop has moved: ${name} was left for ${to}. Set DATABASE_URL to that.`)
}
