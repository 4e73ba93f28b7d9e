import { createHash } from 'node:crypto'
import { createReadStream, rmSync, statSync } from 'node:fs'
import type { Database } from '../../database/database.ts'
import type { Program } from '../../program/program.ts'
import { type Header, readHeader } from '../csv/header.ts'
import { type Line, linesOf } from '../csv/lines.ts'
import { Records, type Row } from '../csv/records.ts'
import { Batches } from './batches.ts'
import { begin, type Progress, progressOf } from './progress.ts'
import { RefusedFile } from './refused-file.ts'
import { takerFor } from './take.ts'

export type ImportOptions = {
  database: Database
  program: Program
  path: string
  /** Looks at every row as if it were taken in, and stores nothing. */
  dry?: boolean
  /** Whether somebody else works on the same database, who is left as much time as is taken. */
  yields?: boolean
  /** How many rows share a transaction; a thousand when nothing is said. */
  batch?: number
  now?: () => Date
  /** Told after every batch; `share` of the file is done, from 0 to 1. */
  show?: (progress: Progress & { share: number }) => void
}

/** How it ended; `resumed` when an earlier run had been broken off. `refusedPath` is where refused rows are, if any. */
export type Imported = Progress & { resumed: boolean; refusedPath: string | undefined }

/**
 * Brings a file in. Rows that are known already are left as they are, so it may be run again at any time; a run that was broken
 * off goes on where it stood. Throws a `StartError` when the file as a whole cannot be taken.
 */
export async function bringIn(options: ImportOptions): Promise<Imported> {
  const { path, program, show, dry = false, batch = 1_000 } = options
  const header = readHeader(await firstLine(path), path)
  const { progress, resumed } = await beginning(options, header)
  const file = new RefusedFile(refusedPath(path), progress.bytes)
  const batches = new Batches({ ...options, dry, file, take: takerFor(header, program) }, progress)
  const size = statSync(path).size
  try {
    let rows: Row[] = []
    let read = 0
    for await (const found of rowsOf(path, header, progress.line)) {
      for (const row of found.rows) rows.push(row)
      read = found.read
      while (rows.length >= batch) {
        await batches.take(rows.slice(0, batch))
        rows = rows.slice(batch)
        show?.({ ...batches.progress, share: Math.min(1, read / size) })
      }
    }
    await batches.end(rows)
    show?.({ ...batches.progress, share: 1 })
  } finally {
    file.close()
  }
  const isClean = batches.progress.refused === 0
  if (isClean) rmSync(file.path, { force: true })
  return { ...batches.progress, resumed, refusedPath: isClean ? undefined : file.path }
}

/** Where the refused rows of that file go. */
const refusedPath = (path: string): string => `${path.replace(/\.[ct]sv$/i, '')}.refused.csv`

async function firstLine(path: string): Promise<Line | undefined> {
  for await (const { lines } of linesOf(path)) if (lines[0]) return lines[0]
  return undefined
}

/** The rows below the header that begin on that line or later, some at a time. */
async function* rowsOf(path: string, header: Header, from: number): AsyncGenerator<{ rows: Row[]; read: number }> {
  const records = new Records(header.separator, header.columns.length)
  const below = (rows: Row[]) => rows.filter(({ line }) => line >= from)
  let last = 0
  for await (const { lines, read } of linesOf(path)) {
    last = read
    yield { rows: below(records.take(lines[0]?.nth === 1 ? lines.slice(1) : lines)), read }
  }
  yield { rows: below(records.take([], true)), read: last }
}

/** Where it begins: at the top, or where an earlier run was broken off and its refused rows are still there. */
async function beginning(
  { database, path, dry, now = () => new Date() }: ImportOptions,
  { kind }: Header,
): Promise<{ progress: Progress; resumed: boolean }> {
  const top: Progress = {
    ...{ digest: '', kind, line: 2, bytes: 0, stored: 0, known: 0, refused: 0 },
    ...{ started: now(), ended: null },
  }
  if (dry) return { progress: top, resumed: false }
  const digest = await digestOf(path)
  const before = await progressOf(database, digest)
  if (
    before &&
    before.ended === null &&
    before.kind === kind &&
    RefusedFile.lengthOf(refusedPath(path)) >= before.bytes
  )
    return { progress: before, resumed: before.line > top.line }
  const progress = { ...top, digest }
  await begin(database, progress)
  return { progress, resumed: false }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(piece as Buffer)
  return hash.digest('hex')
}
