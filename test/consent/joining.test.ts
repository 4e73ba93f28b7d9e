import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Consent, countingOf } from '../../src/consent/rules.ts'
import { consentOf, type Standing, setConsents } from '../../src/consent/store.ts'
import { contactOf } from '../../src/customers/contact.ts'
import { allFeatures } from '../../src/features.ts'
import { joinCustomers, partCustomers } from '../../src/links/joining.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { World } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'

const consent: fc.Arbitrary<Consent | null> = fc.option(
  fc.record({
    answer: fc.constantFrom('yes' as const, 'no' as const),
    at: fc.option(fc.integer({ min: 1, max: 4 }).map((day) => new Date(day * 86_400_000))),
    via: fc.constantFrom('telegram', 'web', 'import'),
  }),
)
const someone = fc.record({ consent, asked: fc.boolean(), stopped: fc.boolean() })

eachDatabase((fresh) => {
  test('of two who become one the later answer counts and a stop always; parted, nobody has the answer of the other', async () => {
    const world = await World.open(fresh)
    const features = allFeatures(defaultProgram)
    let run = 0
    await fc.assert(
      fc.asyncProperty(someone, someone, async (a, b) => {
        run += 1
        const ids = await Promise.all(
          ['a', 'b'].map((name) =>
            world.engine.run(
              async (unit) => (await contactOf(unit, { platform: 'fake', id: `${name}${run}` })).customerId,
            ),
          ),
        )
        const told = new Map([a, b].map((it, nth) => [ids[nth] ?? '', it]))
        const at = (given: boolean) => (given ? new Date('2026-01-01') : null)
        await world.engine.run(async (unit) => {
          await setConsents(unit, new Map([...told].map(([id, it]) => [id, it.consent])))
          for (const [id, { asked, stopped }] of told)
            await unit.sql.execute(
              'UPDATE customer SET "consentAsked" = ?, stopped = ? WHERE id = ?',
              ...[at(asked), at(stopped), id],
            )
        })
        const standing = (id: string): Promise<Standing> => world.engine.run((unit) => unit.ask(consentOf, id))
        const joined = await world.engine.run((unit) => joinCustomers(unit, features, ids[0] ?? '', ids[1] ?? ''))
        if (!joined) throw new Error('one already')
        const [own, other] = [told.get(joined.into), told.get(joined.from)]
        if (!own || !other) throw new Error('somebody else')
        const counts = countingOf(own.consent, other.consent)
        expect(await standing(joined.into)).toEqual({
          consent: counts,
          asked: at(a.asked || b.asked),
          stopped: at(a.stopped || b.stopped),
        })

        expect(await world.engine.run((unit) => partCustomers(unit, features, joined.from))).toBe(true)
        expect((await standing(joined.from)).consent).toEqual(other.consent)
        const after = await standing(joined.into)
        const isOthers = other.consent !== null && JSON.stringify(counts) === JSON.stringify(other.consent)
        expect(after.consent).toEqual(isOthers ? null : counts)
        if (isOthers) expect(after.asked).toBeNull()
      }),
      { numRuns: 60 },
    )
  })
})
