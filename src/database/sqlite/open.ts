/** The database as one file, owned by one process. */
import type BetterSqlite3 from 'better-sqlite3'
import { StartError } from '../../start-error.ts'
import { connect } from '../client.ts'
import { Connected } from '../connected.ts'
import type { Database } from '../database.ts'
import { readMigrations } from '../migrations/files.ts'
import type { OpenOptions } from '../open.ts'
import { sqliteAdapter } from './adapter.ts'
import { Alone } from './alone.ts'
import { lockFile, pathOf, prepareFile } from './file.ts'
import { migrateFile } from './migrate.ts'

export async function openSqlite(url: string, { log, migrations }: OpenOptions): Promise<Database> {
  const path = pathOf(url)
  prepareFile(path)
  let unlock: (() => void) | undefined
  try {
    unlock = lockFile(path)
    await migrateFile(path, readMigrations('sqlite', migrations), log)
    const adapter = await sqliteAdapter(path, setUp)
    return new Connected('sqlite', await connect('sqlite', adapter), new Alone(log, unlock))
  } catch (error) {
    unlock?.()
    throw explained(path, error)
  }
}

function setUp(client: BetterSqlite3.Database): void {
  client.pragma('journal_mode = WAL')
  client.pragma('synchronous = NORMAL')
  client.pragma('foreign_keys = ON')
  client.pragma('busy_timeout = 5000')
}

const REMEDIES: [code: RegExp, remedy: string][] = [
  [
    /^SQLITE_(NOTADB|CORRUPT)/,
    'is not a database or is damaged: restore a copy of it, or set DATABASE_URL to another file',
  ],
  [/^SQLITE_(CANTOPEN|READONLY|PERM|AUTH)/, 'cannot be written: give this user the right to write it and its folder'],
  [/^SQLITE_BUSY/, 'is being used by another program: end that one first'],
  [/^SQLITE_(FULL|IOERR)/, 'cannot be written: make room on the disk, and see whether it is sound'],
]

/** What SQLite said, as something to act on. */
function explained(path: string, error: unknown): unknown {
  const { code, message } = error as { code?: string; message?: string }
  const remedy = REMEDIES.find(([pattern]) => pattern.test(code ?? ''))?.[1]
  return remedy === undefined ? error : new StartError(`${path} ${remedy} (${message}).`, { cause: error })
}
