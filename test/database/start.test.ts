import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { LOCK } from '../../src/database/postgresql/migrate.ts'
import { StartError } from '../../src/start-error.ts'
import { onDatabase } from '../databases.ts'
import { silent } from '../log.ts'
import { opener } from './opener.ts'

/** The line that the person who starts the program reads. */
async function refusal(url: string): Promise<string> {
  const error = await openDatabase(url, { log: silent }).then(
    (database) => database.close(),
    (error) => error,
  )
  expect(error).toBeInstanceOf(StartError)
  expect(error.message).toMatch(/^[^\n]+\.$/)
  return error.message
}

test('an address of something else is refused', async () => {
  for (const url of ['', 'mysql://a/b', './regulars.db', 'file:']) expect(await refusal(url)).toMatch('DATABASE_URL')
})

describe('a file', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'regulars-test-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  })

  test('is made, with the folders above it', async () => {
    const path = join(folder, 'a', 'b c', 'regulars.db')
    const database = await openDatabase(`file:${path}`, { log: silent })
    await database.ping()
    await database.close()
    expect(existsSync(path)).toBe(true)
  })

  test('that is no database is refused and left as it is', async () => {
    const path = join(folder, 'letter.txt')
    writeFileSync(path, 'Dear customer, '.repeat(1000))
    expect(await refusal(`file:${path}`)).toMatch(`${path} is not a database or is damaged`)
    writeFileSync(path, 'short')
    expect(await refusal(`file:${path}`)).toMatch('is not a database')
  })

  test('that is a folder is refused', async () => {
    expect(await refusal(`file:${folder}`)).toMatch(`${folder} is a folder`)
  })

  test('that may not be written is refused', async () => {
    const path = join(folder, 'regulars.db')
    await (await openDatabase(`file:${path}`, { log: silent })).close()
    chmodSync(folder, 0o755)
    chmodSync(path, 0o444)
    expect(tryAsNobody(path)).toMatch(`${path} cannot be written (EACCES): give this user the right`)
    expect(tryAsNobody(join(folder, 'other.db'))).toMatch('cannot be written (EACCES)')
    expect(tryAsNobody(join(folder, 'new', 'other.db'))).toMatch('cannot be written (EACCES)')
  })

  test('is refused to a second process, until the first has ended in whatever way', async () => {
    const url = `file:${join(folder, 'regulars.db')}`
    const first = await opener(url)
    expect(first.said).toBe('open')
    const line = await refusal(url)
    expect(line).toMatch('is in use by another process of this program')
    expect((await opener(url)).said).toBe(line)
    await first.kill()
    const database = await openDatabase(url, { log: silent })
    expect(await refusal(url)).toBe(line)
    await database.close()
    await (await openDatabase(url, { log: silent })).close()
  })
})

describe('a server', () => {
  const { url } = onDatabase('postgresql')
  const changed = async (change: (url: URL) => void) => {
    const address = new URL(await url())
    change(address)
    return address.href
  }

  test('that cannot be reached is told of, without the password', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    await new Promise((resolve) => server.close(resolve))
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      const line = await refusal(`postgresql://me:secret@${host}/regulars`)
      expect(line).toMatch(`The database regulars on ${host} cannot be reached`)
      expect(line).not.toMatch('secret')
    }
  })

  test('that is something else is told of', async () => {
    const server = createServer((socket) => {
      socket.write('HTTP/1.1 400 Bad Request\r\n\r\n', () => socket.destroy())
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve())))
    const { port } = server.address() as { port: number }
    expect(await refusal(`postgresql://me:secret@127.0.0.1:${port}/regulars`)).toMatch('does not answer')
  })

  test('that refuses user, password or database is told of', async () => {
    expect(await refusal(await changed((address) => (address.password = 'secret')))).toMatch(
      'refused the user or the password',
    )
    expect(await refusal(await changed((address) => (address.username = 'nobody')))).toMatch(
      'refused the user or the password',
    )
    expect(await refusal(await changed((address) => (address.pathname = 'nothing')))).toMatch(
      'The database nothing on 127.0.0.1',
    )
    expect(await refusal('postgresql://')).toMatch(/DATABASE_URL|on this machine/)
  })

  test('is left to the process that is bringing it up to date', async () => {
    const at = await url({ empty: true })
    const other = new pg.Client({ connectionString: at })
    await other.connect()
    await other.query(`SELECT pg_advisory_lock(${LOCK})`)
    const opening = openDatabase(at, { log: silent })
    const waiting = 'SELECT 1 FROM pg_locks WHERE NOT granted AND objid = $1'
    await expect.poll(async () => (await other.query(waiting, [LOCK])).rowCount).toBe(1)
    expect((await other.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).rowCount).toBe(0)
    await other.end()
    await (await opening).close()
  })

  test('is brought up to date by one of several processes that start at once', async () => {
    const at = await url({ empty: true })
    const openers = await Promise.all(Array.from({ length: 4 }, () => opener(at)))
    expect(openers.map(({ said }) => said)).toEqual(['open', 'open', 'open', 'open'])
    await Promise.all(openers.map((process) => process.kill()))
    const database = await openDatabase(at, { log: silent })
    onTestFinished(() => database.close())
    const twice = 'SELECT migration_name FROM _prisma_migrations GROUP BY migration_name HAVING count(*) > 1'
    expect(await database.query(twice)).toEqual([])
  })
})

/** As a user without rights: the one that runs the tests may have all of them. */
function tryAsNobody(path: string): string {
  const program = fileURLToPath(new URL('opening.ts', import.meta.url))
  const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
  return spawnSync(process.execPath, [program, `file:${path}`, 'once'], { ...user, encoding: 'utf8' }).stdout.trim()
}
