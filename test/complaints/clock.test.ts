import { describe, expect, test } from 'vitest'
import {
  type Alarm,
  afterTold,
  alarms,
  answerBy,
  type ClockRules,
  type ClockState,
  isStale,
  nextAlarm,
  resolveBy,
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
import type { Span } from '../../src/hours/rules.ts'
import { defaultProgram } from '../../src/program/program.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const day: Span[] = [
  { from: '09:00', to: '12:30' },
  { from: '13:30', to: '18:00' },
]
/** Normal: first answer within 1 hour, the next within 4, resolved within 24; claimed within 10 minutes. */
const rules: ClockRules = {
  ...defaultProgram.complaints,
  hours: {
    timeZone: 'Europe/Berlin',
    week: { 1: day, 2: day, 3: day, 4: day, 5: day, 6: [{ from: '10:00', to: '14:00' }], 7: [] },
    holidays: [{ from: '2026-12-24', to: '2026-12-27', open: [] }],
  },
}
const always: ClockRules = { ...rules, hours: { timeZone: 'Europe/Berlin', week: null, holidays: [] } }

/** An instant by Berlin's clocks, in winter unless it is in `summer`. */
const at = (text: string, summer = false) => new Date(`${text}${summer ? '+02:00' : '+01:00'}`)
const kinds = (found: Alarm[]) => found.map((alarm) => ('level' in alarm ? `${alarm.kind} ${alarm.level}` : alarm.kind))
const monday = at('2026-03-02T10:00')
const told = (state: ClockState, now: Date, by = rules) => ({
  ...state,
  told: afterTold(state.told, alarms(state, now, by)),
})

describe('by when', () => {
  test.each([
    ['in the morning', '2026-03-02T10:00', '2026-03-02T11:00', '2026-03-05T10:00'],
    ['before lunch', '2026-03-02T12:15', '2026-03-02T14:15', '2026-03-05T12:15'],
    ['an hour before closing', '2026-03-02T17:00', '2026-03-02T18:00', '2026-03-05T17:00'],
    ['at night', '2026-03-02T23:00', '2026-03-03T10:00', '2026-03-05T18:00'],
    ['on Friday evening', '2026-03-06T17:45', '2026-03-07T10:45', '2026-03-11T13:45'],
    ['on Saturday', '2026-03-07T13:30', '2026-03-09T09:30', '2026-03-11T17:30'],
    ['on Sunday', '2026-03-08T13:30', '2026-03-09T10:00', '2026-03-11T18:00'],
    ['before the holidays', '2026-12-23T17:45', '2026-12-28T09:45', '2026-12-30T17:45'],
  ])('a complaint that comes %s', (_, created, answer, resolve) => {
    const state = opened(at(created), 'normal')
    expect(answerBy(state, rules)).toEqual(at(answer))
    expect(resolveBy(state, rules)).toEqual(at(resolve))
  })

  test('clocks that change in the night do not matter in hours, and matter around the clock', () => {
    const state = opened(at('2026-03-28T12:00'), 'normal')
    expect(resolveBy(state, rules)).toEqual(at('2026-04-01T16:00', true))
    expect(resolveBy(state, always)).toEqual(at('2026-03-29T13:00', true))
  })
})

describe('alarms of a complaint of Monday, ten o’clock', () => {
  const state = opened(monday, 'normal')
  const claimed = claimedBy(state)

  test.each([
    ['at once', state, '2026-03-02T10:00', []],
    ['before the claim is due', state, '2026-03-02T10:09:59.999', []],
    ['when it is', state, '2026-03-02T10:10', ['unclaimed 1']],
    ['twice as long', state, '2026-03-02T10:20', ['unclaimed 1', 'unclaimed 2']],
    ['three times', state, '2026-03-02T10:30', ['unclaimed 1', 'unclaimed 2', 'unclaimed 3']],
    ['no further up than that', state, '2026-03-02T10:44', ['unclaimed 1', 'unclaimed 2', 'unclaimed 3']],
    ['claimed, a quarter of the time left', claimed, '2026-03-02T10:45', ['answer-soon']],
    ['claimed, before that', claimed, '2026-03-02T10:44:59.999', []],
    ['an hour', claimed, '2026-03-02T11:00', ['answer-late']],
    ['two days', claimed, '2026-03-04T11:59:59.999', ['answer-late']],
    ['18 open hours', claimed, '2026-03-04T12:00', ['answer-late', 'resolve-soon']],
    ['24 open hours', claimed, '2026-03-05T10:00', ['answer-late', 'resolve-late']],
    ['answered', staffAnswered(claimed, monday), '2026-03-02T12:00', []],
    ['asked', askedCustomer(claimed, monday, rules), '2026-03-09T12:00', []],
    ['asked, though nobody has it', askedCustomer(state, monday, rules), '2026-03-09T12:00', []],
    ['resolved', over(state, 'resolved', monday, rules), '2026-03-09T12:00', []],
    ['withdrawn', over(state, 'withdrawn', monday, rules), '2026-03-09T12:00', []],
    ['merged', over(state, 'merged', monday, rules), '2026-03-09T12:00', []],
  ])('%s', (_, state, now, expected) => {
    expect(kinds(alarms(state, at(now), rules))).toEqual(expected)
  })
})

