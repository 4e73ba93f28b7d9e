import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { type Chart, type Panel, partsOf } from './chart.ts'
import { familiesFor } from './font.ts'
import { colours, sizes } from './look.ts'
import { drawPanel } from './panel.ts'
import { clean, wrapped } from './words.ts'

/** Characters that are drawn without standing in the chart. */
const always = '0123456789.,+-−–…%()KMB万亿千'

/** Draws the picture. Gives a PNG. */
export async function picture(chart: Chart): Promise<Uint8Array> {
  const { title, subtitle, panels } = partsOf(chart)
  const families = await familiesFor(always + textsOf(chart))
  const columns = panels.length === 1 ? 1 : 2
  const rows = Math.max(1, Math.ceil(panels.length / columns))
  const height = sizes.height + (rows - 1) * sizes.row
  const canvas = createCanvas(sizes.width, height)
  const context = canvas.getContext('2d')
  context.fillStyle = colours.ground
  context.fillRect(0, 0, sizes.width, height)

  const inner = sizes.width - 2 * sizes.margin
  const single = panels.length === 1 ? panels[0] : undefined
  const heading = { title: withUnit(title, single?.unit), subtitle, size: sizes.title, weight: 600 }
  const top = sizes.margin + write(context, heading, { x: sizes.margin, y: sizes.margin, width: inner }, families) + 12
  const bottom = height - sizes.margin / 2
  const place = { width: (inner - (columns - 1) * sizes.gap) / columns, height: (bottom - top) / rows }
  for (const [index, panel] of panels.entries()) {
    const column = index % columns
    // The last of an odd number has its row for itself.
    const alone = index === panels.length - 1 && column === 0
    const width = alone ? inner : place.width
    const x = sizes.margin + column * (place.width + sizes.gap)
    const y = top + Math.floor(index / columns) * place.height
    const own = {
      title: withUnit(panel.title, panel.title ? panel.unit : undefined),
      subtitle: panel.subtitle ?? '',
      size: sizes.panel,
      weight: 600,
    }
    const used = write(context, own, { x, y, width }, families)
    const box = {
      x,
      y: y + used,
      width: Math.floor(width),
      height: Math.floor(place.height - used - (rows > 1 ? sizes.gap : 0)),
    }
    drawPanel(context, panel, box, families)
  }
  return canvas.encode('png')
}

type Heading = { title: string; subtitle: string; size: number; weight: number }

/** Writes a title and what stands below it. Gives how much height that took, in pixels. */
function write(
  context: SKRSContext2D,
  { title, subtitle, size, weight }: Heading,
  { x, y, width }: { x: number; y: number; width: number },
  families: string,
): number {
  let used = 0
  const lines = (text: string, most: number, size: number, weight: number, colour: string) => {
    context.font = `${weight} ${size}px ${families}`
    context.fillStyle = colour
    context.textBaseline = 'top'
    const measure = (line: string) => context.measureText(line).width
    for (const line of text ? wrapped(text, width, most, measure) : []) {
      context.fillText(line, x, y + used)
      used += Math.round(size * 1.3)
    }
  }
  lines(clean(title), 2, size, weight, colours.ink)
  lines(clean(subtitle), 2, Math.min(size - 3, sizes.subtitle), 400, colours.soft)
  return used === 0 ? 0 : used + 8
}

function withUnit(title: string, unit: string | undefined): string {
  return unit ? `${clean(title)} (${clean(unit)})` : title
}

/** Everything that is written in it. */
function textsOf(chart: Chart): string {
  const { title, subtitle, panels } = partsOf(chart)
  const of = ({ title, subtitle, unit, categories, series }: Panel) =>
    [title, subtitle, unit, ...categories, ...series.map(({ name }) => name)].join(' ')
  return [title, subtitle, ...panels.map(of)].join(' ')
}
