import { describe, expect, test } from 'vitest'
import { Guesses } from '../../src/referrals/door/guesses.ts'

const minute = 60_000
const limits = { perAddress: 3, overAll: 7, ms: 10 * minute }
const looks = (guesses: Guesses, address: string, now: number) => 'right' in guesses.begin(address, now)
const waits = (guesses: Guesses, address: string, now: number) => {
  const begun = guesses.begin(address, now)
  return 'waitMs' in begun ? begun.waitMs : 0
}

describe('wrong codes', () => {
  test('of one address are stopped, until the first of them is long enough ago', () => {
    const guesses = new Guesses(limits)
    for (const at of [0, minute, 2 * minute]) expect(looks(guesses, '203.0.113.1', at)).toBe(true)
    expect(waits(guesses, '203.0.113.1', 3 * minute)).toBe(7 * minute)
    expect(waits(guesses, '203.0.113.1', 10 * minute - 1)).toBe(1)
    expect(looks(guesses, '203.0.113.2', 3 * minute)).toBe(true)
    expect(looks(guesses, '203.0.113.1', 10 * minute)).toBe(true)
    expect(waits(guesses, '203.0.113.1', 10 * minute)).toBe(minute)
  })

  test('of all addresses together are stopped for everybody', () => {
    const guesses = new Guesses(limits)
    for (let n = 0; n < limits.overAll; n += 1) expect(looks(guesses, `203.0.113.${n}`, n)).toBe(true)
    expect(waits(guesses, '198.51.100.1', limits.overAll)).toBe(10 * minute - limits.overAll)
    expect(looks(guesses, '198.51.100.1', 10 * minute)).toBe(true)
  })

  test('do not count once they turn out to be right, and all at once are no way around', () => {
    const guesses = new Guesses(limits)
    const many = Array.from({ length: 10 }, () => guesses.begin('203.0.113.1', 0))
    expect(many.filter((it) => 'right' in it)).toHaveLength(limits.perAddress)
    for (const it of many) if ('right' in it) it.right()
    for (let n = 0; n < 100; n += 1) {
      const begun = guesses.begin('203.0.113.1', 1)
      expect('right' in begun).toBe(true)
      if ('right' in begun) begun.right()
    }
  })

  test.each([
    ['2001:db8:1:2::1', '2001:0DB8:1:2:ffff:eeee:dddd:cccc', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['::1', '::2', true],
    ['::ffff:203.0.113.1', '203.0.113.1', true],
    ['::ffff:203.0.113.1', '::ffff:203.0.113.2', false],
    ['fe80::1%eth0', 'fe80::2', true],
  ])('of %s and of %s are counted together: %s', (one, other, together) => {
    const guesses = new Guesses({ ...limits, perAddress: 1 })
    expect(looks(guesses, one, 0)).toBe(true)
    expect(looks(guesses, other, 0)).toBe(!together)
  })
})
