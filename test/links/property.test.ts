import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contactOf } from '../../src/customers/contact.ts'
import { allFeatures } from '../../src/features.ts'
import { joinCustomers, partCustomers } from '../../src/links/joining.ts'
import { postToLedger } from '../../src/points/exports.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { takeRefund, takeSale } from '../../src/purchases/sale.ts'
import { World } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { books } from './books.ts'

const people = ['a', 'b', 'c', 'd']
const person = fc.nat(people.length - 1)
const step = fc.oneof(
  fc.record({ kind: fc.constant('sell' as const), who: person, amount: fc.integer({ min: 100, max: 5_000 }) }),
  fc.record({ kind: fc.constant('refund' as const), nth: fc.nat(8), share: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ kind: fc.constant('spend' as const), who: person, points: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('join' as const), who: person, whom: person }),
  fc.record({ kind: fc.constant('part' as const), who: person }),
)

eachDatabase((fresh) => {
  test('whatever is bought, spent, refunded, linked and separated in any order, all books add up and no entry is lost', async () => {
    let run = 0
    const world = await World.open(fresh)
    const features = allFeatures(defaultProgram)
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        run += 1
        const idOf = (nth: number) =>
          world.engine.run(
            async (unit) => (await contactOf(unit, { platform: 'fake', id: `${people[nth]}${run}` })).customerId,
          )
        const originals = await Promise.all(people.map((_, nth) => idOf(nth)))
        const sales: { source: string; reference: string; amount: number }[] = []
        let entries = 0
        for (const [nth, it] of steps.entries()) {
          switch (it.kind) {
            case 'sell': {
              const sale = { source: 'test', reference: `${run}-${nth}`, amount: it.amount }
              sales.push(sale)
              // By the id that he had before he was linked: the ledger finds where it belongs.
              const customerId = originals[it.who] ?? ''
              await world.engine.run((unit) =>
                takeSale(unit, defaultProgram, { ...sale, customerId, currency: 'EUR', at: undefined, items: [] }),
              )
              break
            }
            case 'refund': {
              const sale = sales[it.nth]
              const amount = sale && Math.ceil((sale.amount * it.share) / 100)
              if (sale && amount)
                await world.engine.run((unit) =>
                  takeRefund(unit, defaultProgram, sale, { reference: String(nth), amount }),
                )
              break
            }
            case 'spend': {
              const customerId = await idOf(it.who)
              await world.engine.run((unit) =>
                unit.act(postToLedger, { customerId, post: { kind: 'spend', at: unit.now, points: it.points } }),
              )
              break
            }
            case 'join': {
              const [first = '', second = ''] = [originals[it.who], originals[it.whom]]
              await world.engine.run((unit) => joinCustomers(unit, features, first, second))
              break
            }
            case 'part':
              await world.engine.run((unit) => partCustomers(unit, features, originals[it.who] ?? ''))
              break
          }
          const now = await books(world.database)
          expect(now.entries.length).toBeGreaterThanOrEqual(entries)
          entries = now.entries.length
        }
        for (const id of originals) await world.engine.run((unit) => partCustomers(unit, features, id))
        await books(world.database)
        expect(await Promise.all(people.map((_, nth) => idOf(nth)))).toEqual(originals)
        const astray = await world.database.query(
          `SELECT id FROM lot WHERE "customerId" <> "ownerId" UNION SELECT id FROM purchase WHERE "customerId" <> "ownerId"`,
        )
        expect(astray).toEqual([])
        await world.database.execute('DELETE FROM refund')
        for (const table of ['entry', 'lot', 'purchase', 'account'])
          await world.database.execute(`DELETE FROM ${table}`)
      }),
      { numRuns: 25 },
    )
  }, 60_000)
})
