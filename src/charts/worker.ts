/** Draws in a thread of its own: what the libraries need is loaded here and nowhere else. */
import { parentPort } from 'node:worker_threads'
import type { Chart } from './chart.ts'
import { picture } from './picture.ts'

/** What came of a chart. */
export type Drawn = { png: Uint8Array } | { failed: string }

parentPort?.on('message', async (chart: Chart) => {
  const drawn = await picture(chart).then(
    (png): Drawn => ({ png }),
    // What went wrong could hold what people wrote; what kind of error it was cannot.
    (error): Drawn => ({ failed: error instanceof Error ? error.name : 'unknown' }),
  )
  parentPort?.postMessage(drawn)
})
