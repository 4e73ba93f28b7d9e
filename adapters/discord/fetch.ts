import { SendError, type SentFile } from '../../src/chat.ts'
import { download } from '../shared/download.ts'
import { openAgent } from '../shared/exchange.ts'
import { shape, string } from '../shared/shape.ts'
import type { Caller } from './call.ts'
import { codeOf, troubleOf } from './trouble.ts'

/** Where Discord keeps what people sent. */
const hosts = ['cdn.discordapp.com', 'media.discordapp.net']
const connections = 8

/**
 * Fetches files that people sent. Those of a message are looked up anew, for the addresses of files hold for a day.
 * Throws `SendError`.
 */
export function makeFetcher(caller: Caller, api: string) {
  const agent = openAgent(connections, { whole: true })

  async function fetchFile({ id }: SentFile, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const url = URL.parse(await addressOf(id, signal))
    const isTheirs = url?.protocol === 'https:' && hosts.includes(url.hostname)
    if (!url || !(isTheirs || url.origin === new URL(api).origin)) {
      throw new SendError({ kind: 'refused' }, 'a file that is not kept by Discord')
    }
    return (await download(url, { dispatcher: agent, signal })).pieces
  }

  async function addressOf(id: string, signal: AbortSignal): Promise<string> {
    const [, channel, message, attachment] = /^(\d{1,20})\/(\d{1,20})\/(\d{1,20})$/.exec(id) ?? []
    if (channel === undefined) return id
    const path = `/channels/${channel}/messages/${message}`
    const given = await caller.call({ name: 'getMessage', method: 'GET', path }, signal).catch((error: unknown) => {
      const trouble = troubleOf(error, true)
      const gone = codeOf(error) !== undefined && trouble.trouble.kind !== 'later'
      throw gone ? new SendError({ kind: 'refused' }, 'the message of a file is gone') : trouble
    })
    const attachments = shape(given)?.attachments
    const list: unknown[] = Array.isArray(attachments) ? attachments : []
    const url = string(list.map(shape).find((each) => each?.id === attachment)?.url)
    if (url === undefined) throw new SendError({ kind: 'refused' }, 'the file is gone')
    return url
  }

  return { fetch: fetchFile, close: () => agent.destroy() }
}
