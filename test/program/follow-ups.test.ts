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

/** A file with one rule, whose lines stand on lines 2 and after. */
const rule = (...lines: string[]) =>
  ['followUps:', ...lines.map((line, nth) => `  ${nth === 0 ? '-' : ' '} ${line}`)].join('\n')
const whole = ['id: a', 'after: purchase', 'wait: 3 days']

describe('follow-ups', () => {
  test('are none where the file says nothing, and the night is from eight to nine', () => {
    expect(parsed('shop: A')).toMatchObject({ followUps: [], quiet: { from: '20:00', to: '09:00' } })
    expect(parsed('followUps: []').followUps).toEqual(defaultProgram.followUps)
  })

  test('take whatever is left out', () => {
    expect(parsed(rule(...whole)).followUps).toEqual([
      {
        id: 'a',
        after: 'purchase',
        wait: { count: 3, unit: 'days' },
        within: { count: 2, unit: 'days' },
        sku: null,
        prefix: null,
        amount: 0,
        first: false,
        ask: null,
        call: false,
      },
    ])
  })

  test('wait for minutes, hours, days, weeks, months or years, and ask for amounts in the currency of the shop', () => {
    const waits = ['90 minutes', '1 hour', '6 hours', '1 day', '2 weeks', '3 months', '1 year']
    expect(waits.map((wait) => parsed(rule('id: a', 'after: silence', `wait: ${wait}`)).followUps[0]?.wait)).toEqual([
      { count: 90, unit: 'minutes' },
      { count: 1, unit: 'hours' },
      { count: 6, unit: 'hours' },
      { count: 1, unit: 'days' },
      { count: 2, unit: 'weeks' },
      { count: 3, unit: 'months' },
      { count: 1, unit: 'years' },
    ])
    expect(parsed(`currency: JPY\n${rule(...whole, 'amount: 500')}`).followUps[0]?.amount).toBe(500)
    expect(parsed(rule(...whole, 'amount: 5.50')).followUps[0]?.amount).toBe(550)
  })

  test('a night may lie within a day', () => {
    expect(parsed('quiet: { from: 9:30, to: 13:00 }').quiet).toEqual({ from: '09:30', to: '13:00' })
  })

  test.each([
    [rule('after: purchase', 'wait: 3 days'), 2, 'followUps.id must be an id of 1 to 24 small letters'],
    [rule('id: A b', 'after: purchase', 'wait: 3 days'), 2, 'followUps.id must be an id'],
    [rule('id: a', 'after: sale', 'wait: 3 days'), 3, 'followUps.after must be purchase, complaint, expiry or silence'],
    [rule('id: a', 'after: purchase'), 2, 'followUps.wait must be a time such as 3 days or 6 hours, found nothing'],
    [rule('id: a', 'after: purchase', 'wait: 3d'), 4, 'followUps.wait must be a time'],
    [rule(...whole, 'whithin: 3 days'), 5, 'followUps.whithin is not known. Write within.'],
    [rule(...whole, 'amount: 5.005'), 5, 'followUps.amount must be an amount in EUR, found "5.005"'],
    [rule(...whole, 'sku: A', 'prefix: B'), 6, 'followUps.prefix stands beside sku. Keep one of the two'],
    [rule(...whole, 'first: maybe'), 5, 'followUps.first must be true or false'],
    [rule(...whole, 'ask: {}'), 5, 'followUps.ask has no text. Write what the customer is asked'],
    [rule(...whole, 'ask: { en: Hello, fr: Bonjour }'), 5, 'followUps.ask.fr is not known. Known here are en, zh.'],
    [rule(...whole, 'ask: { en: "Hello {nmae}" }'), 5, 'has {nmae}, which is not known. Known are {name} and {shop}.'],
    [rule(...whole, 'call: true', 'ask: { en: Hello }'), 6, 'followUps.ask is never asked, for staff call.'],
    [
      rule('id: a', 'after: silence', 'wait: 90 days', 'first: true'),
      5,
      'followUps.first is for rules after a purchase',
    ],
    [`${rule(...whole)}\n  - { id: a, after: silence, wait: 1 day }`, 5, 'followUps.id is a a second time.'],
    ['followUps:\n  id: a', 1, 'followUps must be a list'],
    ['quiet: { from: 20:00 }', 1, 'quiet.to must be a time of day such as 20:00, found nothing'],
    ['quiet: { from: 24:00, to: 09:00 }', 1, 'quiet.from must be a time of day such as 20:00, found "24:00"'],
    ['quiet: { from: 9:00, to: 09:00 }', 1, 'quiet begins and ends at 09:00. Write two different times.'],
  ])('%j', (text, line, message) => {
    const found = problems(text)
    expect(found).toEqual([expect.stringContaining(message)])
    expect(found[0]).toMatch(new RegExp(`^program\\.yaml:${line}: `))
  })
})
