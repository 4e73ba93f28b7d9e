import { describe, expect, test } from 'vitest'
import { parseProgram, problemText } from '../../src/program/parse.ts'
import { defaultProgram, type Program } from '../../src/program/program.ts'

const MINUTE = 60_000

function parsed(text: string): Program {
  const result = parseProgram(text, 'program.yaml')
  if (Array.isArray(result)) throw new Error(result.map(problemText).join('\n'))
  return result
}

function problems(text: string): string[] {
  const result = parseProgram(text, 'program.yaml')
  return Array.isArray(result) ? result.map(problemText) : []
}

describe('the rules of callbacks', () => {
  test('are ours when nothing is said, in the hours of the shop', () => {
    const program = parsed('timeZone: Asia/Shanghai\nhours: { monday: [09:00-18:00] }\nholidays: [2026-12-24]')
    expect(program.callbacks).toEqual({ ...defaultProgram.callbacks, hours: program.hours })
  })

  test('are read, with hours of their own and the days off of the shop', () => {
    const { callbacks, hours } = parsed(`
timeZone: Europe/Berlin
holidays: [2026-12-24]
callbacks:
  length: 20 minutes
  capacity: 3
  ahead: 7
  notice: 2 hours
  remind: never
  retries: []
  country: CN
  hours: { friday: [10:00-12:00] }
`)
    expect(callbacks).toMatchObject({
      length: 20 * MINUTE,
      capacity: 3,
      ahead: 7,
      notice: 120 * MINUTE,
      remind: 0,
      retries: [],
      country: 'CN',
    })
    expect(callbacks.hours).toMatchObject({ timeZone: 'Europe/Berlin', holidays: hours.holidays })
    expect(callbacks.hours.week?.[5]).toEqual([{ from: '10:00', to: '12:00' }])
    expect(callbacks.hours.week?.[1]).toEqual([])
  })

  test.each([
    ['length: 7 minutes', 'must be a time such as 15 minutes, found "7 minutes"'],
    ['length: 5 hours', 'in steps of five, up to 4 hours'],
    ['capacity: 0', 'Write how many of you can call at once, from 1 to 50.'],
    ['ahead: 90', 'from 1 to 60'],
    ['notice: 2 days', 'from 1 minute to 168 hours'],
    ['remind: 3 days', 'or never'],
    ['retries: [1 minute]', 'from 5 minutes to 168 hours'],
    ['retries: [1 hour, 1 hour, 1 hour, 1 hour, 1 hour, 1 hour]', 'must be at most 5 times'],
    ['country: de', 'Write DE.'],
    ['country: Germany', 'the two letters of a country such as DE, found "Germany"'],
    ['hours: { monday: [] }', 'is never open'],
    ['lenght: 15 minutes', 'lenght is not known'],
  ])('%s', (line, message) => {
    expect(problems(`callbacks:\n  ${line}`).join('\n')).toContain(message)
  })
})
