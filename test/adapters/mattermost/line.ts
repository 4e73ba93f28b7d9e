import type { Log } from '../../../adapters/shared/log.ts'
import { pauseAfter, type Wait } from '../../../adapters/shared/patience.ts'
import type { Happening } from '../../../src/chat.ts'

export type LineOptions = {
  receive(happening: Happening): Promise<void>
  /** Told when something could not be stored, and when it could again. */
  onTrouble(trouble: string | undefined): void
  wait: Wait
  log: Log
}

/** Longest pause when our own side could not store, in milliseconds: people are waiting. */
const longestPause = 5_000

/** Hands over one after the other what happens, over whichever way it came. */
export interface Line {
  /** Resolves once it is stored, and rejects when the signal ended that before. */
  take(happening: Happening, signal: AbortSignal): Promise<void>
  /** Work that has its place between what happened before it and what happens after it. */
  next<T>(work: () => Promise<T>): Promise<T>
}

/**
 * Mattermost tells what is said once and never asks whether it was stored, so what could not be is kept and handed over
 * again until it is, and what comes after it waits.
 */
export function makeLine({ receive, onTrouble, wait, log }: LineOptions): Line {
  let last: Promise<unknown> = Promise.resolve()
  const next = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work, work)
    last = done.catch(() => {})
    return done
  }

  async function store(happening: Happening, signal: AbortSignal): Promise<void> {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        await receive(happening)
        onTrouble(undefined)
        return
      } catch {
        onTrouble('what happened cannot be stored')
        log.error({ platform: 'mattermost', happening: happening.id }, 'mattermost: something could not be stored yet')
        await wait(Math.min(pauseAfter(failures), longestPause), signal)
      }
    }
    throw new Error('stopped before it was stored')
  }

  return { next, take: (happening, signal) => next(() => store(happening, signal)) }
}
