import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import BetterSqlite3 from 'better-sqlite3'
import { StartError } from '../start-error.ts'
import type { Show } from './copy/copy.ts'
import { databaseName, fileName } from './layout.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { isSame, readPart } from './parts.ts'
import { figuresOf, keptFiles } from './snapshot.ts'

/**
 * Whether a backup is whole: each part has its digest, the database is sound and holds what the manifest says, and each file
 * that it knows is there. Gives the manifest; throws a {@link StartError} that names what is wrong first.
 */
export async function verify(folder: string, show: Show = () => {}): Promise<Manifest> {
  const manifest = await readManifest(folder)
  await verifyParts(folder, manifest, show)
  await verifyDatabase(join(folder, databaseName), manifest)
  verifyFiles(folder, manifest)
  show(1)
  return manifest
}

async function verifyParts(folder: string, { parts }: Manifest, show: Show): Promise<void> {
  const names = Object.keys(parts)
  if (!names.includes(databaseName)) throw damaged(folder, `${databaseName} is not listed`)
  for (const [nth, name] of names.entries()) {
    const found = await readPart(join(folder, name))
    if (found === undefined) throw damaged(folder, `${name} is missing`)
    if (!isSame(found, parts[name])) throw damaged(folder, `${name} has changed`)
    show((nth / names.length) * 0.9)
  }
}

/** Rows and sums are counted anew, so that a manifest which does not belong to this database is found out as well. */
async function verifyDatabase(path: string, { migrations, rows, ledger }: Manifest): Promise<void> {
  const client = new BetterSqlite3(path, { readonly: true, fileMustExist: true })
  try {
    const [sound] = client.pragma('integrity_check(1)') as { integrity_check: string }[]
    if (sound?.integrity_check !== 'ok') throw damaged(path, String(sound?.integrity_check))
    const [broken] = client.pragma('foreign_key_check') as { table: string }[]
    if (broken) throw damaged(path, `rows of ${broken.table} refer to what is not there`)
    const figures = await figuresOf(client)
    if (!isDeepStrictEqual(figures, { migrations, rows, ledger }))
      throw damaged(path, 'it does not hold what the manifest says')
  } finally {
    client.close()
  }
}

function verifyFiles(folder: string, { files, parts }: Manifest): void {
  const ids = keptFiles(join(folder, databaseName))
  if (ids.length !== files.kept) throw damaged(folder, `it knows ${ids.length} files, and the manifest ${files.kept}`)
  if ('bucket' in files) return
  const missing = new Set(files.missing)
  const lost = ids.find((id) => !missing.has(id) && parts[fileName(id)] === undefined)
  if (lost !== undefined) throw damaged(folder, `${fileName(lost)} is not listed`)
}

const damaged = (path: string, what: string) =>
  new StartError(`${path} cannot be restored: ${what}. Use another backup.`)
