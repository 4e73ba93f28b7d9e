import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Callback, isOver } from '../../src/callbacks/rules/callback.ts'
import { type CallEvent, nextAlarm, ring } from '../../src/callbacks/rules/clock.ts'
import { type CallDeed, decideCall } from '../../src/callbacks/rules/decide.ts'
import { readPhone } from '../../src/callbacks/rules/phone.ts'
import { isZoneLike, zonesMeant } from '../../src/callbacks/rules/zones.ts'

const start = Date.parse('2026-03-02T10:00:00Z')
const minute = 60_000
const clock = { remind: 60 * minute, acknowledge: 10 * minute }
const when = (minutes: number) => new Date(start + minutes * minute)
const callback = (given: Partial<Callback> = {}): Callback => ({
  id: 1,
  customerId: 'c1',
  kind: 'asked',
  reason: 'Mine',
  how: 'phone',
  phone: '+4930123456',
  complaintId: null,
  at: when(120),
  minutes: 15,
  state: 'booked',
  assigneeId: null,
  tries: 0,
  note: null,
  created: when(0),
  claimed: null,
  tried: null,
  ended: null,
  told: {},
  alarm: null,
  stale: null,
  ...given,
})

describe('the clock of a callback', () => {
  test.each<[string, Partial<Callback>, number, CallEvent[]]>([
    ['before the reminder', {}, 59, []],
    ['the reminder', {}, 60, [{ kind: 'remind' }]],
    ['a task has none', { kind: 'task' }, 60, []],
    ['reminded already', { told: { reminded: 1 } }, 60, []],
    ['five minutes before', { told: { reminded: 1 } }, 115, [{ kind: 'due' }]],
    ['a reminder that is too late is left out', {}, 116, [{ kind: 'due' }]],
    ['due and not taken', { state: 'due', told: { reminded: 1 } }, 130, [{ kind: 'unclaimed' }]],
    ['missed', { state: 'due', told: { reminded: 1, unclaimed: 1 } }, 155, [{ kind: 'missed', isStale: false }]],
    ['missed while nobody looked', { state: 'due' }, 166, [{ kind: 'missed', isStale: true }]],
    ['never shown', {}, 155, [{ kind: 'missed', isStale: true }]],
    ['taken and forgotten', { state: 'claimed', claimed: when(121) }, 166, [{ kind: 'held' }]],
    ['taken and not forgotten yet', { state: 'claimed', claimed: when(121) }, 165, []],
    ['no time chosen', { state: 'choosing', at: null }, 1_440, [{ kind: 'forgotten' }]],
    ['over', { state: 'done' }, 9_999, []],
  ])('%s', (_name, given, minutes, events) => {
    expect(ring(callback(given), when(minutes), clock).events).toEqual(events)
  })

  test('whenever it is looked at, each is told at most once, and an end is reached', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 12 }),
        fc.constantFrom<'asked' | 'task'>('asked', 'task'),
        (looks, kind) => {
          let now = callback({ kind })
          const heard: string[] = []
          for (const minutes of [...looks, 500].sort((a, b) => a - b)) {
            const alarm = nextAlarm(now, clock)
            const { next, events } = ring(now, when(minutes), clock)
            if (alarm === null || alarm > when(minutes)) expect(events).toEqual([])
            heard.push(...events.map(({ kind }) => kind))
            now = next
          }
          expect(new Set(heard).size).toBe(heard.length)
          expect(heard.at(-1)).toBe('missed')
          expect(isOver(now)).toBe(true)
          expect(nextAlarm(now, clock)).toBeNull()
        },
      ),
    )
  })
})

const timed = { at: when(300), minutes: 15, isReminded: false }
const deeds = {
  book: { kind: 'book', ...timed },
  move: { kind: 'move', ...timed },
  again: { kind: 'nobody', ...timed },
  nobody: { kind: 'nobody', at: null, minutes: 0, isReminded: false },
  cancel: { kind: 'cancel' },
  claim: { kind: 'claim' },
  done: { kind: 'done', note: ' Well ' },
  note: { kind: 'note', text: 'Hm' },
} satisfies Record<string, CallDeed>

