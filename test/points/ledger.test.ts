import { describe, expect, test } from 'vitest'
import { type Account, type Entry, type Lot, MAX_POINTS, type Post, type Posted, post } from '../../src/points/rules.ts'

const day = (number: number) => new Date(Date.UTC(2026, 0, number))

/** A lot of ten points, usable from the first day on. */
function lot(id: string, rest: Partial<Lot> = {}): Lot {
  return {
    id,
    points: 10,
    remaining: 10,
    expired: 0,
    usableAt: day(1),
    expiresAt: null,
    earnedAt: day(1),
    purchase: `p-${id}`,
    ...rest,
  }
}

function account(lots: Lot[], debt = 0): Account {
  return { customer: 'c1', lots, debt }
}

function posted(before: Account, what: Post): Posted {
  const result = post(before, what, { lot: 'new' })
  if ('refused' in result) throw new Error(result.refused)
  return result
}

/** `earn +25 lot`, as a line. */
function lines(entries: Entry[]): string[] {
  return entries.map(
    ({ kind, points, lot }) => `${kind} ${points > 0 ? '+' : ''}${points}${lot === undefined ? '' : ` ${lot}`}`,
  )
}

function left(result: Posted): Record<string, number> {
  return Object.fromEntries(result.account.lots.map(({ id, remaining }) => [id, remaining]))
}

const earn = (points: number, rest: Partial<Post & { kind: 'earn' }> = {}): Post => ({
  kind: 'earn',
  at: day(5),
  points,
  purchase: 'p-new',
  earnedAt: day(5),
  usableAt: day(5),
  expiresAt: null,
  ...rest,
})
const spend = (points: number): Post => ({ kind: 'spend', at: day(5), points })
const refund = (points: number, purchase: string, debtPolicy: 'zero' | 'negative' = 'zero'): Post => ({
  kind: 'refund',
  at: day(5),
  points,
  purchase,
  debtPolicy,
})
const adjust = (points: number): Post => ({
  kind: 'adjust',
  at: day(5),
  points,
  reason: 'cold coffee',
  author: 'staff-1',
  expiresAt: day(90),
})
const expire: Post = { kind: 'expire', at: day(5) }

describe('earn', () => {
  test('adds a lot and one entry', () => {
    const result = posted(account([]), earn(25, { usableAt: day(19), expiresAt: day(90) }))
    const added = {
      id: 'new',
      points: 25,
      remaining: 25,
      expired: 0,
      purchase: 'p-new',
      earnedAt: day(5),
      usableAt: day(19),
      expiresAt: day(90),
    }
    expect(result.changedLots).toEqual([added])
    expect(result.account).toEqual(account([added]))
    expect(result.entries).toEqual([{ kind: 'earn', points: 25, at: day(5), lot: 'new', purchase: 'p-new' }])
  })

  test('of nothing leaves everything as it is', () => {
    expect(posted(account([lot('a')]), earn(0))).toEqual({ account: account([lot('a')]), entries: [], changedLots: [] })
  })

  test('pays off the debt first', () => {
    const result = posted(account([], 10), earn(25))
    expect(lines(result.entries)).toEqual(['earn +25 new', 'repay -10 new'])
    expect(result.account.debt).toBe(0)
    expect(left(result)).toEqual({ new: 15 })
  })

  test('pays off as much of the debt as it can', () => {
    const result = posted(account([], 30), earn(25))
    expect(lines(result.entries)).toEqual(['earn +25 new', 'repay -25 new'])
    expect(result.account.debt).toBe(5)
  })

  test('fills lots below zero, and then pays off the debt', () => {
    const result = posted(account([lot('a', { remaining: -4 }), lot('b', { remaining: -3 })], 2), earn(25))
    expect(lines(result.entries)).toEqual([
      'earn +25 new',
      'transfer -4 new',
      'transfer +4 a',
      'transfer -3 new',
      'transfer +3 b',
      'repay -2 new',
    ])
    expect(left(result)).toEqual({ a: 0, b: 0, new: 16 })
    expect(result.changedLots.map(({ id }) => id)).toEqual(['a', 'b', 'new'])
  })

  test('of a purchase so late that its points are over lets them go at once', () => {
    const result = posted(account([], 3), earn(10, { expiresAt: day(4) }))
    expect(lines(result.entries)).toEqual(['earn +10 new', 'repay -3 new', 'expire -7 new'])
    expect(result.changedLots[0]).toMatchObject({ remaining: 0, expired: 7 })
  })

  test('twice for one purchase is refused', () => {
    expect(post(account([lot('a')]), earn(5, { purchase: 'p-a' }), { lot: 'new' })).toEqual({
      refused: 'already-earned',
      available: 10,
    })
  })
})

