import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Asking, type Consent, countingOf, getsPromotions, mayAsk, replaces } from '../../src/consent/rules.ts'

const consent: fc.Arbitrary<Consent> = fc.record({
  answer: fc.constantFrom('yes' as const, 'no' as const),
  at: fc.option(fc.integer({ min: 0, max: 5 }).map((day) => new Date(day * 86_400_000))),
  via: fc.constantFrom('telegram', 'web', 'import'),
})
const maybe = fc.option(consent)

const asking: fc.Arbitrary<Asking> = fc.record({
  ...{ asks: fc.boolean(), direct: fc.boolean(), settled: fc.boolean(), busy: fc.boolean() },
  role: fc.constantFrom('customer' as const, 'staff' as const, 'manager' as const, 'owner' as const),
})

describe('consent', () => {
  test('is asked for at one moment only: alone with a customer who has nothing on his mind and was never asked', () => {
    const right: Asking = { asks: true, direct: true, role: 'customer', settled: false, busy: false }
    fc.assert(
      fc.property(asking, (it) => {
        const isRight = Object.entries(right).every(([key, value]) => it[key as keyof Asking] === value)
        expect(mayAsk(it)).toBe(isRight)
      }),
    )
    expect(mayAsk(right)).toBe(true)
  })

  test('of two who become one is the later answer, whoever comes first, and never a yes over a no as old', () => {
    fc.assert(
      fc.property(maybe, maybe, (a, b) => {
        const found = countingOf(a, b)
        expect(found?.answer).toBe(countingOf(b, a)?.answer)
        expect([a, b]).toContain(found)
        if (!a || !b || !found) return
        const time = (it: Consent) => it.at?.getTime() ?? -1
        expect(time(found)).toBe(Math.max(time(a), time(b)))
        if (time(a) === time(b) && a.answer !== b.answer) expect(found.answer).toBe('no')
      }),
    )
  })

  test('of several lists is the same in the end, however often each is brought in', () => {
    fc.assert(
      fc.property(maybe, fc.array(consent), (first, told) => {
        const bring = (known: Consent | null, rows: readonly Consent[]) =>
          rows.reduce<Consent | null>((now, row) => (replaces(row, now) ? row : now), known)
        const once = bring(first, told)
        expect(bring(once, told)).toEqual(once)
        // A list without a date changes nothing for whoever has answered.
        if (first && told.every(({ at }) => at === null)) expect(once).toBe(first)
      }),
    )
  })

  test('gives nobody promotions who said no or stop, and where it is required nobody who said nothing', () => {
    for (const rule of ['required', 'assumed'] as const)
      for (const answer of ['yes', 'no', null] as const) {
        expect(getsPromotions(rule, answer, true)).toBe(false)
        expect(getsPromotions(rule, 'no', false)).toBe(false)
        expect(getsPromotions(rule, 'yes', false)).toBe(true)
        expect(getsPromotions(rule, null, false)).toBe(rule === 'assumed')
      }
  })
})
