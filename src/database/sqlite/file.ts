/** The database file: found, made, and locked against a second process. */
import { accessSync, constants, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, resolve } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { StartError } from '../../start-error.ts'

/** The path that a `file:` address names, relative to the folder the program was started in. */
export function pathOf(url: string): string {
  const path = decodeURIComponent(url.replace(/^file:(\/\/)?/, '').replace(/\?.*$/, ''))
  if (path === '') throw new StartError('DATABASE_URL names no file: write it like file:./data/regulars.db.')
  return resolve(path)
}

/** Makes the folder if need be. Throws a StartError when the file could not be read and written. */
export function prepareFile(path: string): void {
  const folder = dirname(path)
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    const found = statSync(path, { throwIfNoEntry: false })
    if (found?.isDirectory()) throw new StartError(`${path} is a folder: set DATABASE_URL to a file in it.`)
    if (found) accessSync(path, constants.R_OK | constants.W_OK)
  } catch (error) {
    if (error instanceof StartError) throw error
    throw new StartError(
      `${path} cannot be written (${(error as NodeJS.ErrnoException).code}): give this user the right to write it and its folder, or set DATABASE_URL to another place.`,
      { cause: error },
    )
  }
}

/**
 * Holds the file until what it returns is called, or the process ends in whatever way: the lock is the kernel's.
 * It lies on a file beside the database, which goes on allowing others to read. Throws a StartError when it is taken.
 */
export function lockFile(path: string): () => void {
  const unlock = lockFileIfFree(path)
  if (unlock) return unlock
  throw new StartError(
    `${path} is in use by another process of this program: end that one first, or use PostgreSQL to run several.`,
  )
}

/** The same, but undefined when it is taken. */
export function lockFileIfFree(path: string): (() => void) | undefined {
  const lock = new BetterSqlite3(`${path}.lock`, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error
    return undefined
  }
  noteHolder(path)
  return () => {
    rmSync(holderPath(path), { force: true })
    lock.close()
  }
}

/** Which process holds a file, so that it can be asked to end. */
export type Holder = { pid: number; host: string }

const holderPath = (path: string) => `${path}.pid`

/** Where that cannot be written the lock holds all the same. */
function noteHolder(path: string): void {
  const holder: Holder = { pid: process.pid, host: hostname() }
  try {
    writeFileSync(holderPath(path), JSON.stringify(holder), { mode: 0o600 })
  } catch {
    rmSync(holderPath(path), { force: true })
  }
}

/** Who wrote last that he holds the file: as long as it is locked, that is who does. Undefined where nobody could write it. */
export function readHolder(path: string): Holder | undefined {
  try {
    const { pid, host } = JSON.parse(readFileSync(holderPath(path), 'utf8')) as Partial<Holder>
    return Number.isSafeInteger(pid) && typeof host === 'string' ? { pid: Number(pid), host } : undefined
  } catch {
    return undefined
  }
}
