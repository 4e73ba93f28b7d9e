import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { armOf } from '../../src/campaigns/rules/arms.ts'
import { actsIn, campaignActs, decideAct, isAsExpected, isOverdue } from '../../src/campaigns/rules/decide.ts'
import { dueIn } from '../../src/campaigns/rules/due.ts'
import { beginsAt, instantOf, nextWall, type Schedule, wallAt } from '../../src/campaigns/rules/schedule.ts'
import { fill, readTemplate, type Slot } from '../../src/campaigns/rules/template.ts'

const filled = (text: string, values: Partial<Record<Slot, string>> = {}) => {
  const read = readTemplate(text)
  if ('problem' in read) throw new Error(JSON.stringify(read.problem))
  return fill(read.template, (slot) => values[slot])
}
const problem = (text: string) => {
  const read = readTemplate(text)
  return 'problem' in read ? read.problem : undefined
}

describe('texts', () => {
  test.each([
    ['Hello {name}, you have {points} points', { name: 'Ann', points: '12' }, 'Hello Ann, you have 12 points'],
    ['Hello {name}, come by', {}, 'Hello, come by'],
    ['Hello {name|friend}, come by', {}, 'Hello friend, come by'],
    ['{姓名}，您有 {积分} 积分', { name: '安', points: '3' }, '安，您有 3 积分'],
    ['{{name}} costs {{5}}', { name: 'Ann' }, '{name} costs {5}'],
    ['Your {Field: dog} misses us', { 'field:dog': 'Rex' }, 'Your Rex misses us'],
    ['Last here {last  purchase|long ago}', {}, 'Last here long ago'],
    ['Hi {name}', { name: '{points} <b>@all</b>' }, 'Hi {points} <b>@all</b>'],
  ] as [string, Partial<Record<Slot, string>>, string][])('%s', (text, values, result) => {
    expect(filled(text, values)).toBe(result)
  })

  test.each([
    ['', { kind: 'empty', at: 0 }],
    ['Hello {nam}', { kind: 'unknown', at: 6, found: 'nam' }],
    ['Hello {constructor}', { kind: 'unknown', at: 6, found: 'constructor' }],
    ['😀 {field:}', { kind: 'unknown', at: 2, found: 'field:' }],
    ['Hello {name', { kind: 'brace', at: 6 }],
    ['Hello }', { kind: 'brace', at: 6 }],
    ['Hello {na{me}', { kind: 'brace', at: 6 }],
    ['x'.repeat(1_801), { kind: 'long', most: 1_800 }],
    ['x'.repeat(1_000_000), { kind: 'long', most: 1_800 }],
  ])('%.20s is refused', (text, expected) => {
    expect(problem(text)).toMatchObject(expected)
  })

  test('whatever is written is filled in or refused, and nothing that is put in is read again', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('{', '}', '{name}', '{{', '{points|x}', '{field:a}', '|'))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.string({ minLength: 1 }), (pieces, value) => {
        const text = pieces.join('')
        const read = readTemplate(text)
        if ('problem' in read) {
          expect(read.problem.at).toBeLessThanOrEqual([...text].length)
          return
        }
        const once = fill(read.template, () => value)
        if (read.template.slots.size > 0) expect(once).toContain(value)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('arms', () => {
  const people = Array.from({ length: 20_000 }, (_, nth) => `customer-${nth}`)

  test('are as large as they are to be, and stay as they are', () => {
    const arms = people.map((id) => armOf(7, id, { holdout: 10, split: 50 }))
    const share = (arm: string) => arms.filter((it) => it === arm).length / people.length
    expect(share('holdout')).toBeCloseTo(0.1, 2)
    expect(share('a')).toBeCloseTo(0.45, 1)
    expect(share('b')).toBeCloseTo(0.45, 1)
    expect(people.map((id) => armOf(7, id, { holdout: 10, split: 50 }))).toEqual(arms)
    expect(people.some((id, nth) => armOf(8, id, { holdout: 10, split: 50 }) !== arms[nth])).toBe(true)
    expect(new Set(people.map((id) => armOf(7, id, { holdout: 0, split: 0 })))).toEqual(new Set(['a']))
  })

  test('where there is no difference one is found in about five of a hundred campaigns', () => {
    const some = people.slice(0, 1_000)
    const buys = new Set(some.filter((_, nth) => nth % 7 === 0))
    let found = 0
    const campaigns = 500
    for (let campaign = 1; campaign <= campaigns; campaign += 1) {
      const count = { a: [0, 0], b: [0, 0] } as Record<'a' | 'b', [number, number]>
      for (const id of some) {
        const arm = armOf(campaign, id, { holdout: 0, split: 50 })
        if (arm === 'holdout') continue
        count[arm][0] += 1
        if (buys.has(id)) count[arm][1] += 1
      }
      const [p, q] = [count.a[1] / count.a[0], count.b[1] / count.b[0]]
      const all = (count.a[1] + count.b[1]) / (count.a[0] + count.b[0])
      const error = Math.sqrt(all * (1 - all) * (1 / count.a[0] + 1 / count.b[0]))
      if (Math.abs(p - q) > 1.96 * error) found += 1
    }
    expect(found / campaigns).toBeGreaterThan(0.025)
    expect(found / campaigns).toBeLessThan(0.075)
  })
})

describe('what managers may do', () => {
  const by = (id: string, role: 'manager' | 'staff' | 'owner' = 'manager') => ({ id, role })
  const campaign = (state: Parameters<typeof actsIn>[0]) => ({ state, startedBy: 'tom' })

  test('depends on the state', () => {
    expect(actsIn('sending')).toEqual(['pause', 'cancel'])
    expect(actsIn('paused')).toEqual(['resume', 'cancel'])
    expect(actsIn('waiting')).toEqual(['cancel', 'approve', 'reject'])
    expect(actsIn('scheduled')).toEqual(['cancel'])
    expect(actsIn('asking')).toEqual(['cancel', 'go'])
    for (const state of ['draft', 'done', 'cancelled'] as const) {
      expect(actsIn(state)).toEqual([])
      for (const act of campaignActs) expect(decideAct(campaign(state), act, by('ann'))).toEqual({ refused: 'state' })
    }
  })

  test('whoever started it does not approve it, and staff do nothing', () => {
    expect(decideAct(campaign('waiting'), 'approve', by('tom', 'owner'))).toEqual({ refused: 'own' })
    expect(decideAct(campaign('waiting'), 'approve', by('ann'))).toEqual({ to: 'begin' })
    expect(decideAct(campaign('sending'), 'pause', by('ann', 'staff'))).toEqual({ refused: 'role' })
  })

  test('the number may be off by two of a hundred, and a start is overdue after an hour', () => {
    expect([98, 100, 102].map((people) => isAsExpected(people, 100))).toEqual([true, true, true])
    expect([97, 103].map((people) => isAsExpected(people, 100))).toEqual([false, false])
    expect(isAsExpected(11, 10)).toBe(false)
    const due = new Date('2026-03-02T12:00Z')
    expect(isOverdue(due, new Date('2026-03-02T13:00Z'))).toBe(false)
    expect(isOverdue(due, new Date('2026-03-02T13:00:01Z'))).toBe(true)
  })
})

describe('schedules', () => {
  test.each([
    [{ when: 'now' }, '2026-03-02T12:00', undefined],
    [{ when: 'once', at: '2026-03-03T09:00', own: false }, '2026-03-02T12:00', '2026-03-03T09:00'],
    [{ when: 'once', at: '2026-03-03T09:00', own: false }, '2026-03-03T09:00', undefined],
    [{ when: 'week', weekday: 1, time: '12:00', own: false }, '2026-03-02T11:59', '2026-03-02T12:00'],
    [{ when: 'week', weekday: 1, time: '12:00', own: false }, '2026-03-02T12:00', '2026-03-09T12:00'],
    [{ when: 'week', weekday: 7, time: '09:00', own: false }, '2026-12-29T12:00', '2027-01-03T09:00'],
    [{ when: 'month', day: 31, time: '09:00', own: false }, '2026-01-31T09:00', '2026-02-28T09:00'],
    [{ when: 'month', day: 31, time: '09:00', own: false }, '2026-02-28T09:00', '2026-03-31T09:00'],
    [{ when: 'month', day: 1, time: '09:00', own: false }, '2026-12-01T09:00', '2027-01-01T09:00'],
  ] as [Schedule, string, string | undefined][])('%j after %s', (schedule, after, next) => {
    expect(nextWall(schedule, after)).toBe(next)
  })

  test('are by the clock on the wall, also where clocks change', () => {
    expect(instantOf('2026-03-29T09:00', 'Europe/Berlin').toISOString()).toBe('2026-03-29T07:00:00.000Z')
    expect(instantOf('2026-03-28T09:00', 'Europe/Berlin').toISOString()).toBe('2026-03-28T08:00:00.000Z')
    expect(instantOf('2026-03-29T02:30', 'Europe/Berlin').toISOString()).toBe('2026-03-29T01:30:00.000Z')
    expect(wallAt(new Date('2026-03-29T07:00Z'), 'Europe/Berlin')).toBe('2026-03-29T09:00')
    expect(beginsAt('2026-03-29T09:00', true, 'Europe/Berlin').toISOString()).toBe('2026-03-28T19:00:00.000Z')
  })
})

describe('when somebody may get it', () => {
  const clocks = { quiet: { from: '20:00', to: '09:00' }, timeZone: 'Europe/Berlin' }
  const at = (zone: string | null, wall: string | null, now: string) =>
    dueIn(zone, wall, new Date(now), clocks).toISOString().slice(0, 16)

  test.each([
    // at once, where it is day
    [null, null, '2026-03-02T12:00Z', '2026-03-02T12:00'],
    ['Asia/Shanghai', null, '2026-03-02T11:59Z', '2026-03-02T11:59'],
    // in the morning, where it is night
    ['Asia/Shanghai', null, '2026-03-02T12:00Z', '2026-03-03T01:00'],
    ['America/New_York', null, '2026-03-02T12:00Z', '2026-03-02T14:00'],
    // in the night in which clocks change the morning comes an hour earlier
    [null, null, '2026-03-28T22:00Z', '2026-03-29T07:00'],
    ['America/New_York', null, '2026-03-08T04:00Z', '2026-03-08T13:00'],
    // by his own clock
    ['Asia/Shanghai', '2026-03-03T10:00', '2026-03-02T12:00Z', '2026-03-03T02:00'],
    ['America/New_York', '2026-03-03T10:00', '2026-03-02T12:00Z', '2026-03-03T15:00'],
    [null, '2026-03-03T10:00', '2026-03-02T12:00Z', '2026-03-03T09:00'],
    // by his own clock, but it is night then
    ['Asia/Shanghai', '2026-03-03T23:00', '2026-03-02T12:00Z', '2026-03-04T01:00'],
    // the time has passed for him
    ['Pacific/Auckland', '2026-03-02T10:00', '2026-03-02T22:00Z', '2026-03-02T22:00'],
    // a zone that nobody knows is that of the shop
    ['Mars/Base', null, '2026-03-02T12:00Z', '2026-03-02T12:00'],
  ])('%s at %s, from %s: %s', (zone, wall, now, due) => {
    expect(at(zone, wall, now)).toBe(due)
  })
})
