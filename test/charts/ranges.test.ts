import { expect, test } from 'vitest'
import type { Panel } from '../../src/charts/chart.ts'
import { draw } from '../../src/charts/draw.ts'
import { reachOf } from '../../src/charts/ranges.ts'
import { dark, look } from './look.ts'

const bars = (ranges?: { low: number; high: number }[]): Panel => ({
  title: 'Orders',
  kind: 'bars',
  categories: ['With it', 'Without it'],
  series: [{ name: 'Orders', values: [40, 8], ...(ranges && { ranges }) }],
})

test('the scale reaches as far as the ranges do', () => {
  expect(reachOf(bars())).toEqual({})
  expect(
    reachOf(
      bars([
        { low: 35, high: 45 },
        { low: -4, high: 20 },
      ]),
    ),
  ).toEqual({ suggestedMin: -4, suggestedMax: 45 })
  expect(
    reachOf(
      bars([
        { low: 35, high: 45 },
        { low: Number.NEGATIVE_INFINITY, high: Number.NaN },
      ]),
    ),
  ).toEqual({
    suggestedMin: 0,
    suggestedMax: 45,
  })
})

test('a range is drawn above the end of its bar, where nothing is drawn without it', async () => {
  // The right half, above the short bar and below the title.
  const area = { x: 560, y: 120, width: 400, height: 150 }
  const without = dark(await look(await draw(bars()), area))
  const withIt = dark(
    await look(
      await draw(
        bars([
          { low: 35, high: 45 },
          { low: 2, high: 39 },
        ]),
      ),
      area,
    ),
  )
  expect(without).toBeLessThan(20)
  expect(withIt).toBeGreaterThan(without + 60)
})
