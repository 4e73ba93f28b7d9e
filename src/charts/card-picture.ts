import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import encodeQR from 'qr'
import type { Card } from './card.ts'
import { drawable, familiesFor } from './font.ts'
import { colours } from './look.ts'
import { clean, wrapped } from './words.ts'

/** In pixels. The square with what it needs around it stands on a ground of its own. */
const size = { width: 1000, margin: 48, inset: 56, gap: 40, square: 500, padding: 24, radius: 36 }
/** White modules around the square, as the standard has it. */
const quietZone = 4
/** Height of a line, in heights of the letters. */
const lineShare = 1.3
/** The last that is always there to be drawn. */
const ellipsis = '…'

/** Text of one kind: the largest of these sizes with which it fits into so many lines; the smallest if none does. */
type Style = { sizes: readonly [number, ...number[]]; lines: number; weight: number; colour: string }

const onAccent = '#ffffff'
const styles = {
  eyebrow: { sizes: [36, 30], lines: 1, weight: 600, colour: '#d5ebe5' },
  title: { sizes: [68, 56, 46], lines: 3, weight: 700, colour: onAccent },
  headline: { sizes: [52, 44, 38], lines: 2, weight: 700, colour: colours.series[0] },
  text: { sizes: [36, 30, 26], lines: 3, weight: 400, colour: colours.ink },
  code: { sizes: [64, 48, 36, 28], lines: 2, weight: 700, colour: colours.ink },
  hint: { sizes: [36, 30, 26], lines: 2, weight: 400, colour: colours.soft },
} as const satisfies Record<string, Style>

type Block = { lines: string[]; size: number; style: Style; height: number }

/** Draws the card: 1000 pixels wide, as high as its words need. Gives a PNG. Throws when the square cannot hold `scan`. */
export async function cardPicture(card: Card): Promise<Uint8Array> {
  const { scan } = card
  const families = await familiesFor(ellipsis + Object.values(card).join(' '))
  const words = wordsOf(card, families)
  const measuring = createCanvas(1, 1).getContext('2d')
  const inner = size.width - 2 * (size.margin + size.inset)
  const block = (of: keyof typeof styles) => fitted(measuring, words[of], styles[of], inner, families)
  const head = { eyebrow: block('eyebrow'), title: block('title') }
  const body = { headline: block('headline'), text: block('text'), code: block('code'), hint: block('hint') }

  const headHeight = 2 * size.inset + head.eyebrow.height + 8 + head.title.height
  const height = Math.ceil(
    size.margin +
      headHeight +
      size.gap +
      body.headline.height +
      8 +
      body.text.height +
      size.gap +
      size.square +
      size.gap / 2 +
      body.code.height +
      body.hint.height +
      size.margin,
  )
  const canvas = createCanvas(size.width, height)
  const context = canvas.getContext('2d')
  context.fillStyle = '#f5f2ec'
  context.fillRect(0, 0, size.width, height)

  box(
    context,
    { x: size.margin, y: size.margin, width: size.width - 2 * size.margin, height: headHeight },
    colours.series[0],
  )
  const left = size.margin + size.inset
  let y = size.margin + size.inset
  y = write(context, head.eyebrow, { x: left, y, families }) + 8
  y = write(context, head.title, { x: left, y, families }) + size.inset + size.gap
  y = write(context, body.headline, { x: left, y, families }) + 8
  y = write(context, body.text, { x: left, y, families }) + size.gap
  drawSquare(context, scan, { x: (size.width - size.square) / 2, y })
  y += size.square + size.gap / 2
  y = write(context, body.code, { x: size.width / 2, y, families })
  write(context, body.hint, { x: size.width / 2, y, families })
  return canvas.encode('png')
}

type Words = Record<keyof typeof styles, string>

/** What is written, as far as there are letters for it. */
function wordsOf({ otherwise = '', ...card }: Card, families: string): Words {
  const kinds = Object.keys(styles) as (keyof typeof styles)[]
  const words = kinds.map((of) => [of, clean(drawable(clean(card[of]), families))])
  const written = Object.fromEntries(words) as Words
  return { ...written, title: written.title || clean(otherwise) }
}

function fitted(context: SKRSContext2D, text: string, style: Style, width: number, families: string): Block {
  const tries = style.sizes.map((size) => {
    context.font = `${style.weight} ${size}px ${families}`
    const measure = (line: string) => context.measureText(line).width
    const lines = text === '' ? [] : wrapped(text, width, style.lines, measure)
    return { lines, size, style, height: Math.round(lines.length * size * lineShare) }
  })
  const fits = tries.find(({ lines }) => !lines.some((line) => line.endsWith(ellipsis)))
  return fits ?? tries.at(-1) ?? { lines: [], size: 0, style, height: 0 }
}

/** Gives where what comes below it may begin. What begins in the middle stands around it. */
function write(
  context: SKRSContext2D,
  { lines, size: height, style, height: used }: Block,
  { x, y, families }: { x: number; y: number; families: string },
): number {
  context.font = `${style.weight} ${height}px ${families}`
  context.fillStyle = style.colour
  context.textBaseline = 'middle'
  context.textAlign = x === size.width / 2 ? 'center' : 'left'
  for (const [index, line] of lines.entries()) context.fillText(line, x, y + (index + 0.5) * height * lineShare)
  return y + used
}

function box(
  context: SKRSContext2D,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  colour: string,
): void {
  context.fillStyle = colour
  context.beginPath()
  context.roundRect(x, y, width, height, size.radius)
  context.fill()
}

/** Modules are whole pixels, so that every camera finds their edges. */
function drawSquare(context: SKRSContext2D, scan: string, { x, y }: { x: number; y: number }): void {
  box(context, { x, y, width: size.square, height: size.square }, onAccent)
  const modules = encodeQR(scan, 'raw', { ecc: 'medium', border: quietZone })
  const pixels = Math.floor((size.square - 2 * size.padding) / (modules.length - 2 * quietZone))
  const start = (size.square - pixels * modules.length) / 2
  context.fillStyle = colours.ink
  for (const [row, dots] of modules.entries())
    for (const [column, isDark] of dots.entries())
      if (isDark)
        context.fillRect(Math.floor(x + start) + column * pixels, Math.floor(y + start) + row * pixels, pixels, pixels)
}
