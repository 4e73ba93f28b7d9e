import { SendError, type SentFile } from '../../src/chat.ts'
import { download } from '../shared/download.ts'
import { openAgent } from '../shared/exchange.ts'
import { shape, string } from '../shared/shape.ts'
import { CallError, type Caller } from './call.ts'
import { isFileId } from './files.ts'
import { refusedWith } from './trouble.ts'

export type DownloadSettings = { caller: Caller; token: string; apiRoot: string }

const connections = 8

/**
 * Gives the bytes of files that people sent. Telegram itself hands out none above 20 MB: those are refused. Throws
 * `SendError` alone.
 */
export function makeDownload({ caller, token, apiRoot }: DownloadSettings) {
  const agent = openAgent(connections, { whole: true })

  async function fetchFile({ id }: SentFile, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const url = await addressOf(id, signal)
    return (await download(url, { dispatcher: agent, signal })).pieces
  }

  /** The address holds the token: it must never be told. */
  async function addressOf(id: string, signal: AbortSignal): Promise<URL> {
    if (!isFileId(id)) throw new SendError({ kind: 'refused' }, 'that is no file of Telegram')
    const path = string(shape(await lookUp(id, signal))?.file_path)
    if (path === undefined) throw new SendError({ kind: 'later' }, 'getFile: answered with something else')
    const pieces = path.split('/')
    if (pieces.some((piece) => piece === '' || piece === '.' || piece === '..'))
      throw new SendError({ kind: 'refused' }, 'the file is kept elsewhere')
    return new URL(`./file/bot${token}/${pieces.map(encodeURIComponent).join('/')}`, apiRoot)
  }

  async function lookUp(id: string, signal: AbortSignal): Promise<unknown> {
    try {
      return await caller.call('getFile', { file_id: id }, { signal })
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      if (refusedWith(error, /./)) throw new SendError({ kind: 'refused' }, error.message)
      const { failure, message } = error
      const afterMs = 'retryAfter' in failure ? { afterMs: (failure.retryAfter ?? 0) * 1000 } : {}
      throw new SendError({ kind: 'later', ...afterMs }, message)
    }
  }

  return { download: fetchFile, close: () => agent.destroy() }
}
