import type { Message } from '../../src/chat.ts'
import { CallError } from './client.ts'
import { type FilePart, isFile } from './render.ts'
import type { Uploads } from './upload.ts'

/** Puts the pictures and files of a message into Slack's store, so that it can be drawn with them: by part, their ids. */
export type Store = (message: Message, signal: AbortSignal) => Promise<Map<FilePart, string>>

/**
 * What Slack refuses of a file, or one that we do not have, is no reason to say nothing: words tell of it then. Anything
 * else that goes wrong is thrown; nothing has been said by then.
 */
export function makeStore(uploads: Uploads, bytes: (file: string) => Promise<Uint8Array>): Store {
  const bytesOf = async (part: FilePart) => {
    if (part.kind === 'image') return Buffer.from(part.data, 'base64')
    return bytes(part.file).catch(() => undefined)
  }
  return async (message, signal) => {
    const stored = new Map<FilePart, string>()
    for (const part of (message.parts ?? []).filter(isFile)) {
      const given = await bytesOf(part)
      if (!given || given.length === 0) continue
      try {
        stored.set(part, await uploads.store({ name: part.name, bytes: given }, signal))
      } catch (error) {
        if (!(error instanceof CallError) || error.failure.kind !== 'refused') throw error
      }
    }
    return stored
  }
}
