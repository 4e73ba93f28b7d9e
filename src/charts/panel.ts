import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import {
  BarController,
  BarElement,
  CategoryScale,
  type ChartDataset,
  Chart as ChartJs,
  type ChartOptions,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  type Plugin,
  PointElement,
} from 'chart.js'
import type { Panel } from './chart.ts'
import { colours, marks, nth, sizes } from './look.ts'
import { rangeOf, rangesThroughBars, reachOf } from './ranges.ts'
import { clean, clipped, type Measure, wrapped } from './words.ts'

ChartJs.register(
  BarController,
  BarElement,
  CategoryScale,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
)

/** Of the width of a panel: what names of categories may take beside bars that lie. */
const namesShare = 0.36
/** Of the room of a bar: what it fills. */
const barShare = 0.9
/** Height of a line, in heights of the letters. */
const lineShare = 1.2
/** Room that legend and scale take away, about, in pixels. */
const headRoom = 90
/** Room that the scale of values takes away, about, in pixels. */
const scaleWidth = 60

type Format = (value: number) => string

/** In pixels. */
type Box = { x: number; y: number; width: number; height: number }

/** Draws the values of a panel, without its title, into that box. `families` is a list for CSS. */
export function drawPanel(target: SKRSContext2D, panel: Panel, { x, y, width, height }: Box, families: string): void {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  context.font = `400 ${sizes.label}px ${families}`
  const measure: Measure = (text) => context.measureText(text).width
  const categories = panel.categories.map((name) => clean(name) || '–')
  const layout = layoutOf(panel, categories, { width, height }, measure)
  const format = formatOf(panel.locale)
  const font = { family: families, size: sizes.label, lineHeight: lineShare }
  const options: ChartOptions<'bar' | 'line'> = {
    responsive: false,
    animation: false,
    events: [],
    devicePixelRatio: 1,
    indexAxis: layout.lying ? 'y' : 'x',
    layout: { padding: { top: 6, right: layout.lying ? 28 : 8 } },
    scales: {
      [layout.lying ? 'y' : 'x']: {
        type: 'category',
        grid: { display: false },
        border: { color: colours.line },
        ticks: { color: colours.ink, font, maxRotation: 0, autoSkip: true, autoSkipPadding: layout.lying ? 0 : 6 },
      },
      [layout.lying ? 'x' : 'y']: {
        type: 'linear',
        beginAtZero: true,
        ...reachOf(panel),
        grace: panel.kind === 'bars' ? '8%' : '4%',
        grid: { color: colours.line, drawTicks: false },
        border: { display: false },
        ticks: {
          color: colours.soft,
          font,
          padding: 8,
          maxTicksLimit: 6,
          maxRotation: 0,
          callback: (value) => format(Number(value)),
        },
      },
    },
    plugins: {
      legend: {
        display: panel.series.length > 1,
        position: 'top',
        align: 'start',
        labels: {
          color: colours.ink,
          font,
          boxWidth: 12,
          boxHeight: 12,
          padding: 14,
          usePointStyle: panel.kind === 'lines',
        },
      },
    },
  }
  const chart = new ChartJs<'bar' | 'line', (number | null)[], string | string[]>(canvas as never, {
    type: panel.kind === 'bars' ? 'bar' : 'line',
    data: { labels: layout.labels, datasets: datasetsOf(panel, width, measure) },
    options,
    plugins: [
      airBelowLegend,
      ...(panel.kind === 'bars'
        ? [rangesThroughBars(panel, layout.lying), valuesAtBars(panel, layout.lying, families, format)]
        : []),
    ],
  })
  target.drawImage(canvas, x, y)
  chart.destroy()
}