describe('spend', () => {
  const lots = [
    lot('never'),
    lot('late', { expiresAt: day(90) }),
    lot('soon', { expiresAt: day(30) }),
    lot('older', { earnedAt: new Date(0) }),
    lot('pending', { usableAt: day(6), expiresAt: day(10) }),
    lot('over', { expiresAt: day(5) }),
    lot('also', {}),
  ]

  test('takes first what expires first, then by age and id, and nothing that is pending or over', () => {
    const result = posted(account(lots), spend(45))
    expect(lines(result.entries)).toEqual([
      'expire -10 over',
      'spend -10 soon',
      'spend -10 late',
      'spend -10 older',
      'spend -10 also',
      'spend -5 never',
    ])
    expect(left(result)).toMatchObject({ never: 5, pending: 10, over: 0 })
  })

  test('beyond what is usable is refused with what is', () => {
    expect(post(account(lots), spend(51), { lot: 'new' })).toEqual({ refused: 'not-enough', available: 50 })
    expect(post(account([]), spend(1), { lot: 'new' })).toEqual({ refused: 'not-enough', available: 0 })
  })

  test('points become usable at the very instant, and end at the very instant', () => {
    expect(posted(account([lot('a', { usableAt: day(5) })]), spend(10)).entries).toHaveLength(1)
    expect(post(account([lot('a', { expiresAt: day(5) })]), spend(10), { lot: 'new' })).toEqual({
      refused: 'not-enough',
      available: 0,
    })
  })
})

describe('adjust', () => {
  test('upward adds a lot that says why and by whom', () => {
    const result = posted(account([]), adjust(20))
    expect(result.entries).toEqual([
      { kind: 'adjust', points: 20, at: day(5), lot: 'new', reason: 'cold coffee', author: 'staff-1' },
    ])
    expect(result.changedLots).toEqual([
      { id: 'new', points: 20, remaining: 20, expired: 0, earnedAt: day(5), usableAt: day(5), expiresAt: day(90) },
    ])
  })

  test('upward pays off the debt as anything that comes in does', () => {
    expect(lines(posted(account([], 5), adjust(20)).entries)).toEqual(['adjust +20 new', 'repay -5 new'])
  })

  test('downward takes pending points too', () => {
    const result = posted(account([lot('a'), lot('b', { usableAt: day(30), expiresAt: day(60) })]), adjust(-15))
    expect(lines(result.entries)).toEqual(['adjust -10 b', 'adjust -5 a'])
  })

  test('downward beyond what is there is refused with what is', () => {
    expect(post(account([lot('a')]), adjust(-11), { lot: 'new' })).toEqual({ refused: 'not-enough', available: 10 })
    expect(post(account([lot('a', { remaining: -5 })]), adjust(-1), { lot: 'new' })).toEqual({
      refused: 'not-enough',
      available: 0,
    })
  })

  test('downward beyond what is there is owed where a debt policy says so', () => {
    const beyond = (debtPolicy: 'zero' | 'negative') => ({ ...adjust(-15), debtPolicy }) as Post
    const owing = posted(account([lot('a')]), beyond('zero'))
    expect(lines(owing.entries)).toEqual(['adjust -10 a', 'adjust -5', 'owe +5'])
    expect(owing.account.debt).toBe(5)
    const below = posted(account([lot('a')]), beyond('negative'))
    expect(lines(below.entries)).toEqual(['adjust -10 a', 'adjust -5 new'])
    expect(below.account).toMatchObject({ debt: 0, lots: [{ remaining: 0 }, { id: 'new', points: 0, remaining: -5 }] })
  })

  test('needs a reason and an author', () => {
    expect(post(account([]), { ...adjust(5), reason: ' ' } as Post, { lot: 'new' })).toEqual({
      refused: 'no-reason',
      available: 0,
    })
    expect(post(account([]), { ...adjust(5), author: '' } as Post, { lot: 'new' })).toEqual({
      refused: 'no-author',
      available: 0,
    })
  })
})

