import { expect, test } from 'vitest'
import { contactOf } from '../../src/customers/contact.ts'
import type { Program } from '../../src/program/program.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { takeSale } from '../../src/purchases/sale.ts'
import { World } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'

const silentFor = (customers: Program['retention']['customers']): Partial<Program> => ({
  retention: { ...defaultProgram.retention, customers },
})

eachDatabase((fresh) => {
  const open = async (program: Partial<Program>) => {
    const clock = { now: new Date('2020-03-01T10:00:00Z') }
    const world = await World.open(fresh, { program, now: () => clock.now })
    const idOf = (id: string) =>
      world.engine.run(async (unit) => (await contactOf(unit, { platform: 'fake', id })).customerId)
    const erased = async () => (await world.database.query('SELECT id FROM customer WHERE erased IS NOT NULL')).length
    const there = async () =>
      (await world.database.query<{ person: string }>('SELECT person FROM identity ORDER BY person')).map(
        ({ person }) => person,
      )
    return { world, clock, idOf, erased, there }
  }
  const sell = (world: World, customerId: string, at: Date) =>
    world.engine.run((unit) =>
      takeSale(unit, defaultProgram, {
        ...{ source: 'till', reference: `${customerId} ${at.getTime()}`, customerId, amount: 1_000 },
        ...{ currency: 'EUR', at, items: [] },
      }),
    )

  test('customers who neither wrote nor bought for as long as the shop says are erased, others stay', async () => {
    const { world, clock, idOf, there } = await open(silentFor({ count: 2, unit: 'years' }))
    for (const id of ['silent', 'buys', 'complains', 'writes']) await world.person(id, { name: id }).says('/start')
    const sam = await world.member('staff', 'staff')
    await sam.says('/start')
    await sell(world, await idOf('silent'), clock.now)
    await world.person('complains').fills('complain', { category: 'order', text: 'The cake was stale' })
    // Told by a till, and never seen.
    await sell(world, await idOf('unseen'), clock.now)
    await sell(world, await idOf('fresh-unseen'), clock.now)
    await world.engine.look('retention')
    expect(await there()).toHaveLength(7)

    clock.now = new Date('2022-02-28T10:00:00Z')
    await sell(world, await idOf('buys'), clock.now)
    await sell(world, await idOf('fresh-unseen'), clock.now)
    await world.person('writes').says('/points')
    await world.engine.look('retention')
    expect(await there()).toHaveLength(7)

    clock.now = new Date('2022-03-02T10:00:00Z')
    await world.engine.look('retention')
    expect(await there()).toEqual(['buys', 'complains', 'fresh-unseen', 'staff', 'writes'])
    const trail = await world.database.query(`SELECT actor, act FROM audit WHERE act = 'erase'`)
    expect(trail).toEqual([
      { actor: 'system', act: 'erase' },
      { actor: 'system', act: 'erase' },
    ])
    await world.engine.look('retention')
    expect(await there()).toHaveLength(5)
  })

  test('nobody is erased where the shop does not say so', async () => {
    const { world, clock, there, erased } = await open({})
    await world.person('silent').says('/start')
    clock.now = new Date('2090-01-01T10:00:00Z')
    await world.engine.look('retention')
    expect([await there(), await erased()]).toEqual([['silent'], 0])
  })
})
