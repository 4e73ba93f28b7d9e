import { describe, expect, test } from 'vitest'
import { type Account, type Entry, historyLines, type Lot, noticeUntil, standing } from '../../src/points/rules.ts'
import { defaultProgram } from '../../src/program/program.ts'

const berlin = { ...defaultProgram, timeZone: 'Europe/Berlin' }
const now = new Date('2026-03-04T11:00:00Z')

function lot(id: string, remaining: number, rest: Partial<Lot> = {}): Lot {
  return {
    id,
    points: 100,
    remaining,
    expired: 0,
    usableAt: new Date(0),
    expiresAt: null,
    earnedAt: new Date(0),
    ...rest,
  }
}

function account(...lots: Lot[]): Account {
  return { customer: 'c1', lots, debt: 3 }
}

describe('standing', () => {
  test('of an empty account', () => {
    expect(standing({ customer: 'c1', lots: [], debt: 0 }, now, berlin)).toEqual({
      balance: 0,
      usable: 0,
      pending: null,
      expiring: null,
      debt: 0,
    })
  })

  test('tells usable from pending, and what becomes usable next', () => {
    const soon = new Date('2026-03-05T11:00:00Z')
    const later = new Date('2026-04-05T11:00:00Z')
    const result = standing(
      account(
        lot('a', 10, { usableAt: now }),
        lot('b', 7, { usableAt: later }),
        lot('c', 5, { usableAt: soon }),
        lot('d', 2, { usableAt: new Date(soon) }),
      ),
      now,
      berlin,
    )
    expect(result).toEqual({
      balance: 24,
      usable: 10,
      pending: { points: 14, nextAt: soon, nextPoints: 7 },
      expiring: null,
      debt: 3,
    })
  })

  test('adds up what expires on the same day in the time zone of the shop', () => {
    const lots = [
      lot('next day', 64, { expiresAt: new Date('2026-03-31T22:00:00Z') }),
      lot('evening', 2, { expiresAt: new Date('2026-03-31T21:59:59.999Z') }),
      lot('morning', 1, { expiresAt: new Date('2026-03-30T22:00:00Z') }),
      lot('pending', 4, { expiresAt: new Date('2026-03-31T10:00:00Z'), usableAt: new Date('2026-03-20T00:00:00Z') }),
      lot('never', 8),
      lot('spent', 0, { expiresAt: new Date('2026-03-10T00:00:00Z') }),
    ]
    expect(standing(account(...lots), now, berlin).expiring).toEqual({
      points: 7,
      at: new Date('2026-03-30T22:00:00Z'),
    })
  })

  test('no longer counts what is due, from the very instant', () => {
    const lots = [lot('due', 10, { expiresAt: now }), lot('kept', 5, { expiresAt: new Date(now.getTime() + 1) })]
    expect(standing(account(...lots), now, berlin)).toMatchObject({ balance: 5, usable: 5, expiring: { points: 5 } })
  })

  test('counts what is owed, even when that lot would be over', () => {
    expect(standing(account(lot('owed', -5, { expiresAt: new Date(0) })), now, berlin)).toMatchObject({
      balance: -5,
      usable: 0,
      pending: null,
      expiring: null,
    })
  })
})

test('notice goes to owners of what expires within the time the program says', () => {
  expect(noticeUntil(now, berlin)).toEqual(new Date('2026-04-03T10:00:00Z'))
  expect(
    noticeUntil(new Date('2026-01-31T11:00:00Z'), { ...berlin, expiryNotice: { count: 1, unit: 'months' } }),
  ).toEqual(new Date('2026-02-28T11:00:00Z'))
})

test('history shows the entries of one post and kind as one line, and nothing that comes to nothing', () => {
  const later = new Date(now.getTime() + 1)
  const entries: Entry[] = [
    { kind: 'earn', points: 25, at: later, lot: 'b', purchase: 'p2' },
    { kind: 'transfer', points: -4, at: later, lot: 'b' },
    { kind: 'transfer', points: 4, at: later, lot: 'a' },
    { kind: 'refund', points: -6, at: now, lot: 'a', purchase: 'p1' },
    { kind: 'refund', points: -4, at: now, purchase: 'p1' },
    { kind: 'owe', points: 4, at: now, purchase: 'p1' },
    { kind: 'refund', points: -1, at: now, lot: 'a', purchase: 'p0' },
  ]
  const copy = structuredClone(entries)
  expect(historyLines(entries)).toEqual([
    { kind: 'earn', points: 25, at: later, purchase: 'p2' },
    { kind: 'refund', points: -10, at: now, purchase: 'p1' },
    { kind: 'owe', points: 4, at: now, purchase: 'p1' },
    { kind: 'refund', points: -1, at: now, purchase: 'p0' },
  ])
  expect(entries).toEqual(copy)
})
