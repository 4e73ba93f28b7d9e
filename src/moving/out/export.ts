import { once } from 'node:events'
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { finished } from 'node:stream/promises'
import type { Database } from '../../database/database.ts'
import { csvRow } from '../../reports/csv.ts'
import { StartError } from '../../start-error.ts'
import type { Key, Sheet } from './sheet.ts'
import { allSheets } from './sheets.ts'

const pageRows = 1_000

/** Told after every page. */
type Show = (file: string, rows: number) => void

/**
 * Writes everything into a new folder, a CSV file a kind; gives how many rows each has. The folder is there when it is complete.
 * Throws a {@link StartError} where something is already, and writes over nothing.
 */
export async function bringOut(
  database: Database,
  folder: string,
  { now = new Date(), show = () => {} }: { now?: Date; show?: Show } = {},
): Promise<Record<string, number>> {
  const path = resolve(folder)
  if (existsSync(path))
    throw new StartError(`${folder} is there already: name a folder that is not, nothing is written over.`)
  if (!existsSync(dirname(path))) throw new StartError(`There is no folder ${dirname(folder)} to make ${folder} in.`)
  const unfinished = `${path}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  const counts: Record<string, number> = {}
  for (const sheet of await allSheets(database, now))
    counts[sheet.name] = await write(database, sheet, join(unfinished, `${sheet.name}.csv`), (rows) =>
      show(sheet.name, rows),
    )
  renameSync(unfinished, path)
  return counts
}

async function write(database: Database, sheet: Sheet, path: string, show: (rows: number) => void): Promise<number> {
  const out = createWriteStream(path, { mode: 0o600 })
  out.write(csvRow(sheet.columns, { first: true }))
  let rows = 0
  let after: Key | undefined
  for (;;) {
    const page = await sheet.page(database, after, pageRows)
    if (!out.write(page.map(({ cells }) => csvRow(cells)).join(''))) await once(out, 'drain')
    rows += page.length
    show(rows)
    after = page.at(-1)?.key
    if (page.length < pageRows) break
  }
  out.end()
  await finished(out)
  return rows
}
