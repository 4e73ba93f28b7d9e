import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { StartError } from '../start-error.ts'
import { version } from '../version.ts'
import type { Show } from './copy/copy.ts'
import { gather } from './gather.ts'
import { backupName, finish, makeFolder, manifestName, syncFolder, unfinished } from './layout.ts'
import type { Manifest } from './manifest.ts'
import type { Place } from './place.ts'
import { verify } from './verify.ts'

/** `folder`: where the backup is made, under a name that tells when. */
export type BackupOptions = { place: Place; folder: string; now?: Date; show?: Show }

/** What was left by a backup that was broken off so long ago, in milliseconds, is taken away by the next. */
const abandonedMs = 24 * 3_600_000

/** How much of the time writing takes; the rest is for looking at all of it again. */
const writing = 0.7

/**
 * Writes a backup of the database as it is at one instant, with the files that it knows then, while the program runs; then looks
 * whether it can be read again and holds the same. It has its name once it is whole. Throws a {@link StartError}.
 */
export async function backUp(options: BackupOptions): Promise<{ path: string; manifest: Manifest }> {
  const { place, now = new Date(), show = () => {} } = options
  const folder = resolve(options.folder)
  const path = join(folder, backupName(now))
  await makeFolder(folder)
  await sweep(folder, now)
  if (existsSync(path)) throw new StartError(`${path} is there already, and nothing is written over: wait a second.`)
  const work = path + unfinished
  await mkdir(work, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`${work} cannot be made (${error.code}): another backup may be being written. Wait a second.`)
  })
  try {
    const { folders, ...gathered } = await gather(work, place, (share) => show(share * writing))
    const manifest: Manifest = { format: 1, made: now.toISOString(), version, ...gathered }
    await writeFile(join(work, manifestName), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true })
    for (const below of folders) await syncFolder(below)
    await verify(work, (share) => show(writing + share * (1 - writing)))
    await finish(work, path)
    return { path, manifest }
  } catch (error) {
    await rm(work, { recursive: true, force: true })
    throw error
  }
}

async function sweep(folder: string, now: Date): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!/^regulars-.*Z\.unfinished$/.test(name)) continue
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found && now.getTime() - found.mtimeMs > abandonedMs) await rm(path, { recursive: true, force: true })
  }
}
