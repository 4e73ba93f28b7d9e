import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Duration } from '../../src/program/duration.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { complaintsBefore, cutoff } from '../../src/retention/rules.ts'

const period: fc.Arbitrary<Duration> = fc.record({
  count: fc.integer({ min: 1, max: 60 }),
  unit: fc.constantFrom('days' as const, 'weeks' as const, 'months' as const, 'years' as const),
})
const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
const shortest = { days: 1, weeks: 7, months: 28, years: 365 }

test('nothing goes before its time, and what has gone stays too old', () => {
  fc.assert(
    fc.property(period, moment, fc.integer({ min: 0, max: 400 }), (it, now, days) => {
      const before = cutoff(it, now)
      if (!before) throw new Error('never')
      expect(now.getTime() - before.getTime()).toBeGreaterThanOrEqual(it.count * shortest[it.unit] * 86_400_000)
      const later = cutoff(it, new Date(now.getTime() + days * 86_400_000))
      expect(later?.getTime()).toBeGreaterThanOrEqual(before.getTime())
    }),
  )
  expect(cutoff(null, new Date())).toBeUndefined()
})

test('no complaint goes while it can still be opened again, nor before its time', () => {
  fc.assert(
    fc.property(fc.option(period), period, moment, (old, reopen, now) => {
      const program = {
        ...defaultProgram,
        retention: { ...defaultProgram.retention, complaints: old },
        complaints: { ...defaultProgram.complaints, reopen },
      }
      const before = complaintsBefore(program, now)
      if (old === null) {
        expect(before).toBeUndefined()
        return
      }
      for (const other of [cutoff(old, now), cutoff(reopen, now)])
        expect(before?.getTime()).toBeLessThanOrEqual(other?.getTime() ?? 0)
    }),
  )
})
