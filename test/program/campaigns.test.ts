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

describe('campaigns', () => {
  test('are at most two a week for one customer where the file says nothing', () => {
    expect(parsed('shop: A').campaigns).toEqual(defaultProgram.campaigns)
    expect(defaultProgram.campaigns).toEqual({
      cap: { most: 2, window: { count: 1, unit: 'weeks' } },
      approval: 1_000,
      window: { count: 14, unit: 'days' },
    })
  })

  test.each([
    ['0', null],
    ['1 per day', { most: 1, window: { count: 1, unit: 'days' } }],
    ['3 per 10 days', { most: 3, window: { count: 10, unit: 'days' } }],
    ['4 per Month', { most: 4, window: { count: 1, unit: 'months' } }],
  ])('%s', (written, cap) => {
    expect(parsed(`campaigns: { cap: ${written} }`).campaigns.cap).toEqual(cap)
  })

  test.each([
    ['campaigns: { cap: 2 }', 'campaigns.cap must be a number of messages in a time, such as 2 per week, found "2"'],
    ['campaigns: { cap: 0 per week }', 'campaigns.cap must be'],
    ['campaigns: { cap: 101 per week }', 'campaigns.cap must be'],
    ['campaigns: { approval: -1 }', 'campaigns.approval must be a number of people such as 1000'],
    ['campaigns: { window: 2 years }', 'campaigns.window must be a time such as 14 days'],
    ['campaigns: { windows: 2 days }', 'campaigns.windows is not known. Write window.'],
  ])('%s', (text, message) => {
    expect(problems(text)).toEqual([expect.stringContaining(message)])
  })
})
