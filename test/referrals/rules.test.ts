import { describe, expect, test } from 'vitest'
import { reckon } from '../../src/referrals/rules/reckon.ts'
import type { Bought, Facts } from '../../src/referrals/rules/referral.ts'
import { terms } from './shop.ts'

const zone = 'Europe/Berlin'
const at = (day: string, time = '12:00') => new Date(`2026-${day}T${time}Z`)
const rules = terms({ minimum: 1_000, milestones: [{ friends: 2, points: 500 }] })

let sales = 0
function sale(day: string, amount = 2_000, given: Partial<Bought> = {}): Bought {
  sales += 1
  return { id: `p${sales}`, at: at(day), created: at(day), amount, refunds: [], ...given }
}

/** Somebody who joined on 2 March and has bought nothing. */
const friend = (id: number, given: Partial<Facts> = {}): Facts => ({
  ...{ id, joined: at('03-02'), terms: rules, isSelf: false, isExisting: false, isSecond: false, isRing: false },
  ...{ wereOne: false, decision: null, decided: null, purchases: [], frozen: null },
  ...given,
})

const states = (all: readonly Facts[], now: Date) =>
  reckon(all, now, zone).map(({ id, state, reason, owed }) => [
    id,
    state,
    reason,
    owed.referrer + owed.friend + owed.milestone,
  ])
const one = (given: Partial<Facts>, now: Date) => reckon([friend(1, given)], now, zone)[0]

describe('one friend', () => {
  test('is owed nothing for before he buys, and is looked at when his time is over', () => {
    expect(one({}, at('03-02'))).toMatchObject({ state: 'joined', owed: { referrer: 0 }, counts: null })
    const { due } = one({}, at('03-02')) ?? {}
    // Ninety days to buy, and fourteen more; clocks have been changed meanwhile.
    expect(due).toEqual(new Date(Date.parse('2026-06-14T11:00Z') + 1))
    expect(one({}, due ?? at('01-01'))).toMatchObject({ state: 'expired', due: null })
  })

  test.each([
    ['in its hold', sale('03-10'), '03-23', 'bought'],
    ['once its hold is over', sale('03-10'), '03-24', 'rewarded'],
    ['too small', sale('03-10', 999), '03-24', 'joined'],
    ['just large enough', sale('03-10', 1_000), '03-24', 'rewarded'],
    [
      'given back within the hold',
      sale('03-10', 2_000, { refunds: [{ amount: 1_001, created: at('03-20') }] }),
      '03-24',
      'joined',
    ],
    [
      'given back in part',
      sale('03-10', 2_000, { refunds: [{ amount: 1_000, created: at('03-20') }] }),
      '03-24',
      'rewarded',
    ],
    [
      'given back after it',
      sale('03-10', 2_000, { refunds: [{ amount: 2_000, created: at('03-24') }] }),
      '03-25',
      'rewarded',
    ],
    ['told late, in its hold until then', sale('03-10', 2_000, { created: at('04-20') }), '04-20', 'rewarded'],
    ['after his time', sale('06-01'), '06-20', 'expired'],
    ['before he joined', sale('03-01'), '03-24', 'joined'],
  ])('with a purchase %s', (_, purchase, day, state) => {
    expect(one({ purchases: [purchase] }, at(day))?.state).toBe(state)
  })

  test('is paid for by the first purchase to settle, whichever was made first', () => {
    const small = sale('03-03', 500)
    const late = sale('03-04', 5_000, { created: at('04-30') })
    const first = sale('03-10', 3_000)
    expect(one({ purchases: [late, first, small] }, at('05-30'))).toMatchObject({
      ...{ purchase: first.id, bought: first.at, counts: at('03-24'), state: 'rewarded' },
      ...{ owed: { referrer: 100, friend: 50, milestone: 0 }, due: null },
    })
  })

  test('with no hold and no minimum is paid for at once, but never for nothing', () => {
    const quick = terms({ hold: null })
    expect(one({ terms: quick, purchases: [sale('03-10', 1)] }, at('03-10'))?.state).toBe('rewarded')
    expect(one({ terms: quick, purchases: [sale('03-10', 0)] }, at('03-10'))?.state).toBe('joined')
  })

  test.each([
    [{ isSelf: true }, 'refused', 'self'],
    [{ isExisting: true }, 'refused', 'existing'],
    [{ isSecond: true }, 'refused', 'second'],
    [{ decision: 'no' as const }, 'refused', 'no'],
    [{ isRing: true }, 'held', 'ring'],
    [{ wereOne: true }, 'held', 'linked'],
    [{ isRing: true, decision: 'yes' as const }, 'rewarded', null],
    [{ isSelf: true, decision: 'yes' as const }, 'refused', 'self'],
  ])('%j is %s', (given, state, reason) => {
    expect(one({ ...given, purchases: [sale('03-10')] }, at('05-01'))).toMatchObject({ state, reason })
  })

  test('is held only once there is something to decide', () => {
    expect(one({ isRing: true }, at('03-10'))).toMatchObject({ state: 'joined', reason: 'ring' })
    expect(one({ isRing: true, purchases: [sale('03-10')] }, at('03-11'))).toMatchObject({ state: 'held' })
  })

  test('falls due when a manager has agreed, if that is later', () => {
    const given = { isRing: true, decision: 'yes' as const, purchases: [sale('03-10')] }
    expect(one({ ...given, decided: at('05-05') }, at('05-06'))?.counts).toEqual(at('05-05'))
    expect(one({ ...given, decided: at('03-11') }, at('05-06'))?.counts).toEqual(at('03-24'))
  })
})

