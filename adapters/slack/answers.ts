import type { Dispatcher } from 'undici'
import { exchange } from '../shared/exchange.ts'
import { within } from './client.ts'
import type { Drawing } from './render.ts'

/** A message for one person alone cannot be changed by its id, but for a while by who answers a press of its buttons. */
export interface Answers {
  note(channel: string, message: string, url: string): void
  /** Puts the drawing in the place of that message. Gives false when that cannot be done (any more). */
  replace(channel: string, message: string, drawing: Drawing, signal: AbortSignal): Promise<boolean>
  /** Takes that message away. Gives false when that cannot be done (any more). */
  remove(channel: string, message: string, signal: AbortSignal): Promise<boolean>
}

/** Most addresses that are kept; each is good for half an hour. */
const most = 1_000
const deadline = 5_000

/** `trusted` says which addresses are Slack's. */
export function makeAnswers(dispatcher: Dispatcher, trusted: (url: URL) => boolean): Answers {
  const addresses = new Map<string, string>()

  async function answer(channel: string, message: string, what: object, signal: AbortSignal): Promise<boolean> {
    const address = addresses.get(`${channel} ${message}`)
    if (address === undefined) return false
    const { origin, pathname, search } = new URL(address)
    const headers = { 'content-type': 'application/json' }
    const request = { origin, path: pathname + search, method: 'POST' as const, headers, body: JSON.stringify(what) }
    const status = await within(
      signal,
      deadline,
      (until) =>
        new Promise<number>((resolve) => {
          exchange(dispatcher, request, until, (outcome) => resolve('kind' in outcome ? 0 : outcome.status))
        }),
    )
    return status === 200
  }

  return {
    note(channel, message, url) {
      if (!URL.canParse(url) || !trusted(new URL(url))) return
      const key = `${channel} ${message}`
      addresses.delete(key)
      addresses.set(key, url)
      const [oldest] = addresses.keys()
      if (addresses.size > most && oldest !== undefined) addresses.delete(oldest)
    },
    async replace(channel, message, { text, blocks }, signal) {
      return answer(channel, message, { replace_original: true, response_type: 'ephemeral', text, blocks }, signal)
    },
    async remove(channel, message, signal) {
      return answer(channel, message, { delete_original: true }, signal)
    },
  }
}
