import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { onDatabase } from '../databases.ts'
import { contentOf, imports, refusals } from './files.ts'
import { emptyFolder, fileOf } from './folder.ts'

describe('hostile files', () => {
  const fresh = onDatabase('sqlite')
  let database: Database
  beforeEach(async () => {
    database = await fresh.open()
  })

  /** Imports customers by card and name; gives the names that came in, and which lines did not. */
  async function cameOf(content: string | Buffer) {
    const imported = await imports(database, fileOf(content))
    const { customers } = await contentOf(database)
    return { names: customers?.map((row) => 'name' in row && row.name), refused: refusals(imported) }
  }
  const lineOf = (nth: number, name: string) => `CARD-${nth},${name}\n`

  test('a quote that is never closed costs its own row alone', async () => {
    const lines = Array.from({ length: 700 }, (_, nth) => lineOf(1_000 + nth, nth === 5 ? '"open' : `N${nth}`))
    const { names, refused } = await cameOf(`card,name\n${lines.join('')}`)
    expect(names).toHaveLength(699)
    expect(refused).toEqual([[7, 'a quote is opened and never closed']])
  })

  test('two of them, and a quote within a cell', async () => {
    const { names, refused } = await cameOf(
      'card,name\nCARD-1,"open\nCARD-2,fine\nCARD-3,"open too\nCARD-4,5" pipe\nCARD-5,"a ""b"" c"\n',
    )
    expect(refused.map(([line]) => line)).toEqual([2, 4])
    expect(names).toEqual(['fine', '5" pipe', 'a "b" c'])
  })

  test.each([
    ['CRLF', 'card,name\r\nCARD-1,a\r\nCARD-2,b\r\n'],
    ['CR', 'card,name\rCARD-1,a\rCARD-2,b\r'],
    ['a mark at the beginning', '\uFEFFcard,name\nCARD-1,a\nCARD-2,b'],
    ['semicolons', 'card;name\nCARD-1;a\nCARD-2;b'],
    ['tabs', 'card\tname\nCARD-1\ta\nCARD-2\tb'],
    ['quotes everywhere', '"card","name"\n"CARD-1","a"\n"CARD-2","b"\n'],
    ['empty lines', '\uFEFFcard,name\n\n\nCARD-1,a\n   \nCARD-2,b\n\n'],
    ['capitals and spaces', ' Card , NAME\n CARD-1 , a \nCARD-2,b'],
  ])('read with %s', async (_, content) => {
    expect(await cameOf(content)).toEqual({ names: ['a', 'b'], refused: [] })
  })

  test.each([
    ['little', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['big', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
  ])('UTF-16 that says so itself is read (%s end first)', async (_, encode) => {
    expect(await cameOf(encode('card,name\nCARD-1,Zoë\nCARD-2,李雷\n'))).toEqual({
      names: ['Zoë', '李雷'],
      refused: [],
    })
  })

  test('UTF-16 that does not say so is refused, with what to do', async () => {
    const path = fileOf(Buffer.from('card,name\nCARD-1,a\n', 'utf16le'))
    await expect(imports(database, path)).rejects.toThrow(/UTF-16.*iconv/)
  })

  test.each([
    ['Latin-1', Buffer.from('card,name\nCARD-1,Zo\xeb\nCARD-2,b\n', 'latin1')],
    ['GBK', Buffer.concat([Buffer.from('card,name\nCARD-1,'), Buffer.from([0xc0, 0xee]), Buffer.from('\nCARD-2,b\n')])],
  ])('rows in %s are refused, others taken', async (_, content) => {
    const { names, refused } = await cameOf(content)
    expect(names).toEqual(['b'])
    expect(refused).toEqual([[2, expect.stringMatching(/UTF-8/)]])
  })

  test('NUL, too few and too many cells, and a cell of ten megabytes', async () => {
    const { names, refused } = await cameOf(
      `card,name\nCARD-1,a\0b\nCARD-2\nCARD-3,c,d\nCARD-4,"${'x'.repeat(10_000_000)}"\nCARD-5,${'y'.repeat(500_000)}\nCARD-6,z\n`,
    )
    expect(names).toEqual(['z'])
    expect(refused.map(([line, why]) => [line, why.slice(0, 20)])).toEqual([
      [2, 'holds a NUL characte'],
      [3, 'has 1 cells, and the'],
      [4, 'has 3 cells, and the'],
      [5, 'the line is longer t'],
      [6, 'name: must be one li'],
    ])
  })

  test('a formula is text, and so is what was marked as text', async () => {
    const { names } = await cameOf(`card,name\nCARD-1,=1+1\nCARD-2,'=2+2\n`)
    expect(names).toEqual(['=1+1', '=2+2'])
  })

  test('dates, amounts and references in wrong forms', async () => {
    await imports(database, fileOf('card\nCARD-1\n'))
    const rows = [
      ...['31.12.2025', '2025-02-30', '12/31/25', 'yesterday', '2025-01-01T25:00', '2999-01-01', ''].map(
        (at) => `R,CARD-1,1.00,${at}`,
      ),
      ...['1.999', '-1', 'EUR 1', '"1,234.50"', '1e3', '', '99999999999999999'].map(
        (amount) => `R,CARD-1,${amount},2025-01-01`,
      ),
      ...['', 'a,b', 'telegram:abc', 'nowhere:1', '<script>'].map((who) => `R,"${who}",1.00,2025-01-01`),
      ',CARD-1,1.00,2025-01-01',
      `${'R'.repeat(200)},CARD-1,1.00,2025-01-01`,
    ]
    const imported = await imports(database, fileOf(`reference,customer,amount,at\n${rows.join('\n')}\n`))
    expect(imported).toMatchObject({ stored: 0, refused: rows.length })
    expect(refusals(imported).map(([line]) => line)).toEqual(rows.map((_, nth) => nth + 2))
    expect((await contentOf(database)).purchases).toEqual([])
  })

  test.each([
    ['a column twice', 'card,name,Name\n', /"name" is there twice/],
    ['an unknown column', 'card,shoe\n', /no column "shoe"/],
    ['a column that is missing', 'reference,amount\n', /customer, at is missing/],
    ['columns of nothing', 'a,b\n', /neither customers/],
    ['nothing', '', /is empty/],
    ['an empty line', '\n', /first line must name/],
  ])('a file with %s is refused as a whole', async (_, content, why) => {
    await expect(imports(database, fileOf(content))).rejects.toThrow(why)
  })

  test('no file, and a folder', async () => {
    const folder = emptyFolder()
    await expect(imports(database, folder)).rejects.toThrow(/is a folder/)
    const path = join(folder, 'no.csv')
    await expect(imports(database, path)).rejects.toThrow(/There is no file/)
    expect(existsSync(path)).toBe(false)
  })
})
