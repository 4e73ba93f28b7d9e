import type { Dispatcher } from 'undici'
import { exchange } from '../shared/exchange.ts'
import { string } from '../shared/shape.ts'
import { CallError, type Client, type Failure } from './client.ts'
import { printable } from './text.ts'

/** A file to be put into Slack's store. */
type Upload = { name: string; bytes: Uint8Array }

/** Puts files into Slack's store, where nobody sees them until a message names them. Throws {@link CallError}. */
export interface Uploads {
  /** Resolves with the file's id. */
  store(upload: Upload, signal: AbortSignal): Promise<string>
}

const longestName = 200

export function makeUploads(client: Client, dispatcher: Dispatcher): Uploads {
  return {
    async store({ name, bytes }, signal) {
      const args = { filename: fileName(name), length: bytes.length }
      const answer = await client.call('files.getUploadURLExternal', args, { signal })
      const [url, id] = [string(answer.upload_url), string(answer.file_id)]
      if (!url || !URL.canParse(url) || !id) throw failed({ kind: 'unsent', reason: 'no address to upload to' })
      await send(dispatcher, new URL(url), bytes, signal)
      await client.call('files.completeUploadExternal', { files: [{ id, title: fileName(name) }] }, { signal })
      return id
    },
  }
}

function fileName(name: string): string {
  const plain = printable(name)
    .replace(/[\n\t/\\]/g, '_')
    .trim()
    .slice(0, longestName)
  return plain.toWellFormed() || 'file'
}

function send(
  dispatcher: Dispatcher,
  { origin, pathname, search }: URL,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  const headers = { 'content-type': 'application/octet-stream' }
  const request = { origin, path: pathname + search, method: 'POST' as const, headers, body: Buffer.from(bytes) }
  return new Promise((resolve, reject) => {
    exchange(dispatcher, request, signal, (outcome) => {
      if ('kind' in outcome) reject(failed(outcome))
      else if (outcome.status === 200) resolve()
      else reject(failed({ kind: 'broken', status: outcome.status }))
    })
  })
}

function failed(failure: Failure): CallError {
  return new CallError('upload', failure)
}
