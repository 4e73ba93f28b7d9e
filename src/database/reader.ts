import { StartError } from '../start-error.ts'
import type { Dialect } from './database.ts'
import type { Past } from './migrations/history.ts'

/**
 * A database that is only read, by the driver alone: also one that is not up to date, or that another process has. Statements have no
 * parameters; what comes back is as the driver gives it.
 */
export interface Reader {
  readonly dialect: Dialect
  rows(sql: string): Promise<Record<string, unknown>[]>
  /** Which migrations were applied; undefined for an empty database. Throws a {@link StartError} for one of another program. */
  history(): Promise<Past[] | undefined>
  close(): Promise<void>
}

/**
 * Opens the database of that address to read it and changes nothing in it; undefined for a file that is not there yet. Throws a
 * {@link StartError} that says what to do.
 */
export async function openReader(url: string): Promise<Reader | undefined> {
  if (/^file:/.test(url)) return (await import('./sqlite/reader.ts')).readSqlite(url)
  if (/^postgres(ql)?:\/\//.test(url)) return (await import('./postgresql/reader.ts')).readPostgresql(url)
  throw new StartError('DATABASE_URL must begin with file: or postgresql://, such as file:./data/regulars.db.')
}
