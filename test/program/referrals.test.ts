import { describe, expect, test } from 'vitest'
import { parseProgram, problemText } from '../../src/program/parse.ts'
import { defaultReferrals, type Program } from '../../src/program/program.ts'

function parsed(text: string): Program {
  const result = parseProgram(text, 'program.yaml')
  if (Array.isArray(result)) throw new Error(result.map(problemText).join('\n'))
  return result
}

function problems(text: string): string[] {
  const result = parseProgram(text, 'program.yaml')
  return Array.isArray(result) ? result.map(problemText) : []
}

describe('the rules of referrals', () => {
  test('are ours when nothing is said, and what is left out is ours', () => {
    expect(parsed('shop: A').referrals).toEqual(defaultReferrals)
    expect(parsed('referrals: { friend: 0 }').referrals).toEqual({ ...defaultReferrals, friend: 0 })
  })

  test('are none when that is said', () => {
    expect(parsed('referrals: none').referrals).toBeNull()
    expect(parsed('referrals: None').referrals).toBeNull()
  })

  test('are read', () => {
    const { referrals } = parsed(`
currency: JPY
referrals:
  referrer: 200
  friend: 20
  minimum: 1000
  hold: none
  within: 2 months
  ceiling: 3
  burst: 1
  milestones: [{ friends: 10, points: 900 }, { friends: 5, points: 400 }]
`)
    expect(referrals).toEqual({
      ...{ referrer: 200, friend: 20, minimum: 1_000, hold: null, ceiling: 3, burst: 1 },
      within: { count: 2, unit: 'months' },
      milestones: [
        { friends: 5, points: 400 },
        { friends: 10, points: 900 },
      ],
    })
  })

  test.each([
    [
      'referrals: never',
      'must be none, or a group of keys such as referrer: 100, found "never". Write none for no referrals.',
    ],
    ['referrals: [1]', 'must be a group of keys, found a list.'],
    ['referrals: { referrer: -1 }', 'must be a whole number of points such as 100, found "-1"'],
    ['referrals: { minimum: 1.234 }', 'must be an amount in EUR, found "1.234"'],
    ['referrals: { hold: 14 }', 'must be a time such as 14 days or 24 months, or none'],
    ['referrals: { within: never }', 'must be a time such as 14 days'],
    ['referrals: { ceiling: 0 }', 'Write how many friends, from 1 to 10000.'],
    [
      'referrals: { milestones: [{ friends: 5, points: 1 }, { friends: 5, points: 2 }] }',
      'is for 5 friends a second time',
    ],
    ['referrals: { milestones: [{ friends: 5 }] }', 'referrals.milestones.points must be a whole number of points'],
    ['referrals: { referer: 5 }', 'referrals.referer is not known. Write referrer.'],
    [
      'referrals: { milestones: [{ friend: 5, points: 1 }] }',
      'referrals.milestones.friend is not known. Write friends.',
    ],
  ])('%s is explained', (text, message) => {
    expect(problems(text).join('\n')).toContain(message)
  })
})
