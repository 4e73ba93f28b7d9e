import { createCanvas, loadImage } from '@napi-rs/canvas'

export type Look = { width: number; height: number; data: Uint8ClampedArray }

/** The pixels of a picture, or of a part of it, as red, green, blue and alpha. */
export async function look(
  png: Uint8Array,
  box?: { x: number; y: number; width: number; height: number },
): Promise<Look> {
  const image = await loadImage(Buffer.from(png))
  const { x, y, width, height } = box ?? { x: 0, y: 0, width: image.width, height: image.height }
  const context = createCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  return { width, height, data: context.getImageData(x, y, width, height).data }
}

/** How many of them are as dark as writing. */
export function dark({ data }: Look): number {
  let count = 0
  for (let at = 0; at < data.length; at += 4)
    if ((data[at] ?? 255) < 100 && (data[at + 1] ?? 255) < 100 && (data[at + 2] ?? 255) < 100) count += 1
  return count
}