describe('when they are due', () => {
  test('one after the other, each once', () => {
    let state = opened(monday, 'normal')
    const heard: [string, string][] = []
    for (let next = nextAlarm(state, rules); next !== null; next = nextAlarm(state, rules)) {
      if (heard.length > 20) throw new Error('the same alarms come again and again')
      const found = alarms(state, next, rules)
      for (const alarm of found) heard.push([alarm.due.toISOString(), kinds([alarm])[0] ?? ''])
      state = { ...state, told: afterTold(state.told, found) }
    }
    expect(heard).toEqual([
      ['2026-03-02T09:10:00.000Z', 'unclaimed 1'],
      ['2026-03-02T09:20:00.000Z', 'unclaimed 2'],
      ['2026-03-02T09:30:00.000Z', 'unclaimed 3'],
      ['2026-03-02T09:45:00.000Z', 'answer-soon'],
      ['2026-03-02T10:00:00.000Z', 'answer-late'],
      ['2026-03-04T11:00:00.000Z', 'resolve-soon'],
      ['2026-03-05T09:00:00.000Z', 'resolve-late'],
    ])
    expect(state.told).toEqual({ answer: 'late', resolve: 'late', claim: 3 })
  })

  test('of a Friday evening nothing comes before Saturday morning, and nothing on Sunday', () => {
    const state = opened(at('2026-03-06T17:55'), 'normal')
    expect(nextAlarm(state, rules)).toEqual(at('2026-03-07T10:05'))
    const late = opened(at('2026-03-07T13:55'), 'normal')
    expect(nextAlarm(late, rules)).toEqual(at('2026-03-09T09:05'))
  })

  test('what passes at a closing is due at the next opening', () => {
    const state = claimedBy(opened(at('2026-03-02T17:00'), 'normal'))
    expect(answerBy(state, rules)).toEqual(at('2026-03-02T18:00'))
    const warned = told(state, at('2026-03-02T17:45'))
    expect(warned.told).toEqual({ answer: 'warned' })
    expect(alarms(warned, at('2026-03-03T08:59'), rules)).toEqual([])
    expect(alarms(warned, at('2026-03-03T09:00'), rules)).toEqual([
      { kind: 'answer-late', due: at('2026-03-03T09:00') },
    ])
  })

  test('without a warning, late is all there is', () => {
    const state = claimedBy(opened(monday, 'normal'))
    expect(kinds(alarms(state, at('2026-03-02T11:00'), { ...rules, warn: 0 }))).toEqual(['answer-late'])
    expect(alarms(state, at('2026-03-02T10:59'), { ...rules, warn: 0 })).toEqual([])
  })

  test('without levels, nobody further up hears of it', () => {
    expect(alarms(opened(monday, 'normal'), at('2026-03-02T10:40'), { ...rules, levels: 0 })).toEqual([])
  })

  test('in a shop that never opens, never', () => {
    const holidays = [{ from: '2000-01-01', to: '2999-12-31', open: [] }]
    const shut = { ...rules, hours: { ...rules.hours, holidays } }
    expect(nextAlarm(opened(monday, 'urgent'), shut)).toBeNull()
    expect(answerBy(opened(monday, 'urgent'), shut)).toBeNull()
    expect(resolveBy(opened(monday, 'urgent'), shut)).toBeNull()
  })
})

test('what is told stays told: late is not made a warning again, nor a level lower', () => {
  const before = { answer: 'late', resolve: 'late', claim: 2 } as const
  const again: Alarm[] = [
    { kind: 'answer-soon', due: monday },
    { kind: 'resolve-soon', due: monday },
    { kind: 'unclaimed', level: 1, due: monday },
  ]
  expect(afterTold(before, again)).toEqual(before)
  expect(afterTold({}, again)).toEqual({ answer: 'warned', resolve: 'warned', claim: 1 })
})