describe('several friends of one referrer', () => {
  test('the fifth within a day goes through, the sixth is held, and one a day later is not', () => {
    const all = [0, 1, 2, 3, 4, 5].map((hour) =>
      friend(hour + 1, {
        joined: at('03-02', `0${hour}:00`),
        purchases: [sale('03-10')],
        terms: terms({ ceiling: 99 }),
      }),
    )
    const later = friend(7, { joined: at('03-03', '01:00'), purchases: [sale('03-10')], terms: terms({ ceiling: 99 }) })
    expect(states([...all, later], at('05-01')).map(([, state, reason]) => reason ?? state)).toEqual([
      ...Array(5).fill('rewarded'),
      'burst',
      'rewarded',
    ])
  })

  test('up to the ceiling of a month are paid for, by when they fell due, in the time of the shop', () => {
    const few = terms({ ceiling: 1, hold: null })
    const bought = (id: number, time: string) =>
      friend(id, {
        terms: few,
        purchases: [sale('03-31', 2_000, { at: at('03-31', time), created: at('03-31', time) })],
      })
    // It is April in Berlin from 22:00 on.
    expect(states([bought(1, '21:59'), bought(2, '20:00'), bought(3, '22:00')], at('05-01'))).toEqual([
      [1, 'refused', 'over', 0],
      [2, 'rewarded', null, 150],
      [3, 'rewarded', null, 150],
    ])
  })

  test('the second who is paid for brings the milestone, and what stays as it was counts', () => {
    const [first, second] = [friend(1, { purchases: [sale('03-10')] }), friend(2, { purchases: [sale('03-11')] })]
    expect(states([second, first], at('05-01'))).toEqual([
      [1, 'rewarded', null, 150],
      [2, 'rewarded', null, 650],
    ])
    const amounts = { referrer: 7, friend: 3, milestone: 0 }
    const frozen = { state: 'rewarded' as const, reason: null, counts: at('03-24'), amounts }
    expect(states([friend(1, { frozen, isSelf: true }), second], at('05-01'))).toEqual([
      [1, 'rewarded', null, 10],
      [2, 'rewarded', null, 650],
    ])
  })

  test('each has what was promised on the day on which he joined', () => {
    const then = friend(1, { purchases: [sale('03-10')], terms: terms({ referrer: 1, friend: 2 }) })
    const now = friend(2, { purchases: [sale('03-10')], terms: terms({ referrer: 30, friend: 0 }) })
    expect(states([then, now], at('05-01')).map(([, , , points]) => points)).toEqual([3, 30])
  })
})
