import { describe, expect, test } from 'vitest'
import { parseProgram, problemText } from '../../src/program/parse.ts'
import { defaultProgram, type Program } from '../../src/program/program.ts'

function parsed(text: string): Program {
  const result = parseProgram(text, 'program.yaml')
  if (Array.isArray(result)) throw new Error(result.map(problemText).join('\n'))
  return result
}

function problems(text: string): string[] {
  const result = parseProgram(text, 'program.yaml')
  return Array.isArray(result) ? result.map(problemText) : []
}

describe('how long things are kept', () => {
  test('is as it was before where the file says nothing, and customers stay', () => {
    expect(parsed('shop: A').retention).toEqual(defaultProgram.retention)
    expect(defaultProgram.retention).toMatchObject({
      said: { count: 365, unit: 'days' },
      sent: { count: 90, unit: 'days' },
      phones: { count: 1, unit: 'days' },
      events: { count: 30, unit: 'days' },
      customers: null,
    })
  })

  test('is told thing by thing', () => {
    const { retention } = parsed('retention: { said: 2 weeks, files: never, customers: 5 years }')
    expect(retention).toEqual({
      ...defaultProgram.retention,
      said: { count: 2, unit: 'weeks' },
      files: null,
      customers: { count: 5, unit: 'years' },
    })
  })

  test.each([
    ['retention: { said: 0 days }', 'retention.said must be a time such as 14 days or 24 months, or never'],
    ['retention: { complaints: 6 days }', 'retention.complaints must be at least 7 days'],
    ['retention: { calls: 1 day }', 'retention.calls must be at least 7 days'],
    ['retention: { events: 1 day }', 'retention.events must be at least 7 days'],
    ['retention: { customers: 1 month }', 'retention.customers must be at least 90 days'],
    ['retention: { sayed: 2 days }', 'retention.sayed is not known. Known here are said, sent,'],
  ])('%s', (text, message) => {
    expect(problems(text)).toEqual([expect.stringContaining(message)])
  })
})

describe('who gets promotions', () => {
  test('is whoever agreed where the file says nothing', () => {
    expect(parsed('shop: A').promotions).toEqual({ consent: 'required' })
    expect(parsed('promotions: { consent: assumed }').promotions).toEqual({ consent: 'assumed' })
    expect(problems('promotions: { consent: maybe }')).toEqual([
      expect.stringContaining('promotions.consent must be required or assumed, found "maybe"'),
    ])
  })
})
