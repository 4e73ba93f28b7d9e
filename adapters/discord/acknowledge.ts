import type { Log } from '../shared/log.ts'
import { CallError, type Caller } from './call.ts'
import type { Interaction } from './interaction.ts'
import { codeOf, codes, isDoubtful } from './trouble.ts'

/** Numbers of the ways to answer an interaction first. */
export const answers = { message: 4, thinking: 5, silence: 6, change: 7, modal: 9 } as const

/** The first answer of an interaction. */
export type Answer = { type: (typeof answers)[keyof typeof answers]; data?: object }

/** What became of a first answer: Discord took it, had another one `before`, or `refused` it. */
export type Outcome = 'taken' | 'before' | 'refused'

/** Gives the first answer; resolves with what became of it. Never rejects. */
export type Acknowledge = (interaction: Interaction, answer: Answer) => Promise<Outcome>

/** Discord waits for three seconds; what comes later is refused. */
const patience = 2_800
const tries = 3

export function makeAcknowledge(caller: Caller, log: Log): Acknowledge {
  return async ({ id, token }, body) => {
    const path = `/interactions/${id}/${token}/callback`
    const signal = AbortSignal.timeout(patience)
    for (let tried = 1; ; tried += 1) {
      try {
        await caller.call({ name: 'answerInteraction', method: 'POST', path, body, open: true }, signal)
        return 'taken'
      } catch (error) {
        // after an earlier try it was that one, of which we were not told; else another process gave it
        if (codeOf(error) === codes.acknowledged) return tried > 1 ? 'taken' : 'before'
        const again = tried < tries && !signal.aborted && isPassing(error)
        if (again) continue
        const trouble = error instanceof Error ? error.message : 'failed'
        log.warn({ platform: 'discord', trouble }, 'discord: an interaction could not be acknowledged')
        return 'refused'
      }
    }
  }
}

function isPassing(error: unknown): boolean {
  return isDoubtful(error) || (error instanceof CallError && error.failure.kind === 'unsent')
}
