import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { familiesFor } from './font.ts'
import type { Preview } from './preview.ts'
import { type Item, layOut } from './preview-layout.ts'
import { previewSizes as sizes } from './preview-look.ts'

/** Draws how messages look on several platforms: 1000 pixels wide, as high as they need. Gives a PNG. */
export async function previewPicture(preview: Preview): Promise<Uint8Array> {
  const families = await familiesFor(`…${JSON.stringify(preview)}`)
  const measuring = createCanvas(1, 1).getContext('2d')
  const { width, height, items } = layOut(preview, (text, size, weight) => {
    measuring.font = `${weight} ${size}px ${families}`
    return measuring.measureText(text).width
  })
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  context.fillStyle = sizes.ground
  context.fillRect(0, 0, width, height)
  for (const item of items) paint(context, item, families)
  return canvas.encode('png')
}

function paint(context: SKRSContext2D, item: Item, families: string): void {
  switch (item.kind) {
    case 'text':
      context.font = `${item.weight} ${item.size}px ${families}`
      context.fillStyle = item.colour
      context.textBaseline = 'middle'
      context.textAlign = item.middle ? 'center' : 'left'
      context.fillText(item.text, item.middle ? item.x + item.width / 2 : item.x, item.y + item.height / 2)
      break
    case 'area':
      context.beginPath()
      context.roundRect(item.x, item.y, item.width, item.height, item.radius)
      if (item.fill !== undefined) {
        context.fillStyle = item.fill
        context.fill()
      }
      if (item.line !== undefined) {
        context.strokeStyle = item.line
        context.stroke()
      }
      break
    case 'picture':
      landscape(context, item)
      break
    default:
      item satisfies never
  }
}

/** Stands for a picture: hills and a sun. */
function landscape(
  context: SKRSContext2D,
  { x, y, width, height, fill, line }: Extract<Item, { kind: 'picture' }>,
): void {
  context.save()
  context.beginPath()
  context.roundRect(x, y, width, height, 10)
  context.clip()
  context.fillStyle = fill
  context.fillRect(x, y, width, height)
  context.fillStyle = line
  context.globalAlpha = 0.45
  context.beginPath()
  context.arc(x + width * 0.76, y + height * 0.28, height * 0.1, 0, 2 * Math.PI)
  context.fill()
  context.beginPath()
  context.moveTo(x, y + height)
  context.lineTo(x + width * 0.34, y + height * 0.42)
  context.lineTo(x + width * 0.56, y + height * 0.76)
  context.lineTo(x + width * 0.7, y + height * 0.58)
  context.lineTo(x + width, y + height)
  context.fill()
  context.restore()
}
