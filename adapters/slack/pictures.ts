import type { Message } from '../../src/chat.ts'
import type { Wait } from '../shared/patience.ts'
import { CallError } from './client.ts'
import { isPicture, type Picture } from './render.ts'
import type { Uploads } from './upload.ts'

/** Puts the pictures of a message into Slack's store, so that it can be drawn with them. */
export type Pictures = (message: Message, signal: AbortSignal) => Promise<Map<Picture, string>>

export type PicturesOptions = { uploads: Uploads; bytes(file: string): Promise<Uint8Array>; wait: Wait }

/**
 * What Slack refuses of a picture is no reason to say nothing: the drawing then tells in words what it shows. Anything
 * else that goes wrong is thrown; nothing has been said by then.
 */
export function makePictures({ uploads, bytes }: Omit<PicturesOptions, 'wait'>): Pictures {
  return async (message, signal) => {
    const stored = new Map<Picture, string>()
    for (const part of message.parts ?? []) {
      if (!isPicture(part)) continue
      const upload = {
        name: part.name,
        bytes: part.kind === 'image' ? Buffer.from(part.data, 'base64') : await bytes(part.file),
      }
      const id = await unlessRefused(async () => {
        const file = await uploads.store(upload, signal)
        await uploads.complete(file, part.name, undefined, signal)
        return file
      })
      if (id !== undefined) stored.set(part, id)
    }
    return stored
  }
}

async function unlessRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CallError && error.failure.kind === 'refused') return undefined
    throw error
  }
}
