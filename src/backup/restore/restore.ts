import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { readMigrations } from '../../database/migrations/files.ts'
import { lockFile, pathOf, prepareFile } from '../../database/sqlite/file.ts'
import { migrateFile } from '../../database/sqlite/migrate.ts'
import type { Log } from '../../log.ts'
import { StartError } from '../../start-error.ts'
import type { Show } from '../copy/copy.ts'
import { SqliteSide } from '../copy/sqlite-side.ts'
import { databaseName, finish, syncFile, unfinished } from '../layout.ts'
import type { Manifest } from '../manifest.ts'
import type { Place } from '../place.ts'
import { verify } from '../verify.ts'
import { planFiles, putBack } from './put-back.ts'
import { type Resumed, resume } from './resume.ts'

/** `silent`: nothing that waited to be sent when the backup was made is sent. */
export type RestoreOptions = { backup: string; place: Place; silent: boolean; log: Log; now?: Date; show?: Show }

export type Restored = Resumed & { manifest: Manifest; notes: string[] }

/** How much of the time checking the backup takes, and putting files back. */
const [checking, files] = [0.3, 0.2]

/**
 * Puts a backup where the settings say that the shop is, whole or not at all, and only where nothing is. The database comes last:
 * while it is not there, there is no shop, and the same can be done again. Throws a {@link StartError}.
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const { place, log, silent, now = new Date(), show = () => {} } = options
  const backup = resolve(options.backup)
  const manifest = await verify(backup, (share) => show(share * checking))
  const target = place.database.startsWith('file:') ? intoFile(place.database) : await intoServer(place.database, log)
  try {
    const plan = await planFiles(backup, manifest, place)
    const copy = await target.begin()
    await copyFile(join(backup, databaseName), copy)
    await update(copy, log)
    const resumed = await resume(copy, { silent, now })
    await syncFile(copy)
    await putBack(backup, plan, (share) => show(checking + share * files))
    await target.end((share) => show(checking + files + share * (1 - checking - files)))
    show(1)
    return { ...resumed, manifest, notes: plan.notes }
  } finally {
    await target.release()
  }
}

/** Where the database goes: `begin` gives the path for a copy that can still be changed, `end` makes it the shop's. */
type Target = { begin(): Promise<string>; end(show: Show): Promise<void>; release(): Promise<void> }

function intoFile(url: string): Target {
  const path = pathOf(url)
  for (const taken of [path, `${path}-wal`])
    if (existsSync(taken))
      throw new StartError(
        `${taken} is there already, and nothing is written over: move it away, or set DATABASE_URL to another place.`,
      )
  prepareFile(path)
  const unlock = lockFile(path)
  const copy = path + unfinished
  return {
    begin: async () => {
      await removeBeside(copy)
      return copy
    },
    end: () => finish(copy, path),
    release: async () => {
      await removeBeside(copy)
      unlock()
    },
  }
}

async function intoServer(url: string, log: Log): Promise<Target> {
  const { fill, prepareServer } = await import('../copy/fill.ts')
  await prepareServer(url, { moving: false, log })
  const folder = await mkdtemp(join(tmpdir(), 'regulars-restore-'))
  const copy = join(folder, databaseName)
  return {
    begin: async () => copy,
    end: async (show) => {
      const file = new BetterSqlite3(copy, { fileMustExist: true })
      try {
        await fill(url, new SqliteSide(file), { show })
      } finally {
        file.close()
      }
    },
    release: () => rm(folder, { recursive: true, force: true }),
  }
}

/** A backup of an older release gets what was added since, as at a start of the program. */
async function update(path: string, log: Log): Promise<void> {
  await migrateFile(path, readMigrations('sqlite'), log)
}

/** The file, and all that has a longer name: what SQLite keeps beside it, and the copy made before migrations. */
async function removeBeside(path: string): Promise<void> {
  const folder = dirname(path)
  for (const name of await readdir(folder)) {
    if (name.startsWith(basename(path))) await rm(join(folder, name), { force: true })
  }
}
