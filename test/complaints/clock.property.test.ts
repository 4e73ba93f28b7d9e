import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Alarm,
  afterTold,
  alarms,
  answerBy,
  type ClockRules,
  type ClockState,
  nextAlarm,
  resolveBy,
  type Told,
} from '../../src/complaints/rules/clock.ts'
import {
  askedCustomer,
  claimedBy,
  customerWrote,
  opened,
  over,
  paused,
  prioritized,
  reopened,
  resumed,
  staffAnswered,
  unclaimed,
} from '../../src/complaints/rules/clock-changes.ts'
import { isOpen, openBetween, type Span } from '../../src/hours/rules.ts'
import { defaultProgram } from '../../src/program/program.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const split: Span[] = [
  { from: '09:00', to: '12:30' },
  { from: '13:30', to: '18:00' },
]
const late: Span[] = [{ from: '20:00', to: '24:00' }]
const weeks = [
  null,
  { 1: split, 2: split, 3: split, 4: split, 5: split, 6: [{ from: '10:00', to: '14:00' }], 7: [] },
  {
    1: late,
    2: [{ from: '00:00', to: '03:30' }],
    3: [],
    4: late,
    5: late,
    6: late,
    7: [{ from: '00:30', to: '04:00' }],
  },
]
const holidays = [{ from: '2026-03-30', to: '2026-03-31', open: [{ from: '10:00', to: '11:00' }] }]

const rules: fc.Arbitrary<ClockRules> = fc.record({
  hours: fc.record({
    timeZone: fc.constantFrom('Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu'),
    week: fc.constantFrom(...weeks),
    holidays: fc.constantFrom([], holidays),
  }),
  targets: fc.constant(defaultProgram.complaints.targets),
  warn: fc.constantFrom(0, 0.1, 0.25, 0.9),
  acknowledge: fc.constantFrom(MINUTE, 10 * MINUTE, 2 * HOUR),
  levels: fc.nat(4),
})

/** A few days around a change of clocks, to the minute and sometimes not. */
const instant = fc
  .tuple(fc.nat(8 * 24 * 60), fc.constantFrom(0, 0, 1, 59_999))
  .map(([minutes, ms]) => new Date(Date.parse('2026-03-25T00:00Z') + minutes * MINUTE + ms))
const priority = fc.constantFrom('low' as const, 'normal' as const, 'high' as const, 'urgent' as const)

type Change = (state: ClockState, now: Date, rules: ClockRules) => ClockState
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom<Change[]>(
    claimedBy,
    unclaimed,
    customerWrote,
    staffAnswered,
    askedCustomer,
    paused,
    resumed,
    (state, now, rules) => over(state, 'resolved', now, rules),
    (state, now) => (state.state === 'resolved' ? reopened(state, now) : state),
  ),
  priority.map(
    (priority): Change =>
      (state, now, rules) =>
        prioritized(state, priority, now, rules),
  ),
)

/** A life: what happens when, from the creation on, in order of time. */
const life = fc.record({
  priority,
  created: instant,
  changes: fc.array(fc.tuple(change, fc.nat(3 * 24 * 60)), { maxLength: 12 }),
})

const keyOf = (alarm: Alarm) => `${alarm.kind} ${'level' in alarm ? alarm.level : ''}`
const restarted = (told: Told): Told => JSON.parse(JSON.stringify(told))

/** Looks at these instants, and tells what is told. */
function told(state: ClockState, looks: readonly Date[], rules: ClockRules): { heard: Alarm[]; state: ClockState } {
  const heard: Alarm[] = []
  let current = state
  for (const now of looks) {
    const found = alarms(current, now, rules)
    heard.push(...found)
    current = { ...current, told: restarted(afterTold(current.told, found)) }
  }
  return { heard, state: current }
}

function lived(
  { priority, created, changes }: { priority: ClockState['priority']; created: Date; changes: [Change, number][] },
  rules: ClockRules,
) {
  let state = opened(created, priority)
  let now = created
  for (const [change, minutes] of changes) {
    now = new Date(now.getTime() + minutes * MINUTE)
    state = change(told(state, [now], rules).state, now, rules)
  }
  return { state, now }
}

const looksFrom = (from: Date) =>
  fc
    .array(fc.nat(20 * 24 * 60), { maxLength: 20 })
    .map((minutes) => minutes.sort((a, b) => a - b).map((minute) => new Date(from.getTime() + minute * MINUTE)))

