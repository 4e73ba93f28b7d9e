import type { BarElement, Chart, Plugin } from 'chart.js'
import type { Panel, Range } from './chart.ts'
import { colours } from './look.ts'

/** Half of the width of the stroke at either end, in pixels. */
const cap = 9

/** Where the value of each bar likely is; none where any of that cannot be drawn. */
export function rangeOf({ series }: Panel, nth: number, at: number): Range | undefined {
  const range = series[nth]?.ranges?.[at]
  return range && [range.low, range.high].every((end) => Math.abs(end) < 1e15) ? range : undefined
}

/** How far the scale has to reach for all ranges to be seen. */
export function reachOf(panel: Panel): { suggestedMin?: number; suggestedMax?: number } {
  const ends = panel.series.flatMap((_, nth) =>
    panel.categories.flatMap((_, at) => {
      const range = rangeOf(panel, nth, at)
      return range ? [range.low, range.high] : []
    }),
  )
  return ends.length === 0 ? {} : { suggestedMin: Math.min(0, ...ends), suggestedMax: Math.max(0, ...ends) }
}

/** Draws a stroke through the end of each bar, from the low to the high end of its range. */
export function rangesThroughBars(panel: Panel, lying: boolean): Plugin<'bar' | 'line'> {
  return {
    id: 'ranges',
    afterDatasetsDraw(chart: Chart<'bar' | 'line'>) {
      const { ctx, scales } = chart
      const scale = scales[lying ? 'x' : 'y']
      if (!scale) return
      ctx.save()
      ctx.strokeStyle = colours.ink
      ctx.lineWidth = 2
      ctx.beginPath()
      const line = (along: number, across: number, toAlong: number, toAcross: number) => {
        if (lying) {
          ctx.moveTo(along, across)
          ctx.lineTo(toAlong, toAcross)
        } else {
          ctx.moveTo(across, along)
          ctx.lineTo(toAcross, toAlong)
        }
      }
      for (const nth of panel.series.keys())
        for (const [at, element] of chart.getDatasetMeta(nth).data.entries()) {
          const range = rangeOf(panel, nth, at)
          if (!range) continue
          const { x, y } = (element as BarElement).getProps(['x', 'y'], true) as { x: number; y: number }
          const middle = lying ? y : x
          const ends = [range.low, range.high].map((end) => scale.getPixelForValue(end))
          const [low = 0, high = 0] = ends
          line(low, middle, high, middle)
          for (const end of ends) line(end, middle - cap, end, middle + cap)
        }
      ctx.stroke()
      ctx.restore()
    },
  }
}
