import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { eachDatabase } from '../databases.ts'
import { contentOf, imports, refusals } from './files.ts'
import { emptyFolder, fileOf } from './folder.ts'

/** An example of the documentation, where refused rows can be put beside it. */
function example(name: string): string {
  const path = join(emptyFolder(), name)
  copyFileSync(fileURLToPath(new URL(`../../docs/import/${name}`, import.meta.url)), path)
  return path
}

describe('import', () => {
  eachDatabase((fresh) => {
    test('the examples of the documentation come in, once however often they are', async () => {
      const database = await fresh.open()
      const files = ['customers.csv', 'balances.csv', 'purchases.csv'].map(example)
      for (const file of files) expect(await imports(database, file)).toMatchObject({ stored: 3, refused: 0, known: 0 })
      const content = await contentOf(database)
      expect(content.accounts).toEqual([
        { card: '4006381333931', balance: 12, debt: 0 },
        { card: '7KQ-M4X-2RD', balance: 340 + 60 + 25 + 4, debt: 0 },
      ])
      expect(content.tags).toEqual([
        { card: '7KQ-M4X-2RD', tag: 'regular' },
        { card: '7KQ-M4X-2RD', tag: 'tea' },
      ])
      expect(content.identities).toHaveLength(3)
      expect(content.purchases).toHaveLength(3)
      expect(content.deliveries).toEqual([])
      for (const file of files) expect(await imports(database, file)).toMatchObject({ stored: 0, refused: 0, known: 3 })
      expect(await contentOf(database)).toEqual(content)
    })

    test('a dry run says the same and stores nothing', async () => {
      const database = await fresh.open()
      const before = await contentOf(database)
      const path = fileOf('card,name\n7KQ-M4X-2RD,Ada\n??,Nobody\n')
      const dry = await imports(database, path, { dry: true })
      expect(dry).toMatchObject({ stored: 1, refused: 1 })
      expect(refusals(dry)).toEqual([[3, expect.stringMatching(/^card: /)]])
      expect(await contentOf(database)).toEqual(before)
      expect(await database.query('SELECT * FROM import_run')).toEqual([])
      expect(await imports(database, path)).toMatchObject({ stored: 1, refused: 1 })
    })

    test('of a customer who is known, what is told changes, and the rest stays', async () => {
      const database = await fresh.open()
      await imports(database, fileOf('card,name,class,tags\n7KQ-M4X-2RD,Ada,gold,"a,b"\n'))
      await imports(
        database,
        fileOf('card,identity,name,class,tags\n7KQ-M4X-2RD,telegram:5,,silver,"b,c"\n7KQ-M4X-2RD,,Eve,,\n'),
      )
      const { customers, identities, tags } = await contentOf(database)
      expect(customers).toMatchObject([{ card: '7KQ-M4X-2RD', name: 'Eve', class: 'silver' }])
      expect(identities).toMatchObject([{ platform: 'telegram', person: '5', card: '7KQ-M4X-2RD' }])
      expect(tags?.map((row) => 'tag' in row && row.tag)).toEqual(['b', 'c'])
    })

    test('one row that says two customers are one is refused, and so is another card', async () => {
      const database = await fresh.open()
      await imports(database, fileOf('card,identity\n7KQ-M4X-2RD,telegram:1\n8HW-N5Y-3SE,telegram:2\n'))
      const before = await contentOf(database)
      const path = fileOf('card,identity\n7KQ-M4X-2RD,telegram:2\nOLD-CARD-9,telegram:1\n,telegram:1 telegram:2\n')
      expect(refusals(await imports(database, path)).map(([line]) => line)).toEqual([2, 3, 4])
      expect(await contentOf(database)).toEqual(before)
    })

    test('a purchase that is known with another amount is refused, one of nobody too', async () => {
      const database = await fresh.open()
      await imports(database, fileOf('card\n7KQ-M4X-2RD\n'))
      const head = 'reference;customer;amount;at\n'
      await imports(database, fileOf(`${head}1;7KQ-M4X-2RD;25,90;2026-01-05\n`))
      const again = await imports(
        database,
        fileOf(`${head}1;7KQ-M4X-2RD;25,91;2026-01-05\n2;8HW-N5Y-3SE;1;2026-01-05\n3;telegram:77;2;2026-01-05\n`),
      )
      expect(refusals(again).map(([line, why]) => [line, why.split(':')[0]])).toEqual([
        [2, 'reference'],
        [3, 'customer'],
      ])
      const { purchases, accounts } = await contentOf(database)
      expect(purchases).toMatchObject([
        { reference: '1', amount: 2590, points: 25 },
        { reference: '3', amount: 200, points: 2 },
      ])
      expect(accounts?.map((row) => 'balance' in row && row.balance).sort()).toEqual([2, 25])
    })

    test('a run that was broken off begins anew when its refused rows are gone', async () => {
      const database = await fresh.open()
      const path = fileOf('card,name\nCARD-1,a\n?,b\nCARD-3,c\n')
      await imports(database, path)
      const content = await contentOf(database)
      await database.execute('UPDATE import_run SET ended = NULL, line = 4, bytes = 10000')
      expect(await imports(database, path)).toMatchObject({ resumed: false, known: 2, refused: 1 })
      await database.execute('UPDATE import_run SET ended = NULL, line = 4, known = 1')
      expect(await imports(database, path)).toMatchObject({ resumed: true, known: 2, refused: 1 })
      expect(await contentOf(database)).toEqual(content)
    })

    test('what was given back before comes along, only where nothing is earned', async () => {
      const database = await fresh.open()
      const rows = 'reference,customer,amount,at,refunded,earns\n1,telegram:1,5.00,2026-01-05,2.00,no\n'
      const path = fileOf(`${rows}2,telegram:1,5.00,2026-01-05,2.00,\n3,telegram:1,5.00,2026-01-05,6.00,no\n`)
      expect(refusals(await imports(database, path)).map(([line]) => line)).toEqual([3, 4])
      expect((await contentOf(database)).purchases).toMatchObject([{ reference: '1', refunded: 200, points: 0 }])
    })
  })
})
