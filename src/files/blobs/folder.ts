import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { assertId, type Blobs } from './blobs.ts'
import { writeWhole } from './temporary.ts'

/** What is half written for so long was left by a process that ended, in milliseconds. */
const abandonedMs = 24 * 3600_000

/**
 * Keeps files in a folder of this machine. What is being written stands in `new` and is moved to its place once it is
 * whole, so that a reader or a crash never sees half a file.
 */
export async function openFolder(folder: string, now: () => Date = () => new Date()): Promise<Blobs> {
  const fresh = join(folder, 'new')
  await mkdir(fresh, { recursive: true, mode: 0o700 })
  await sweep(fresh, now().getTime() - abandonedMs)
  // The end of an id is random, its beginning is the time: so the folders fill evenly.
  const pathOf = (id: string) => join(folder, id.slice(-2), id)
  return {
    async put(id, bytes) {
      assertId(id)
      const beside = join(fresh, `${id}.${randomUUID()}`)
      const put = await writeWhole(beside, bytes)
      const path = pathOf(id)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await rename(beside, path)
      return put
    },
    async get(id) {
      assertId(id)
      return await readFile(pathOf(id))
    },
    async remove(id) {
      assertId(id)
      await rm(pathOf(id), { force: true })
    },
  }
}

async function sweep(folder: string, before: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found && found.mtimeMs < before) await rm(path, { force: true })
  }
}
