import { type Dispatcher, request } from 'undici'
import { SendError, type SentFile } from '../../src/chat.ts'
import { makeFloods } from '../shared/floods.ts'
import { shape, string } from '../shared/shape.ts'
import { CallError, type Client } from './client.ts'
import { troubleOf } from './trouble.ts'

export type DownloadOptions = { client: Client; dispatcher: Dispatcher; token: string; trusted: (url: URL) => boolean }

/** Gives the bytes of files that people sent. Throws `SendError` alone: `later`, or `refused` when a file is gone. */
export function makeDownload({ client, dispatcher, token, trusted }: DownloadOptions) {
  const floods = makeFloods()
  return async (file: SentFile, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> => {
    const url = await addressOf(file, signal)
    let answer: Dispatcher.ResponseData
    try {
      answer = await request(url, { dispatcher, signal, headers: { authorization: `Bearer ${token}` } })
    } catch {
      throw new SendError({ kind: 'later' }, 'the file could not be fetched')
    }
    const { statusCode: status, headers, body } = answer
    const page = String(headers['content-type'] ?? '').startsWith('text/html') && file.media !== 'text/html'
    if (status === 200 && !page) return body
    await body.dump()
    // whoever may not see a file is sent to sign in
    const gone = page || (status >= 300 && status < 500 && status !== 429 && status !== 408)
    throw new SendError({ kind: gone ? 'refused' : 'later' }, `the file was answered with status ${status}`)
  }

  async function addressOf(file: SentFile, signal: AbortSignal): Promise<URL> {
    try {
      const known = shape((await client.call('files.info', { file: file.id }, { signal })).file)
      const address = string(known?.url_private_download) ?? string(known?.url_private) ?? ''
      if (URL.canParse(address) && trusted(new URL(address))) return new URL(address)
    } catch (error) {
      if (error instanceof CallError)
        throw troubleOf(error, { channel: file.id, person: false, repeatable: true }, floods)
      throw error
    }
    throw new SendError({ kind: 'refused' }, 'the file is kept elsewhere')
  }
}
