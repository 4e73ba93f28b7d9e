import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ClockSeen, Finding, Place } from '../chat.ts'
import { readMigrations } from '../database/migrations/files.ts'
import { pending } from '../database/migrations/history.ts'
import { movedMark, movingMark, refusal } from '../database/moved.ts'
import { openReader, type Reader } from '../database/reader.ts'
import { pathOf } from '../database/sqlite/file.ts'
import { StartError } from '../start-error.ts'
import { look, ok, reasonOf, wrong } from './finding.ts'
import { ledgerFinding } from './ledger.ts'
import { bytes, folderFinding, spaceFinding } from './machine.ts'

/** What the database tells of the shop: where its desks are, and how many own it. Undefined as long as it cannot tell. */
export type Shop = { desks: Place[]; owners: number }

/** The largest SQLite file that is read through without being asked to, in bytes: about ten seconds. */
const mostRead = 1024 ** 3

type Options = { whole: boolean; told: (shop: Shop) => void }

/** Looks at the database without changing anything in it. */
export async function* databaseFindings(url: string, options: Options): AsyncGenerator<Finding | ClockSeen> {
  try {
    if (url.startsWith('file:')) yield* diskFindings(pathOf(url))
    const reader = await openReader(url)
    if (!reader) return yield ok('database', 'will be made at the first start')
    try {
      yield* findings(reader, url, options)
    } finally {
      await reader.close()
    }
  } catch (error) {
    const isPlain = error instanceof StartError
    yield wrong(
      'database',
      isPlain ? error.message : `cannot be read (${reasonOf(error)})`,
      isPlain ? 'Nothing that needs the database was looked at.' : 'Mend that, and run this again.',
    )
  }
}

function* diskFindings(path: string): Generator<Finding> {
  const folder = dirname(path)
  yield folderFinding('data folder', folder, 'Give the user that runs the program the right to write there.')
  yield spaceFinding(folder)
}

async function* findings(reader: Reader, url: string, { whole, told }: Options): AsyncGenerator<Finding | ClockSeen> {
  const isFile = reader.dialect === 'sqlite'
  yield isFile ? fileFinding(pathOf(url)) : await serverFinding(reader)
  if (!isFile) yield* await sharedFindings(reader)
  const past = await reader.history()
  const name = isFile ? pathOf(url) : 'The database'
  const missing = pending(past ?? [], readMigrations(reader.dialect), name)
  yield missing.length === 0
    ? ok('migrations', `all ${past?.length ?? 0} applied`)
    : look('migrations', `${missing.length} still to be applied`, 'Start the program: it applies them.')
  if (isFile) yield await soundFinding(reader, pathOf(url), whole)
  if (past) yield* await movedFindings(reader, name)
  if (missing.length > 0) return
  yield await ledgerFinding(reader)
  told(await shopOf(reader))
}

function fileFinding(path: string): Finding {
  const about = 'database'
  const found = `SQLite, ${bytes(statSync(path).size)}`
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
  } catch (error) {
    const remedy = 'Give the user that runs the program the right to write it.'
    return wrong(about, `${path} cannot be written (${reasonOf(error)})`, remedy)
  }
  if (hasLog(path)) return ok(about, `${found}, write-ahead log`)
  return look(about, `${found}, without write-ahead log`, 'Start the program: it switches that on.')
}

/** Whether changes go to a log first: the header of the file tells. */
function hasLog(path: string): boolean {
  const file = openSync(path, 'r')
  try {
    const header = Buffer.alloc(20)
    readSync(file, header, 0, header.length, 0)
    return header[18] === 2
  } finally {
    closeSync(file)
  }
}

async function soundFinding(reader: Reader, path: string, whole: boolean): Promise<Finding> {
  const about = 'integrity'
  if (!whole && statSync(path).size > mostRead) {
    const remedy = 'Run "npm run doctor -- --whole" at a quiet time, to have all of it read.'
    return look(about, `not looked at: larger than ${bytes(mostRead)}`, remedy)
  }
  const rows = await reader.rows('PRAGMA quick_check(5)')
  const said = rows.map((row) => String(Object.values(row)[0]))
  if (said.length === 1 && said[0] === 'ok') return ok(about, 'quick_check finds nothing')
  return wrong(
    about,
    `damaged (${said[0]})`,
    'Stop the program and restore the last backup; see whether the disk is sound.',
  )
}

/** Whether this database is not the shop any more, or not yet. */
async function movedFindings(reader: Reader, name: string): Promise<Finding[]> {
  const marks = await reader.rows(`SELECT name, value FROM setting WHERE name IN ('${movedMark}', '${movingMark}')`)
  return marks.map((mark) => {
    const { message } = refusal(name, { name: String(mark.name), value: String(mark.value) })
    return wrong('move', message, 'Do that: until then the program does not start.')
  })
}

async function serverFinding(reader: Reader): Promise<Finding> {
  const [row] = await reader.rows(
    `SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS size,
       has_schema_privilege(current_schema(), 'CREATE') AS may`,
  )
  const found = `PostgreSQL ${String(row?.version).split(' ')[0]}, ${bytes(Number(row?.size))}`
  if (row?.may === true) return ok('database', found)
  const remedy = 'Let the user of DATABASE_URL own the database: the next upgrade has to change its tables.'
  return wrong('database', `${found}, but no tables may be made`, remedy)
}

/** Most connections of one process: eight for statements, one for leading, one in reserve. */
const connections = 10

async function sharedFindings(reader: Reader): Promise<(Finding | ClockSeen)[]> {
  const before = Date.now()
  const [row] = await reader.rows(
    `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now, current_setting('max_connections')::int AS most,
       (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS used`,
  )
  const aheadMs = (before + Date.now()) / 2 - Number(row?.now)
  const [used, most] = [Number(row?.used), Number(row?.most)]
  const found = `${used} of ${most} in use`
  const remedy = 'Raise max_connections, or end other programs that hold many: one process of ours takes up to ten.'
  const room = most - used < connections ? look('connections', found, remedy) : ok('connections', found)
  return [{ clock: 'the database', aheadMs }, room]
}

async function shopOf(reader: Reader): Promise<Shop> {
  const desks = await reader.rows('SELECT platform, channel FROM desk WHERE closed IS NULL ORDER BY id')
  const [row] = await reader.rows(`SELECT count(*) AS owners FROM role WHERE role = 'owner'`)
  return {
    desks: desks.map(({ platform, channel }) => ({ platform: String(platform), channel: String(channel) })),
    owners: Number(row?.owners ?? 0),
  }
}