describe('after downtime', () => {
  test('an alarm noticed more than a quarter of an hour late is stale', () => {
    const alarm: Alarm = { kind: 'answer-late', due: monday }
    expect(isStale(alarm, at('2026-03-02T10:15'))).toBe(false)
    expect(isStale(alarm, at('2026-03-02T10:15:00.001'))).toBe(true)
  })

  test('a night of it makes nothing stale that fell due at opening', () => {
    const state = claimedBy(opened(at('2026-03-02T17:00'), 'normal'))
    const [alarm] = alarms(state, at('2026-03-03T09:05'), rules)
    expect(alarm && isStale(alarm, at('2026-03-03T09:05'))).toBe(false)
  })

  test('a day of it leaves one alarm a clock, late for soon', () => {
    const found = alarms(claimedBy(opened(monday, 'normal')), at('2026-03-06T12:00'), rules)
    expect(kinds(found)).toEqual(['answer-late', 'resolve-late'])
    expect(found.every((alarm) => isStale(alarm, at('2026-03-06T12:00')))).toBe(true)
  })
})

describe('the talk', () => {
  test('a later answer has its own target, from when the customer wrote', () => {
    const answered = staffAnswered(claimedBy(opened(monday, 'normal')), at('2026-03-02T10:20'))
    expect(answered.answered).toEqual(at('2026-03-02T10:20'))
    expect(answerBy(answered, rules)).toBeNull()
    const wrote = customerWrote(answered, at('2026-03-02T11:00'))
    expect(answerBy(wrote, rules)).toEqual(at('2026-03-02T16:00'))
    expect(customerWrote(wrote, at('2026-03-02T12:00'))).toEqual(wrote)
    const again = staffAnswered(wrote, at('2026-03-02T12:10'))
    expect(again.answered).toEqual(at('2026-03-02T10:20'))
    expect(answerBy(again, rules)).toBeNull()
  })

  test('what was told of one answer is forgotten for the next', () => {
    const late = told(claimedBy(opened(monday, 'normal')), at('2026-03-02T11:30'))
    expect(late.told).toEqual({ answer: 'late' })
    expect(customerWrote(late, at('2026-03-02T11:40')).told).toEqual({ answer: 'late' })
    const next = customerWrote(staffAnswered(late, at('2026-03-02T12:00')), at('2026-03-02T12:10'))
    expect(kinds(alarms(next, at('2026-03-02T17:10'), rules))).toEqual(['answer-late'])
  })

  test('while the customer is asked the resolution clock stands still', () => {
    const asked = askedCustomer(claimedBy(opened(monday, 'normal')), at('2026-03-02T12:00'), rules)
    expect(asked).toMatchObject({ state: 'waiting', runningSince: null, runMs: 2 * HOUR, owedSince: null })
    expect(resolveBy(asked, rules)).toBeNull()
    const back = customerWrote(asked, at('2026-03-04T17:00'))
    expect(back).toMatchObject({ state: 'claimed', owedSince: at('2026-03-04T17:00'), runMs: 2 * HOUR })
    expect(resolveBy(back, rules)).toEqual(at('2026-03-09T10:00')) // 1 + 8 + 8 + 4 hours this week, 1 next, 2 used
  })

  test('a night between pause and start costs nothing, open hours do', () => {
    let state = claimedBy(opened(at('2026-03-02T17:00'), 'normal'))
    state = paused(state, at('2026-03-03T08:00'), rules)
    expect(state.runMs).toBe(HOUR)
    state = paused(resumed(state, at('2026-03-03T12:00')), at('2026-03-03T14:00'), rules)
    expect(state.runMs).toBe(2 * HOUR)
    expect(paused(state, at('2026-03-05T14:00'), rules)).toEqual(state)
  })

  test('an answer and a claim owed before a pause are owed anew after it', () => {
    const warned = told(opened(monday, 'normal'), at('2026-03-02T10:50'))
    expect(warned.told).toEqual({ answer: 'warned', claim: 3 })
    const back = resumed(paused(warned, at('2026-03-02T10:55'), rules), at('2026-03-02T16:00'))
    expect(back).toMatchObject({ state: 'new', told: {} })
    expect(answerBy(back, rules)).toEqual(at('2026-03-02T17:00'))
    expect(nextAlarm(back, rules)).toEqual(at('2026-03-02T16:10'))
  })

  test('a warning that the resolution is due is not repeated after a pause, being late is told', () => {
    const warned = told(staffAnswered(claimedBy(opened(monday, 'normal')), monday), at('2026-03-05T09:00'))
    expect(warned.told).toEqual({ resolve: 'warned' })
    const back = resumed(paused(warned, at('2026-03-05T09:00'), rules), at('2026-03-06T09:00'))
    expect(nextAlarm(back, rules)).toEqual(at('2026-03-06T10:00'))
    expect(kinds(alarms(back, at('2026-03-06T10:00'), rules))).toEqual(['resolve-late'])
  })

  test('given back, it has to be claimed anew', () => {
    const claimed = claimedBy(told(opened(monday, 'normal'), at('2026-03-02T10:10')))
    expect(claimed).toMatchObject({ state: 'claimed', unclaimedSince: null, told: {} })
    const back = unclaimed(claimed, at('2026-03-02T10:20'))
    expect(back.state).toBe('new')
    expect(nextAlarm(back, rules)).toEqual(at('2026-03-02T10:30'))
  })

  test('claimed or given back while waiting, it waits on', () => {
    const asked = askedCustomer(opened(monday, 'normal'), monday, rules)
    expect(claimedBy(asked)).toMatchObject({ state: 'waiting', unclaimedSince: null })
    expect(unclaimed(claimedBy(asked), monday)).toMatchObject({ state: 'waiting', unclaimedSince: monday })
  })

  test('reopened, all begins anew', () => {
    const late = told(opened(monday, 'normal'), at('2026-03-06T12:00'))
    const done = over(late, 'resolved', at('2026-03-06T12:00'), rules)
    expect(done.runMs).toBe(34 * HOUR)
    for (const change of [resumed, customerWrote, unclaimed]) {
      expect(change(done, at('2026-03-06T13:00'))).toEqual(done)
    }
    expect(paused(done, at('2026-03-06T13:00'), rules)).toEqual(done)
    const open = reopened(done, at('2026-03-09T09:00'))
    expect(open).toMatchObject({ state: 'new', runMs: 0, told: {} })
    expect(nextAlarm(open, rules)).toEqual(at('2026-03-09T09:10'))
    expect(answerBy(open, rules)).toEqual(at('2026-03-09T10:00'))
    expect(resolveBy(open, rules)).toEqual(at('2026-03-11T18:00'))
  })
})

