/** The database as one file, owned by one process. */
import type BetterSqlite3 from 'better-sqlite3'
import { makeClient } from '../client.ts'
import { Connected } from '../connected.ts'
import type { Database } from '../database.ts'
import { readMigrations } from '../migrations/files.ts'
import { refuseMoved } from '../moved.ts'
import type { OpenOptions } from '../open.ts'
import { share, shareFunction } from '../share.ts'
import { Turns } from '../turns.ts'
import { openAdapter, takeTurns } from './adapter.ts'
import { Alone } from './alone.ts'
import { SqliteConnection } from './connection.ts'
import { lockFile, lockFileIfFree, pathOf, prepareFile } from './file.ts'
import { checkMigrated, migrateFile } from './migrate.ts'
import { explained } from './trouble.ts'

export async function openSqlite(url: string, { log, migrations, beside }: OpenOptions): Promise<Database> {
  const path = pathOf(url)
  prepareFile(path)
  let unlock: (() => void) | undefined
  try {
    unlock = beside ? lockFileIfFree(path) : lockFile(path)
    const known = readMigrations('sqlite', migrations)
    if (unlock) await migrateFile(path, known, log)
    else await checkMigrated(path, known)
    if (!unlock) beside?.()
    const database = await connect(path, new Alone(log), unlock ?? (() => {}))
    return await refuseMoved(database, path)
  } catch (error) {
    unlock?.()
    throw explained(path, error)
  }
}

async function connect(path: string, alone: Alone, unlock: () => void): Promise<Database> {
  const { client, adapter, factory } = await openAdapter(path)
  setUp(client)
  const turns = new Turns()
  takeTurns(adapter, turns)
  const connection = new SqliteConnection(client, turns)
  return new Connected({
    dialect: 'sqlite',
    connection,
    prisma: () => makeClient('sqlite', factory),
    isAwaited: () => turns.awaited,
    lead: (name, run) => alone.lead(name, run),
    notify: (topic) => alone.notify(topic),
    on: (topic, listener) => alone.on(topic, listener),
    close: async () => {
      await alone.close()
      await connection.close()
      unlock()
    },
  })
}

function setUp(client: BetterSqlite3.Database): void {
  client.pragma('journal_mode = WAL')
  client.pragma('synchronous = NORMAL')
  // 16 MB of log before it is worked into the file: the pages that are written again and again go there once.
  client.pragma('wal_autocheckpoint = 4000')
  client.pragma('foreign_keys = ON')
  // Waiting is for us to do, see patiently().
  client.pragma('busy_timeout = 0')
  client.function(shareFunction, { deterministic: true }, (text) => share(String(text)))
}