/** Bars stand when their names fit below them, on two lines if need be; else they lie, with the names beside them. */
function layoutOf(
  panel: Panel,
  categories: string[],
  { width, height }: { width: number; height: number },
  measure: Measure,
): { lying: boolean; labels: (string | string[])[] } {
  const slot = (width - scaleWidth) / Math.max(1, categories.length) - 10
  if (panel.kind === 'lines' || categories.every((name) => measure(name) <= slot))
    return { lying: false, labels: categories.map((name) => clipped(name, Math.max(slot, width / 5), measure)) }
  const below = categories.map((name) => wrapped(name, slot, 2, measure))
  if (below.flat().every((line) => !line.endsWith('…'))) return { lying: false, labels: below }
  const lines = (height - headRoom) / categories.length > 2.2 * lineShare * sizes.label ? 2 : 1
  return { lying: true, labels: categories.map((name) => wrapped(name, width * namesShare, lines, measure)) }
}

function datasetsOf(panel: Panel, width: number, measure: Measure): ChartDataset<'bar' | 'line', (number | null)[]>[] {
  const room = (width - 80) / Math.min(3, panel.series.length) - 40
  return panel.series.map(({ name, values }, index) => {
    const colour = nth(colours.series, index)
    return {
      label: clipped(clean(name) || '–', room, measure),
      data: panel.categories.map((_, at) => finite(values[at])),
      backgroundColor: colour,
      borderColor: colour,
      ...(panel.kind === 'bars'
        ? { maxBarThickness: 56, borderRadius: 4, categoryPercentage: 0.78, barPercentage: barShare }
        : {
            borderWidth: 3,
            pointRadius: 5,
            pointStyle: nth(marks, index),
            cubicInterpolationMode: 'monotone' as const,
          }),
    }
  })
}

/** What is no number is not drawn, and what is beyond all measure would break the scale. */
function finite(value: number | null | undefined): number | null {
  return typeof value === 'number' && Math.abs(value) < 1e15 ? value : null
}

function formatOf(locale: string | undefined): Format {
  const known = localeOf(locale)
  const whole = new Intl.NumberFormat(known, { maximumFractionDigits: 2 })
  const short = new Intl.NumberFormat(known, { notation: 'compact', maximumFractionDigits: 1 })
  return (value) => (Math.abs(value) < 10_000 ? whole : short).format(value)
}

function localeOf(locale: string | undefined): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf(locale ?? [])[0] ?? 'en'
  } catch {
    return 'en'
  }
}

/** Else the uppermost number of the scale would touch the names of the series. */
const airBelowLegend: Plugin<'bar' | 'line'> = {
  id: 'air',
  beforeInit({ legend }) {
    if (!legend?.options.display) return
    const measured = legend.fit.bind(legend)
    legend.fit = () => {
      measured()
      legend.height += 8
    }
  },
}

/** Writes each value at the end of its bar, or of its range, where all of them have room. */
function valuesAtBars(panel: Panel, lying: boolean, families: string, format: Format): Plugin<'bar' | 'line'> {
  return {
    id: 'values',
    afterDatasetsDraw(chart) {
      const { ctx } = chart
      const bars = chart.data.datasets.flatMap(({ data }, series) =>
        chart.getDatasetMeta(series).data.flatMap((element, at) => {
          const value = data[at]
          if (typeof value !== 'number') return []
          const { x, y, width, height } = (element as BarElement).getProps(['x', 'y', 'width', 'height'], true) as Box
          const range = rangeOf(panel, series, at)
          const beyond = range && chart.scales[lying ? 'x' : 'y']?.getPixelForValue(value < 0 ? range.low : range.high)
          const end = lying ? { x: beyond ?? x, y } : { x, y: beyond ?? y }
          return [{ text: format(value), below: value < 0, ...end, room: lying ? height : width / barShare }]
        }),
      )
      ctx.save()
      ctx.font = `500 ${sizes.label - 1}px ${families}`
      ctx.fillStyle = colours.ink
      ctx.textBaseline = lying ? 'middle' : 'alphabetic'
      const fits = bars.every(({ text, room }) =>
        lying ? room >= sizes.label - 3 : ctx.measureText(text).width <= room,
      )
      for (const { text, below, x, y } of fits ? bars : []) {
        ctx.textAlign = lying ? (below ? 'right' : 'left') : 'center'
        if (lying) ctx.fillText(text, x + (below ? -6 : 6), y)
        else ctx.fillText(text, x, below ? y + sizes.label : y - 6)
      }
      ctx.restore()
    },
  }
}
