import { expect, test } from 'vitest'
import { eachDatabase } from '../databases.ts'
import { problem, Shop } from '../http/shop.ts'

eachDatabase((fresh) => {
  test('a sale carries the code that was shown with it, however that was typed', async () => {
    const shop = await Shop.open(fresh)
    const sell = (id: string, code?: string) => shop.sell(id, '9.90', 'telegram:1', code === undefined ? {} : { code })
    expect((await sell('R-1', 'soup-10')).status).toBe(201)
    expect((await sell('R-1', 'ＳＯＵＰ-10')).status).toBe(200)
    expect(await sell('R-1', 'SOUP-20')).toMatchObject(problem(409, 'different-content'))
    expect(await sell('R-1')).toMatchObject(problem(409, 'different-content'))
    expect((await sell('R-2')).status).toBe(201)
    expect((await sell('R-2')).status).toBe(200)
    expect((await sell('R-3', 'x'.repeat(65))).status).toBe(400)
    const rows = await shop.world.database.query('SELECT reference, code FROM purchase ORDER BY reference')
    expect(rows).toEqual([
      { reference: 'R-1', code: 'SOUP-10' },
      { reference: 'R-2', code: null },
    ])
  })
})
