import { Agent, request } from 'undici'
import { SendError, type SentFile } from '../../src/chat.ts'
import { shape, string } from '../shared/shape.ts'
import type { Caller } from './call.ts'
import { codeOf, troubleOf } from './trouble.ts'

/** Where Discord keeps what people sent. */
const hosts = ['cdn.discordapp.com', 'media.discordapp.net']

/**
 * Fetches files that people sent. Those of a message are looked up anew, for the addresses of files hold for a day.
 * Throws `SendError`.
 */
export function makeFetcher(caller: Caller, api: string) {
  const agent = new Agent({ connections: 8, connectTimeout: 10_000, headersTimeout: 20_000, bodyTimeout: 20_000 })

  async function fetch({ id }: SentFile, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const address = await addressOf(id, signal)
    const url = URL.parse(address)
    const isTheirs = url?.protocol === 'https:' && hosts.includes(url.hostname)
    if (!url || !(isTheirs || url.origin === new URL(api).origin)) {
      throw new SendError({ kind: 'refused' }, 'a file that is not kept by Discord')
    }
    const { statusCode, body } = await request(url, { dispatcher: agent, signal }).catch((error: unknown) => {
      throw new SendError({ kind: 'later' }, `a file could not be fetched: ${nameOf(error)}`)
    })
    // whoever breaks off reading is not to be told of it once more
    body.on('error', () => {})
    if (statusCode === 200) return pieces(body)
    body.destroy()
    const gone = statusCode >= 400 && statusCode < 500 && statusCode !== 429 && statusCode !== 408
    throw new SendError({ kind: gone ? 'refused' : 'later' }, `a file could not be fetched: ${statusCode}`)
  }

  async function addressOf(id: string, signal: AbortSignal): Promise<string> {
    const [, channel, message, attachment] = /^(\d{1,20})\/(\d{1,20})\/(\d{1,20})$/.exec(id) ?? []
    if (channel === undefined) return id
    const path = `/channels/${channel}/messages/${message}`
    const given = await caller.call({ name: 'getMessage', method: 'GET', path }, signal).catch((error: unknown) => {
      const gone = codeOf(error) !== undefined && troubleOf(error, true).trouble.kind !== 'later'
      throw gone ? new SendError({ kind: 'refused' }, 'the message of a file is gone') : troubleOf(error, true)
    })
    const list: unknown[] = Array.isArray(shape(given)?.attachments) ? (shape(given)?.attachments as unknown[]) : []
    const found = list.map(shape).find((each) => each?.id === attachment)
    const url = string(found?.url)
    if (url === undefined) throw new SendError({ kind: 'refused' }, 'the file is gone')
    return url
  }

  return { fetch, close: () => agent.destroy() }
}

async function* pieces(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    throw new SendError({ kind: 'later' }, `a file could not be fetched whole: ${nameOf(error)}`)
  }
}

const nameOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'failed'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
