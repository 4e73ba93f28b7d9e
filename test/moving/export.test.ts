import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { Unit } from '../../src/engine/unit.ts'
import { bringOut } from '../../src/moving/out/export.ts'
import { postToLedger } from '../../src/points/exports.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { takeRefund } from '../../src/purchases/sale.ts'
import { eachDatabase } from '../databases.ts'
import { contentOf, imports, now } from './files.ts'
import { fileOf } from './folder.ts'

/** A shop in which things have happened: earned, spent, refunded, and names that look like formulas. */
async function furnish(database: Database): Promise<void> {
  const customers = [
    'card,identity,name,locale,time_zone,birthday,class,tags,since,notices,stopped,consent,consent_at,field:size,field:note',
    'CARD-1,telegram:1 slack:U012AB,=HYPERLINK(1),en,Europe/Paris,1990-03-08,gold,"a,b",2020-01-02,no,,yes,2024-05-25 10:00,M,@home',
    'CARD-2,,"Zoë ""Z"", 李",zh,,02-29,,,2021-01-02T03:04:05.678Z,,2022-02-02,no,,,-',
    'CARD-3,discord:3,,en,,,,,2021-01-02,,,,,,',
  ]
  await imports(database, fileOf(customers.join('\n')))
  await imports(
    database,
    fileOf(`reference,customer,amount,at,items,code
1,CARD-1,100.00,2026-01-05,"[{""sku"":""s"",""name"":""+1"",""quantity"":1.5,""amount"":""100.00""}]",=X
2,CARD-1,50.00,2026-03-05 12:30,,
3,CARD-2,30.5,2026-04-05,,
4,CARD-3,9.00,2026-04-06,,
5,CARD-2,500,2020-01-01,,
`),
  )
  await database.transaction(async (sql) => {
    const unit = new Unit(sql, database.dialect, now)
    const [first, second, third] = await sql.query<{ id: string }>('SELECT id FROM customer ORDER BY card')
    const spend = (customerId = '', points = 0) =>
      unit.act(postToLedger, { customerId, post: { kind: 'spend', at: now, points } })
    expect(await spend(first?.id, 120)).toMatchObject({ balance: 30 })
    expect(await spend(third?.id, 9)).toMatchObject({ balance: 0 })
    const take = { reference: 'back', amount: 900 }
    expect(await takeRefund(unit, defaultProgram, { source: 'import', reference: '4' }, take)).toMatchObject({
      kind: 'recorded',
    })
    expect(second).toBeDefined()
    await unit.finish()
  })
}

const paid = (rows: object[] = []) => rows.map((row) => ({ ...row, points: 0, balance: 0 }))
const held = (rows: object[] = []) =>
  rows.filter((row) => !('balance' in row && row.balance === 0 && 'debt' in row && row.debt === 0))

describe('export', () => {
  eachDatabase((fresh) => {
    test('what was taken out and brought into another database is the same', async () => {
      const database = await fresh.open()
      await furnish(database)
      const folder = join(dirname(fileOf('')), 'out')
      const counts = await bringOut(database, folder, { now })
      expect(counts).toMatchObject({ customers: 3, purchases: 5, refunds: 1, complaints: 0 })
      const other = await fresh.open()
      for (const name of ['customers', 'balances', 'purchases'])
        expect(await imports(other, join(folder, `${name}.csv`))).toMatchObject({ refused: 0, stored: counts[name] })
      const [before, after] = [await contentOf(database), await contentOf(other)]
      for (const name of ['customers', 'identities', 'tags', 'fields']) expect(after[name]).toEqual(before[name])
      expect(before.tags).toHaveLength(2)
      expect(before.fields).toHaveLength(3)
      expect(paid(after.purchases)).toEqual(paid(before.purchases))
      expect(held(after.accounts)).toEqual(held(before.accounts))
      expect(held(after.accounts)).toMatchObject([
        { card: 'CARD-1', balance: 30 },
        { card: 'CARD-2', balance: 30 },
        { card: 'CARD-3', balance: 0, debt: 9 },
      ])
      const ends = (database: Database) =>
        database.query(
          `SELECT c.card, l.remaining, l.expires FROM lot l JOIN customer c ON c.id = l."customerId"
           WHERE l.remaining > 0 AND l.expires > ? ORDER BY 1, 3`,
          now,
        )
      expect(await ends(other)).toEqual(await ends(database))
    })

    test('nothing is written over, and a formula is text', async () => {
      const database = await fresh.open()
      await furnish(database)
      const folder = join(dirname(fileOf('')), 'out')
      mkdirSync(`${folder}.unfinished`)
      await bringOut(database, folder, { now })
      expect(existsSync(`${folder}.unfinished`)).toBe(false)
      expect(readFileSync(join(folder, 'customers.csv'), 'utf8')).toContain(`"'=HYPERLINK(1)"`)
      await expect(bringOut(database, folder, { now })).rejects.toThrow(/is there already/)
      await expect(bringOut(database, join(folder, 'no', 'folder'), { now })).rejects.toThrow(/no folder/)
    })
  })
})