describe('whatever happens to a complaint', () => {
  const anyLife = fc.tuple(rules, life).chain(([rules, life]) => {
    const { state, now } = lived(life, rules)
    return fc.record({
      rules: fc.constant(rules),
      state: fc.constant(state),
      now: fc.constant(now),
      looks: looksFrom(now),
    })
  })

  test('each alarm is told once, whenever one looks; a warning is left out only where late came first', () => {
    fc.assert(
      fc.property(anyLife, ({ rules, state, now, looks }) => {
        const end = new Date(now.getTime() + 400 * DAY)
        const ever = told(state, everyDue(state, rules, now), rules).heard.map(keyOf)
        const heard = told(state, [...looks, end], rules).heard.map(keyOf)
        expect(new Set(heard).size).toBe(heard.length)
        const missing = ever.filter((key) => !heard.includes(key))
        expect(missing.every((key) => key.includes('-soon') && heard.includes(key.replace('soon', 'late')))).toBe(true)
        expect(heard.every((key) => ever.includes(key))).toBe(true)
        expect(told(told(state, [...looks, end], rules).state, [end], rules).heard).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test('looks in between change nothing of what falls due later', () => {
    fc.assert(
      fc.property(anyLife, ({ rules, state, looks }) => {
        const last = looks.at(-1)
        if (last === undefined) return
        const often = told(state, looks, rules).state
        const once = told(state, [last], rules).state
        expect(often.told).toEqual(once.told)
        expect(nextAlarm(often, rules)).toEqual(nextAlarm(once, rules))
      }),
      { numRuns: 300 },
    )
  })

  test('one that is due is found at that instant and not before', () => {
    fc.assert(
      fc.property(anyLife, ({ rules, state }) => {
        const next = nextAlarm(state, rules)
        if (next === null) {
          expect(alarms(state, new Date('2100-01-01'), rules)).toEqual([])
          return
        }
        expect(alarms(state, next, rules).length).toBeGreaterThan(0)
        expect(alarms(state, new Date(next.getTime() - 1), rules)).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test('none falls due in closed hours, or while it waits for the customer or is over', () => {
    fc.assert(
      fc.property(anyLife, ({ rules, state }) => {
        const found = alarms({ ...state, told: {} }, new Date('2100-01-01'), rules)
        for (const { due } of found) expect(isOpen(due, rules.hours)).toBe(true)
        if (state.state === 'new' || state.state === 'claimed') return
        expect(found).toEqual([])
        expect([nextAlarm(state, rules), answerBy(state, rules), resolveBy(state, rules)]).toEqual([null, null, null])
      }),
      { numRuns: 300 },
    )
  })

  test('its clocks agree with its state', () => {
    fc.assert(
      fc.property(anyLife, ({ state, now }) => {
        const isOurs = state.state === 'new' || state.state === 'claimed'
        expect(state.runningSince !== null).toBe(isOurs)
        expect(state.runMs).toBeGreaterThanOrEqual(0)
        if (state.state === 'new') expect(state.unclaimedSince).not.toBeNull()
        if (state.state === 'claimed') expect(state.unclaimedSince).toBeNull()
        for (const at of [state.owedSince, state.runningSince, state.unclaimedSince, state.answered]) {
          if (at !== null) expect(at.getTime()).toBeLessThanOrEqual(now.getTime())
        }
      }),
      { numRuns: 300 },
    )
  })

  test('however often it is paused, only open time in which it ran is used up', () => {
    const pauses = fc.array(fc.tuple(fc.nat(3000), fc.nat(3000)), { maxLength: 6 })
    fc.assert(
      fc.property(rules, instant, priority, pauses, (rules, created, priority, pauses) => {
        let state = claimedBy(opened(created, priority))
        let [now, used] = [created, 0]
        for (const [ran, rested] of pauses) {
          const stop = new Date(now.getTime() + ran * MINUTE)
          used += openBetween(now, stop, rules.hours)
          now = new Date(stop.getTime() + rested * MINUTE)
          state = resumed(paused(state, stop, rules), now)
        }
        expect(state.runMs).toBe(used)
        const by = resolveBy(state, rules)
        const left = rules.targets[priority].resolve - used
        if (by !== null) expect(openBetween(now, by, rules.hours)).toBe(Math.max(0, left))
      }),
      { numRuns: 200 },
    )
  })
})

/** Instants at which every alarm is seen by itself: those at which the next one falls due, one after the other. */
function everyDue(state: ClockState, rules: ClockRules, from: Date): Date[] {
  const found: Date[] = []
  let current = state
  for (let next = nextAlarm(current, rules); next !== null; next = nextAlarm(current, rules)) {
    if (found.length > 50) throw new Error('the same alarms come again and again')
    const look = next < from ? from : next
    found.push(look)
    current = told(current, [look], rules).state
  }
  return found
}
