import { expect, test } from 'vitest'
import { decide, most, window } from './rules.ts'

const now = new Date('2026-03-02T09:00:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)

test('an idea is kept as long as there are not many of today', () => {
  expect(decide('Oat milk', [], now)).toBe('kept')
  expect(decide(' \n', [], now)).toBe('empty')
  expect(decide('Oat milk', Array(most).fill(ago(window - 1)), now)).toBe('many')
  expect(decide('Oat milk', Array(most).fill(ago(window)), now)).toBe('kept')
})
