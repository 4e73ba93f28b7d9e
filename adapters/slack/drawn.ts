import type { Wait } from '../shared/patience.ts'
import { type Drawing, type DrawOptions, type FilePart, isBeside } from './render.ts'
import { refusedAbout, refusedFor } from './trouble.ts'

/** Draws a message, with less in it where that is asked for. */
export type Draw = (less?: DrawOptions) => Drawing

const wrongBlocks = /^(invalid_blocks|invalid_blocks_format|msg_blocks_too_long)$/
/** Slack looks at a new file for a while before it can be shown: pauses until it is asked again, in milliseconds. */
const filePauses = [250, 500, 1_000, 2_000, 4_000]

/**
 * Sends a drawing without what Slack refuses of its blocks: pictures that do not get ready or are none, then links.
 * Rejects as `send` does.
 */
export async function sendDrawn<T>(
  draw: Draw,
  send: (drawing: Drawing) => Promise<T>,
  { wait, signal }: { wait: Wait; signal: AbortSignal },
): Promise<T> {
  for (const pause of filePauses) {
    try {
      return await send(draw())
    } catch (error) {
      if (!isNotReady(error)) {
        if (refusedFor(error, wrongBlocks)) break
        throw error
      }
      await wait(pause, signal)
    }
  }
  try {
    return await send(draw({ stored: withoutPictures }))
  } catch (error) {
    if (!refusedFor(error, wrongBlocks)) throw error
    return send(draw({ stored: withoutPictures, links: false }))
  }
}

/** Files beside a message are none of its pictures. */
const withoutPictures = (part: FilePart) => (isBeside(part) ? part.file : undefined)

function isNotReady(error: unknown): boolean {
  return refusedFor(error, /^file_not_found$/) || (refusedFor(error, wrongBlocks) && refusedAbout(error, /slack file/i))
}
