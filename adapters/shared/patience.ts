import { setTimeout as timeout } from 'node:timers/promises'
import type { Health } from './health.ts'
import type { Log } from './log.ts'

/** Waits so many milliseconds, or until the signal; never rejects. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>

export const wait: Wait = async (ms, signal) => {
  await timeout(ms, undefined, { signal }).catch(() => {})
}

const first = 500
/** Longest pause of our own choice, in milliseconds. */
export const longestPause = 30_000

/** Pause after so many failures in a row, in milliseconds: half a second, doubling, at most half a minute. */
export function pauseAfter(failures: number): number {
  return Math.min(first * 2 ** Math.min(Math.max(failures - 1, 0), 10), longestPause)
}

/** Pause before the next try, in milliseconds, and what is wrong, in a few words without secrets. */
export type Judge = (error: unknown, failures: number) => { pause: number; trouble: string }

/** `platform` and `topic` stand in the log; `topic` is also what it counts as in the health. */
export type Persistence = {
  platform: string
  topic: string
  signal: AbortSignal
  wait: Wait
  judge: Judge
  health: Health
  log: Log
}

/** Does it again and again until it succeeds or the signal comes; undefined then. */
export async function persist<T>(work: () => Promise<T>, options: Persistence): Promise<T | undefined> {
  const { platform, topic, signal, judge, health, log } = options
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      const result = await work()
      health.set(topic, undefined)
      return result
    } catch (error) {
      if (signal.aborted) break
      const { pause, trouble } = judge(error, failures)
      health.set(topic, trouble)
      log.warn({ platform, topic, trouble, pause }, `${platform}: will try again`)
      await options.wait(pause, signal)
    }
  }
  return undefined
}
