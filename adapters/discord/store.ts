import type { Engine, Happening } from '../../src/chat.ts'
import type { Health } from '../shared/health.ts'
import type { Log } from '../shared/log.ts'
import { pauseAfter, type Wait } from '../shared/patience.ts'
import { platform } from './base.ts'

/** Stores a happening; rejects only when the signal ends trying. */
export type Store = (happening: Happening, signal: AbortSignal) => Promise<void>

export type StoreOptions = { engine: Pick<Engine, 'receive'>; wait: Wait; health: Health; log: Log }

/** Longest pause when our own side could not store, in milliseconds: people are waiting. */
const longest = 5_000

/** Tries until it is stored: what came over the gateway is not told again while the connection holds. */
export function makeStore({ engine, wait, health, log }: StoreOptions): Store {
  return async (happening, signal) => {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        await engine.receive(happening)
        health.set('storing', undefined)
        return
      } catch {
        if (signal.aborted) break
        health.set('storing', 'events cannot be stored')
        log.error({ platform }, 'discord: an event could not be stored and will be tried again')
        await wait(Math.min(pauseAfter(failures), longest), signal)
      }
    }
    throw new Error('not stored')
  }
}