describe('another priority in between', () => {
  const claimed = claimedBy(opened(monday, 'normal'))

  test('moves what is due', () => {
    const urgent = prioritized(claimed, 'urgent', at('2026-03-02T10:05'), rules)
    expect(answerBy(urgent, rules)).toEqual(at('2026-03-02T10:15'))
    expect(resolveBy(urgent, rules)).toEqual(at('2026-03-02T15:00'))
    const low = prioritized(claimed, 'low', at('2026-03-02T10:05'), rules)
    expect(answerBy(low, rules)).toEqual(at('2026-03-02T15:00'))
  })

  test('late by the new one is told at once', () => {
    const urgent = prioritized(claimed, 'urgent', at('2026-03-02T10:30'), rules)
    expect(kinds(alarms(urgent, at('2026-03-02T10:30'), rules))).toEqual(['answer-late'])
  })

  test('late by both is not told twice', () => {
    const late = told(claimed, at('2026-03-02T11:30'))
    const urgent = prioritized(late, 'urgent', at('2026-03-02T11:30'), rules)
    expect(urgent.told).toEqual({ answer: 'late' })
    expect(alarms(urgent, at('2026-03-02T11:30'), rules)).toEqual([])
  })

  test('what is not late any more is told when it is late again', () => {
    const late = told(claimed, at('2026-03-02T11:30'))
    const low = prioritized(late, 'low', at('2026-03-02T11:30'), rules)
    expect(low.told).toEqual({})
    expect(nextAlarm(low, rules)).toEqual(at('2026-03-02T14:00'))
  })

  test('a warning that holds by both is not repeated', () => {
    const warned = told(staffAnswered(claimed, monday), at('2026-03-05T09:00'))
    const other = { ...rules, targets: { ...rules.targets, high: { ...rules.targets.normal, resolve: 25 * HOUR } } }
    const high = prioritized(warned, 'high', at('2026-03-05T09:00'), other)
    expect(high.told).toEqual({ resolve: 'warned' })
  })

  test('while waiting it counts how it would go on, even in the night', () => {
    const late = told(staffAnswered(claimed, monday), at('2026-03-05T11:00'))
    expect(late.told).toEqual({ resolve: 'late' })
    const asked = askedCustomer(late, at('2026-03-05T11:00'), rules)
    expect(prioritized(asked, 'urgent', at('2026-03-05T23:00'), rules).told).toEqual({ resolve: 'late' })
    expect(prioritized(asked, 'low', at('2026-03-05T23:00'), rules).told).toEqual({})
  })

  test('levels of an alert stay told', () => {
    const unheard = told(opened(monday, 'normal'), at('2026-03-02T10:10'))
    expect(prioritized(unheard, 'high', at('2026-03-02T10:11'), rules).told).toEqual({ claim: 1 })
  })
})
