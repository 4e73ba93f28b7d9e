import jsqr from 'jsqr'
import { look } from './look.ts'

const read = (jsqr as unknown as { default: typeof jsqr.default }).default

/** What a camera reads in the picture. */
export async function scanned(png: Uint8Array): Promise<string | undefined> {
  const { data, width, height } = await look(png)
  return read(data, width, height)?.data
}
