import { spawn } from 'node:child_process'
import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { onDatabase } from '../databases.ts'
import { silent } from '../log.ts'
import { contentOf } from './files.ts'
import { emptyFolder, fileOf } from './folder.ts'

const source = (name: string) => fileURLToPath(new URL(`../../src/${name}.ts`, import.meta.url))

type Ended = { code: number | null; out: string; errors: string }

/** Runs one of our commands; gives what it said. */
async function command(name: 'import' | 'export', args: readonly string[], url: string): Promise<Ended> {
  const child = spawn(process.execPath, [source(name), ...args], {
    cwd: emptyFolder(),
    env: { PATH: process.env.PATH, DATABASE_URL: url },
  })
  let out = ''
  let errors = ''
  child.stdout.on('data', (piece) => {
    out += piece
  })
  child.stderr.on('data', (piece) => {
    errors += piece
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, out, errors }
}

describe('the commands', () => {
  const fresh = onDatabase('sqlite')

  test('say what they did, also while the program has the database', async () => {
    const { database, url } = await fresh.openAt()
    const path = join(emptyFolder(), 'customers.csv')
    copyFileSync(fileURLToPath(new URL('../../docs/import/customers.csv', import.meta.url)), path)
    const tried = await command('import', [path, '--dry-run'], url)
    expect(tried).toMatchObject({ code: 0, errors: '', out: expect.stringContaining('3 would be new') })
    expect((await contentOf(database)).customers).toEqual([])
    const done = await command('import', [path], url)
    expect(done).toEqual({ code: 0, errors: '', out: 'customers: 3 new, 0 known already, 0 refused.\n' })
    expect((await contentOf(database)).customers).toHaveLength(3)
    const folder = join(path, '..', 'out')
    const out = await command('export', [folder], url)
    expect(out).toMatchObject({ code: 0, errors: '', out: expect.stringContaining('customers.csv: 3 rows') })
    expect(existsSync(join(folder, 'purchases.csv'))).toBe(true)
  })

  test('end with one clear line', async () => {
    const url = await fresh.url()
    const line = (errors: string) => ({ code: 1, out: '', errors })
    const usage = 'Name one file: npm run import -- file.csv [--dry-run]; see docs/import.md.\n'
    for (const args of [[], ['a.csv', 'b.csv'], ['--all', 'a.csv']])
      expect(await command('import', args, url)).toEqual(line(usage))
    expect(await command('import', ['no.csv'], url)).toEqual(line('There is no file no.csv.\n'))
    const folder = join(fileOf(''), '..')
    expect((await command('export', [folder], url)).errors).toMatch(/is there already.*\n$/)
  })

  test('a second one that writes beside the program waits for it, and both come through', async () => {
    const { database, url } = await fresh.openAt()
    let told = 0
    const beside = await openDatabase(url, { log: silent, beside: () => (told += 1) })
    const names = ['a', 'b'] as const
    await Promise.all(
      [database, beside].flatMap((it, who) =>
        Array.from({ length: 20 }, (_, nth) =>
          it.transaction((sql) =>
            sql.execute('INSERT INTO setting (name, value) VALUES (?, ?)', `${names[who]}${nth}`, '').then(() => {}),
          ),
        ),
      ),
    )
    await beside.close()
    expect(told).toBe(1)
    expect(await database.query("SELECT name FROM setting WHERE name LIKE 'a%' OR name LIKE 'b%'")).toHaveLength(40)
  })
})
