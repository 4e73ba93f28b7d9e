/** Reads a SQLite file that perhaps another process has. */
import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { readHistory } from '../migrations/history.ts'
import type { Reader } from '../reader.ts'
import { pathOf } from './file.ts'
import { explained } from './trouble.ts'

/** How long a statement waits for another process, in milliseconds. */
const patience = 5_000

/**
 * Node's own SQLite and not the one of the program, because this one takes an address: with `immutable` a file that nobody has open is
 * read without those beside it being made, which would be left behind and belong to whoever looked.
 */
export async function readSqlite(url: string): Promise<Reader | undefined> {
  const path = pathOf(url)
  if (!existsSync(path)) return undefined
  const isOpen = existsSync(`${path}-wal`)
  const address = `${pathToFileURL(path)}?${isOpen ? 'mode=ro' : 'immutable=1'}`
  try {
    const client = new DatabaseSync(address, { readOnly: true, timeout: patience })
    const rows = async (sql: string) => {
      try {
        return client.prepare(sql).all()
      } catch (error) {
        throw explained(path, named(error))
      }
    }
    const arrays = async (sql: string) => (await rows(sql)).map((row) => Object.values(row))
    return {
      dialect: 'sqlite',
      rows,
      history: () => readHistory('sqlite', { queryRaw: async ({ sql }) => ({ rows: await arrays(sql) }) }, path),
      close: async () => client.close(),
    }
  } catch (error) {
    throw explained(path, named(error))
  }
}

/** SQLite's own names of what went wrong: this driver tells their numbers. */
const names = new Map([
  [3, 'SQLITE_PERM'],
  [5, 'SQLITE_BUSY'],
  [8, 'SQLITE_READONLY'],
  [10, 'SQLITE_IOERR'],
  [11, 'SQLITE_CORRUPT'],
  [14, 'SQLITE_CANTOPEN'],
  [23, 'SQLITE_AUTH'],
  [26, 'SQLITE_NOTADB'],
])

function named(error: unknown): unknown {
  const { errcode, message } = error as { errcode?: unknown; message?: string }
  const code = typeof errcode === 'number' ? names.get(errcode % 256) : undefined
  return code === undefined ? error : Object.assign(new Error(message, { cause: error }), { code })
}
