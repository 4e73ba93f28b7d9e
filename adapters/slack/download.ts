import type { Dispatcher } from 'undici'
import { SendError, type SentFile } from '../../src/chat.ts'
import { download } from '../shared/download.ts'
import { shape, string } from '../shared/shape.ts'
import { CallError, type Client } from './client.ts'
import { isFileId } from './files.ts'

/** `trusted` says which addresses are Slack's: the token goes nowhere else. */
export type DownloadOptions = { client: Client; dispatcher: Dispatcher; token: string; trusted(url: URL): boolean }

/** Gives the bytes of files that people sent. Throws `SendError` alone: `later`, or `refused` when a file is gone. */
export function makeDownload({ client, dispatcher, token, trusted }: DownloadOptions) {
  return async (file: SentFile, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> => {
    const url = await addressOf(file, signal)
    const { page, pieces } = await download(url, { dispatcher, signal, headers: { authorization: `Bearer ${token}` } })
    // whoever may not see a file is shown where to sign in
    if (page && file.media !== 'text/html') throw new SendError({ kind: 'refused' }, 'the file is not for us')
    return pieces
  }

  async function addressOf({ id }: SentFile, signal: AbortSignal): Promise<URL> {
    if (!isFileId(id)) throw new SendError({ kind: 'refused' }, 'that is no file of Slack')
    const known = shape((await lookUp(id, signal)).file)
    const address = string(known?.url_private_download) ?? string(known?.url_private) ?? ''
    if (URL.canParse(address) && trusted(new URL(address))) return new URL(address)
    throw new SendError({ kind: 'refused' }, 'the file is kept elsewhere')
  }

  async function lookUp(file: string, signal: AbortSignal) {
    try {
      return await client.call('files.info', { file }, { signal })
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      const { failure, message } = error
      const gone =
        failure.kind === 'refused' && /^(file_not_found|file_deleted|not_visible|access_denied)$/.test(failure.error)
      const afterMs = failure.kind === 'slow' ? { afterMs: failure.retryAfter * 1000 } : {}
      throw new SendError(gone ? { kind: 'refused' } : { kind: 'later', ...afterMs }, message)
    }
  }
}
