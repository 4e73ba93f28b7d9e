/** What a backup is called, and what lies where in it. */
import { mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** The database, always as a SQLite file. */
export const databaseName = 'regulars.db'
export const manifestName = 'manifest.json'
export const programName = 'program.yaml'
/** Folders with the files that people sent, and with what the web page keeps. */
export const filesName = 'files'
export const webName = 'web'

/** What is not whole yet has this at the end of its name. */
export const unfinished = '.unfinished'

export const backupName = (now: Date) => `regulars-${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z`

/** Where a file of that id lies in a folder of files, as the store of files has it. */
export const fileName = (id: string) => `${filesName}/${id.slice(-2)}/${id}`

/** Has the disk keep what was named in that folder. Where folders cannot be opened, as on Windows, it does so by itself. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined)
  try {
    await folder?.sync().catch(() => {})
  } finally {
    await folder?.close()
  }
}

/** Has the disk keep what that file holds. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Gives it its name once all of it is on the disk. */
export async function finish(path: string, name: string): Promise<void> {
  await rename(path, name)
  await syncFolder(dirname(name))
}

export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
}
