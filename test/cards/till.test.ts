import { expect, test } from 'vitest'
import { newCard } from '../../src/customers/card.ts'
import { buttonsOf } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { problem, Shop } from '../http/shop.ts'
import { contentOf, imports, refusals } from '../moving/files.ts'
import { fileOf } from '../moving/folder.ts'

const wide = (text: string) => text.replace(/[!-~]/g, (it) => String.fromCharCode(it.charCodeAt(0) + 0xfee0))

/** A customer of the chat, with the code on the card. */
async function customer(shop: Shop) {
  const rita = shop.world.person('rita', { name: 'Rita', locale: 'en' })
  await rita.says('/start')
  const { body } = await shop.get('/customers/fake:rita')
  return { rita, card: String(body.card) }
}

eachDatabase((fresh) => {
  test('a till sends the code as it was scanned or typed', async () => {
    const shop = await Shop.open(fresh)
    const { card } = await customer(shop)
    const bare = card.replaceAll('-', '')
    const ways = [
      card,
      bare,
      bare.toLowerCase(),
      card.replaceAll('-', ' '),
      card.replaceAll('-', '–'),
      wide(bare),
      ` ${card} `,
    ]
    for (const [nth, way] of ways.entries()) {
      const { status, body } = await shop.sell(`R-${nth}`, '1.00', `card:${way}`)
      expect([way, status, body.balance]).toEqual([way, 201, nth + 1])
    }
    expect((await shop.get(`/customers/card:${bare.toLowerCase()}`)).body.card).toBe(card)
    for (const wrong of [`card:${card}0`, 'card:', 'card: ', 'card:a b', `card:${'x'.repeat(101)}`, card])
      expect((await shop.sell('R-9', '1.00', wrong)).status, wrong).toBe(wrong === `card:${card}0` ? 404 : 400)
    expect(await shop.sell('R-9', '1.00', `card:${newCard()}`)).toMatchObject(problem(404, 'unknown-customer'))
  })

  test('a code that was replaced gets no points any more, and the till is told so', async () => {
    const shop = await Shop.open(fresh)
    const { rita, card } = await customer(shop)
    const sure = await rita.presses(await rita.says('/card'), 'New code')
    expect(buttonsOf(sure.message)).toMatchObject([{ tone: 'danger' }, {}])
    await rita.presses(sure, 'Give me a new code')
    await rita.hears()
    const refused = await shop.sell('R-1', '1.00', `card:${card}`)
    expect(refused).toMatchObject(problem(404, 'unknown-customer'))
    expect(refused.body.detail).toBe('This code was replaced by a new one.')
    const now = (await shop.get('/customers/fake:rita')).body.card
    expect(now).not.toBe(card)
    expect((await shop.sell('R-1', '1.00', `card:${now}`)).status).toBe(201)
  })

  test('a file of the earlier system still means that customer by the code he had', async () => {
    const shop = await Shop.open(fresh)
    const { database } = shop.world
    const { rita, card } = await customer(shop)
    await imports(database, fileOf(`card,identity\nOLD-7,fake:olga\n`))
    const sure = await rita.presses(await rita.says('/card'), 'New code')
    await rita.presses(sure, 'Give me a new code')
    await rita.hears()
    const before = await contentOf(database)
    expect(await imports(database, fileOf(`card,class\n${card},gold\n`))).toMatchObject({
      known: 1,
      stored: 0,
      refused: 0,
    })
    const after = await contentOf(database)
    expect(after.customers).toHaveLength(before.customers?.length ?? 0)
    const sales = fileOf(
      `reference;customer;amount;at\n1;${card};25,90;2026-01-05\n2;OLD-7;3;2026-01-05\n3;NOBODY-1;3;2026-01-05\n`,
    )
    const told = await imports(database, sales)
    expect(told).toMatchObject({ stored: 2, refused: 1 })
    expect(refusals(told).map(([line]) => line)).toEqual([4])
    expect((await shop.get('/customers/fake:rita')).body).toMatchObject({ balance: 25, class: 'gold' })
  })
})
