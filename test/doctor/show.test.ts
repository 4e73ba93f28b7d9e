import { expect, test } from 'vitest'
import type { Finding } from '../../src/chat.ts'
import { exitCode, shown, summary } from '../../src/doctor/show.ts'

const finding = (state: Finding['state'], more: Partial<Finding> = {}): Finding => ({
  ...{ about: 'clock', state, found: 'as it should be' },
  ...more,
})

test('the state, what it is about, how it is, and below that what to do', () => {
  expect(shown(finding('ok'))).toBe('  ok       clock                       as it should be\n')
  expect(shown(finding('wrong', { remedy: 'Set it.' }))).toBe(
    '  WRONG    clock                       as it should be\n           -> Set it.\n',
  )
})

test('long ones go on below themselves, within the width', () => {
  const text = shown(finding('look', { found: 'word '.repeat(40).trim(), remedy: 'do '.repeat(60).trim() }))
  const lines = text.trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(4)
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(110)
  expect(lines[1]).toMatch(/^ {39}word/)
})

test('names that others gave do not steer the terminal', () => {
  const text = shown(finding('ok', { found: 'a\u001b[2Jb\nc\u202ed\u0007' }))
  expect(text).toBe('  ok       clock                       a [2Jb c d \n')
})

test('the worst decides how it ends, and all are counted', () => {
  const [well, look, wrong] = [finding('ok'), finding('look'), finding('wrong')]
  expect([[], [well], [well, look], [look, wrong, well]].map(exitCode)).toEqual([0, 0, 1, 2])
  expect(summary([well, well])).toBe('\n  All 2 are well.\n')
  expect(summary([well, look, wrong, look])).toBe('\n  1 wrong, 2 to look at, of 4 looked at.\n')
})