describe('refund', () => {
  test('takes from the lot of the purchase first, even when pending, then what expires first', () => {
    const lots = [
      lot('soon', { expiresAt: day(10) }),
      lot('own', { remaining: 4, usableAt: day(20) }),
      lot('late', { expiresAt: day(90) }),
    ]
    const result = posted(account(lots), refund(10, 'p-own'))
    expect(lines(result.entries)).toEqual(['refund -4 own', 'refund -6 soon'])
    expect(result.entries.every(({ purchase }) => purchase === 'p-own')).toBe(true)
  })

  test('to zero: the rest is a debt, and the entries show all of it', () => {
    const result = posted(account([lot('own', { remaining: 4 })]), refund(10, 'p-own'))
    expect(lines(result.entries)).toEqual(['refund -4 own', 'refund -6', 'owe +6'])
    expect(result.account.debt).toBe(6)
    expect(left(result)).toEqual({ own: 0 })
  })

  test('negative: the lot of the purchase goes below zero', () => {
    const result = posted(account([lot('own', { remaining: 4 })]), refund(10, 'p-own', 'negative'))
    expect(lines(result.entries)).toEqual(['refund -4 own', 'refund -6 own'])
    expect(result.account.debt).toBe(0)
    expect(left(result)).toEqual({ own: -6 })
  })

  test('does not take again what has expired, once', () => {
    const before = account([lot('own', { remaining: 0, expired: 4 }), lot('other')])
    const first = posted(before, refund(5, 'p-own'))
    expect(lines(first.entries)).toEqual(['refund -1 other'])
    const second = posted(first.account, refund(5, 'p-own'))
    expect(lines(second.entries)).toEqual(['refund -5 other'])
  })

  test('lets go first of what is due, as if it had been swept in time', () => {
    const result = posted(account([lot('own', { expiresAt: day(4) }), lot('other')]), refund(10, 'p-own'))
    expect(lines(result.entries)).toEqual(['expire -10 own'])
    expect(left(result)).toEqual({ own: 0, other: 10 })
  })

  test('of nothing needs no lot; of something unknown or too much is refused', () => {
    expect(posted(account([]), refund(0, 'p-none')).entries).toEqual([])
    expect(post(account([]), refund(1, 'p-none'), { lot: 'new' })).toEqual({
      refused: 'unknown-purchase',
      available: 0,
    })
    expect(post(account([lot('a')]), refund(11, 'p-a'), { lot: 'new' })).toEqual({
      refused: 'over-refund',
      available: 10,
    })
  })
})

describe('expire', () => {
  test('lets go of what is due, keeps what is owed, and does nothing the second time', () => {
    const lots = [
      lot('due', { remaining: 3, expiresAt: day(5) }),
      lot('owed', { remaining: -3, expiresAt: day(2) }),
      lot('kept', { expiresAt: day(6) }),
    ]
    const result = posted(account(lots), expire)
    expect(lines(result.entries)).toEqual(['expire -3 due'])
    expect(result.changedLots).toEqual([lot('due', { remaining: 0, expired: 3, expiresAt: day(5) })])
    expect(posted(result.account, expire)).toEqual({ account: result.account, entries: [], changedLots: [] })
  })
})

describe('bounds', () => {
  const strange = [Number.NaN, Number.POSITIVE_INFINITY, 0.5, MAX_POINTS + 1, Number.MAX_SAFE_INTEGER]

  test.each([...strange, -1])('%d points are refused by every post', (points) => {
    const posts = [
      earn(points),
      spend(points),
      refund(points, 'p-a'),
      ...(points === -1 ? [] : [adjust(points), adjust(-points)]),
    ]
    for (const what of posts) {
      expect(post(account([lot('a')]), what, { lot: 'new' })).toMatchObject({ refused: 'out-of-bounds' })
    }
  })

  test('to spend or adjust by nothing is refused', () => {
    expect(post(account([]), spend(0), { lot: 'new' })).toMatchObject({ refused: 'out-of-bounds' })
    expect(post(account([]), adjust(0), { lot: 'new' })).toMatchObject({ refused: 'out-of-bounds' })
    expect(post(account([]), adjust(-0), { lot: 'new' })).toMatchObject({ refused: 'out-of-bounds' })
  })

  test('dates that are none are refused', () => {
    const never = new Date(Number.NaN)
    const posts = [
      earn(1, { at: never }),
      earn(1, { earnedAt: never }),
      earn(1, { usableAt: never }),
      earn(1, { expiresAt: never }),
      { ...expire, at: never },
    ]
    for (const what of posts)
      expect(post(account([]), what, { lot: 'new' })).toMatchObject({ refused: 'out-of-bounds' })
  })

  test('the balance and the debt stay within bounds', () => {
    const full = account([lot('a', { points: MAX_POINTS, remaining: MAX_POINTS })])
    expect(post(full, earn(1), { lot: 'new' })).toEqual({ refused: 'out-of-bounds', available: MAX_POINTS })
    const owing = account([lot('a', { points: 10, remaining: 0 })], MAX_POINTS)
    expect(post(owing, refund(1, 'p-a'), { lot: 'new' })).toMatchObject({ refused: 'out-of-bounds' })
  })
})
