/** Everything that a backup holds, brought into its folder. */
import { chmod } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Show } from './copy/copy.ts'
import { databaseName, fileName, filesName, programName, syncFile, webName } from './layout.ts'
import type { Manifest } from './manifest.ts'
import { copyPart, filesIn, type Parts, readPart } from './parts.ts'
import { bucketName, type Place } from './place.ts'
import { keptFiles, snapshotSqlite } from './snapshot.ts'

/** `folders`: all that were made, whose names the disk has yet to keep. */
type Gathered = Omit<Manifest, 'format' | 'made' | 'version'> & { folders: string[] }

/** How much of the time the database takes. */
const databaseShare = 0.6

/** The database comes first: files are kept before it says so, so that all which it knows are there to be copied. */
export async function gather(work: string, place: Place, show: Show): Promise<Gathered> {
  const database = join(work, databaseName)
  const of = place.database.startsWith('file:') ? 'sqlite' : 'postgresql'
  const onDatabase: Show = (share) => show(share * databaseShare)
  const figures = await snapshot(place.database, database, onDatabase)
  await chmod(database, 0o600)
  await syncFile(database)
  const parts: Parts = {}
  const part = await readPart(database)
  if (part) parts[databaseName] = part
  const keep = async (name: string, from: string): Promise<boolean> => {
    const copied = await copyPart(from, join(work, name))
    if (copied) parts[name] = copied
    return copied !== undefined
  }
  const kept = keptFiles(database)
  const files = await keepFiles(kept, place, keep, (share) => show(databaseShare + share * (1 - databaseShare)))
  for (const name of await filesIn(place.web)) {
    // What somebody is uploading this moment is not known to the database yet.
    if (!name.startsWith('uploads/')) await keep(`${webName}/${name}`, join(place.web, name))
  }
  if (place.program !== undefined) await keep(programName, place.program)
  const folders = new Set(Object.keys(parts).map((name) => join(work, dirname(name))))
  return { of, ...figures, files, parts, folders: [...folders, join(work, filesName), join(work, webName), work] }
}

async function snapshot(url: string, to: string, show: Show) {
  if (url.startsWith('file:')) return snapshotSqlite(url, to, show)
  const { snapshotPostgresql } = await import('./snapshot-postgresql.ts')
  return snapshotPostgresql(url, to, show)
}

type Keep = (name: string, from: string) => Promise<boolean>

async function keepFiles(ids: readonly string[], { files }: Place, keep: Keep, show: Show): Promise<Manifest['files']> {
  if (!('folder' in files)) return { kept: ids.length, bucket: bucketName(files) }
  const missing: string[] = []
  for (const [nth, id] of ids.entries()) {
    const name = fileName(id)
    if (!(await keep(name, join(files.folder, name.slice(filesName.length + 1))))) missing.push(id)
    show((nth + 1) / ids.length)
  }
  return { kept: ids.length, missing }
}
