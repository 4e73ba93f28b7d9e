import { type Dispatcher, request } from 'undici'
import { SendError } from '../../src/chat.ts'

export type DownloadOptions = { dispatcher: Dispatcher; signal: AbortSignal; headers?: Record<string, string> }

/** A file on its way. `page` is set when what comes is a page to be read, such as one that asks to sign in. */
export type Download = { page: boolean; pieces: AsyncIterable<Uint8Array> }

/**
 * Fetches a file piece by piece. Throws `SendError`: `refused` when it is gone, else `later`; so do the pieces when the
 * connection breaks. Follows nobody elsewhere, and tells no address, which may hold a token.
 */
export async function download(url: URL, { dispatcher, signal, headers = {} }: DownloadOptions): Promise<Download> {
  let answer: Dispatcher.ResponseData
  try {
    answer = await request(url, { dispatcher, signal, headers })
  } catch {
    throw new SendError({ kind: 'later' }, 'the file could not be fetched')
  }
  const { statusCode: status, headers: given, body } = answer
  if (status === 200) {
    return { page: String(given['content-type'] ?? '').startsWith('text/html'), pieces: piecesOf(body) }
  }
  await body.dump().catch(() => {})
  // 401, 408 and 429 are no fault of the file's
  const gone = status >= 300 && status < 500 && ![401, 408, 429].includes(status)
  throw new SendError({ kind: gone ? 'refused' : 'later' }, `the file was answered with status ${status}`)
}

/** A connection that breaks in the middle is one more reason to come again later. */
async function* piecesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch {
    throw new SendError({ kind: 'later' }, 'the file came to an end before its end')
  }
}