describe('what can be done to a callback', () => {
  const held = { state: 'claimed', assigneeId: 'sam' } as const
  test.each<[keyof typeof deeds, Partial<Callback>, Partial<Callback> | string]>([
    ['book', { state: 'choosing', at: null }, { state: 'booked', at: when(300) }],
    ['book', { state: 'due', told: { unclaimed: 1 } }, { state: 'booked', told: {} }],
    ['book', held, 'talking'],
    ['book', { state: 'missed' }, 'over'],
    ['cancel', {}, { state: 'cancelled' }],
    ['cancel', held, 'talking'],
    ['cancel', { state: 'done' }, 'over'],
    ['claim', {}, { state: 'claimed', assigneeId: 'me', tried: when(1) }],
    ['claim', held, 'held'],
    ['claim', { state: 'claimed', assigneeId: 'me' }, 'yours'],
    ['claim', { state: 'choosing', at: null }, 'unbooked'],
    ['claim', { state: 'missed', told: { missed: 1 } }, { state: 'claimed', told: { missed: 1 }, ended: null }],
    ['claim', { state: 'cancelled' }, 'over'],
    ['done', {}, { state: 'done', assigneeId: 'me', note: 'Well' }],
    ['done', { ...held, note: 'Before' }, { state: 'done', assigneeId: 'sam', note: 'Before\nWell' }],
    ['done', { state: 'done' }, 'over'],
    ['nobody', held, { state: 'missed', tries: 1, assigneeId: 'sam' }],
    ['again', held, { state: 'booked', tries: 1, assigneeId: null, at: when(300) }],
    ['again', { told: { missed: 1, reminded: 1 } }, { told: { missed: 1 } }],
    ['nobody', { state: 'missed' }, 'over'],
    ['move', held, { state: 'booked', assigneeId: null }],
    ['note', held, { state: 'claimed', note: 'Hm' }],
    ['note', { state: 'done' }, 'over'],
  ])('%s when %j', (deed, given, expected) => {
    const decision = decideCall(callback(given), deeds[deed], 'me', when(1))
    if (typeof expected === 'string') expect(decision).toEqual({ refused: expected })
    else expect(decision).toMatchObject({ next: expected })
  })
})

describe('phone numbers', () => {
  test.each([
    ['+49 30 123456', null, '+4930123456'],
    ['0049 30 123456', null, '+4930123456'],
    ['030 123456', 'DE', '+4930123456'],
    ['(212) 555-0123', 'US', '+12125550123'],
    ['+86 138 0013 8000', null, '+8613800138000'],
    ['13800138000', 'CN', '+8613800138000'],
    ['030 123456', null, undefined],
    ['+49', null, undefined],
    ['call me', 'DE', undefined],
    ['my number is +49 30 123456', null, undefined],
    ['+49 30 123456 ext. 12', null, undefined],
    ['+999 123456789', null, undefined],
    ['', 'DE', undefined],
  ])('%j in %s', (written, country, expected) => {
    expect(readPhone(written, country)).toBe(expected)
  })
})

describe('clocks of customers', () => {
  test.each([
    ['Berlin', ['Europe/Berlin']],
    ['new york', ['America/New_York']],
    ['Asia/Tokyo', ['Asia/Tokyo']],
    ['上海', ['Asia/Shanghai']],
    ['15:32', ['Asia/Kolkata']],
    ['3:31 pm', ['Asia/Kolkata']],
    ['15:46', ['Asia/Kathmandu']],
    ['00:00', ['Pacific/Honolulu']],
    ['04:14', []],
  ])('%s at ten in the morning in UTC', (written, zones) => {
    expect(zonesMeant(written, new Date(start)).slice(0, 1)).toEqual(zones)
  })

  test.each(['Atlantis', '25:00', '', '../etc', 'UTC+99'])('%j is no clock', (written) => {
    expect(isZoneLike(written)).toBe(false)
  })
})
