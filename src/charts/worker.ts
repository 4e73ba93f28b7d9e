/** Draws in a thread of its own: what the libraries need is loaded here and nowhere else. */
import { parentPort } from 'node:worker_threads'
import type { Card } from './card.ts'
import { cardPicture } from './card-picture.ts'
import type { Chart } from './chart.ts'
import { picture } from './picture.ts'
import type { Preview } from './preview.ts'
import { previewPicture } from './preview-picture.ts'

/** What can be drawn. */
export type Drawing = Chart | Card | Preview

/** What came of one. */
export type Drawn = { png: Uint8Array } | { failed: string }

parentPort?.on('message', async (drawing: Drawing) => {
  const drawn = await paint(drawing).then(
    (png): Drawn => ({ png }),
    // What went wrong could hold what people wrote; what kind of error it was cannot.
    (error): Drawn => ({ failed: error instanceof Error ? error.name : 'unknown' }),
  )
  parentPort?.postMessage(drawn)
})

function paint(drawing: Drawing): Promise<Uint8Array> {
  if (!('kind' in drawing)) return picture(drawing)
  switch (drawing.kind) {
    case 'card':
      return cardPicture(drawing)
    case 'preview':
      return previewPicture(drawing)
    default:
      return picture(drawing)
  }
}
