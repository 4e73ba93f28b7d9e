import { setTimeout as timeout } from 'node:timers/promises'
import { ClientError } from './client.ts'
import type { Health } from './health.ts'
import type { Log } from './log.ts'

/** Waits so many milliseconds, or until the signal; never rejects. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>

export const wait: Wait = async (ms, signal) => {
  await timeout(ms, undefined, { signal }).catch(() => {})
}

const first = 500
const longest = 30_000
const longestAsked = 600_000

/** Pause after so many failures in a row, in milliseconds: half a second, doubling, at most half a minute. */
export function pauseAfter(failures: number): number {
  return Math.min(first * 2 ** Math.min(Math.max(failures - 1, 0), 10), longest)
}

/**
 * Pause before the next try and what is wrong, in a few words. What only people can mend (a wrong token) is tried
 * again slowly, for it may be mended; what the platform asks for is honoured, up to ten minutes.
 */
export function judge(error: unknown, failures: number): { pause: number; trouble: string } {
  const { code, retryAfter } = error instanceof ClientError ? error : {}
  const pause = pauseAfter(failures)
  if (code === 401 || code === 404) return { pause: longest, trouble: `Telegram does not accept the token (${code})` }
  if (code === 409) return { pause, trouble: 'somebody else receives with the same token (409)' }
  if (code === 429 && retryAfter !== undefined) {
    return { pause: Math.min(retryAfter * 1000, longestAsked), trouble: 'Telegram asked for a pause (429)' }
  }
  const reason = error instanceof Error ? error.message : 'failed'
  return {
    pause,
    trouble: code === undefined ? `Telegram cannot be reached (${reason})` : `Telegram failed (${reason})`,
  }
}

export type Persistence = { topic: string; signal: AbortSignal; wait: Wait; health: Health; log: Log }

/** Does it again and again until it succeeds or the signal comes; undefined then. */
export async function persist<T>(work: () => Promise<T>, options: Persistence): Promise<T | undefined> {
  const { topic, signal, health, log } = options
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      const result = await work()
      health.set(topic, undefined)
      return result
    } catch (error) {
      if (signal.aborted) break
      const { pause, trouble } = judge(error, failures)
      health.set(topic, trouble)
      log.warn({ platform: 'telegram', topic, trouble, pause }, 'telegram: will try again')
      await options.wait(pause, signal)
    }
  }
  return undefined
}
