import type { Log } from '../log.ts'
import { StartError } from '../start-error.ts'
import type { Database } from './database.ts'

/**
 * `migrations`: the folder with those of both databases, if not the program's own. With `beside` a SQLite file is opened also
 * while another process of this program has it, and that is told: transactions must be short then, and nothing must be led.
 */
export type OpenOptions = { log: Log; migrations?: string; beside?: () => void }

/**
 * Opens the database of that address (`file:./data/regulars.db`, `postgresql://…`), made or brought up to date first.
 * Throws a {@link StartError} with one line that says what to do when that cannot be.
 */
export async function openDatabase(url: string, options: OpenOptions): Promise<Database> {
  if (/^file:/.test(url)) return (await import('./sqlite/open.ts')).openSqlite(url, options)
  if (/^postgres(ql)?:\/\//.test(url)) return (await import('./postgresql/open.ts')).openPostgresql(url, options)
  throw new StartError('DATABASE_URL must begin with file: or postgresql://, such as file:./data/regulars.db.')
}
