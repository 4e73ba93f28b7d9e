import type { Reply } from '../shared/http/connection.ts'
import { shuffled } from '../shared/random.ts'
import { concerns, type Delay, type Plan, Rules, type Strike } from '../shared/rules.ts'
import type { Trouble } from '../shared/spoil.ts'
import { tooMany } from './limits.ts'
import { Refusal } from './refusal.ts'
import type { Update } from './updates.ts'

/**
 * Strikes every method but getUpdates where `on` is absent. Besides delays and other {@link Trouble}:
 *
 * - `answer`: does nothing and answers that status: as JSON, or with a body that is not (`html`, `text`).
 * - `repeat`: gives updates out `times` times more: `now` (in the same batch, or at once by webhook), or `later` (after
 *   they were confirmed). `reorder`: shuffles a batch, and by webhook lets later updates overtake earlier ones.
 */
export type Fault = Strike<number> &
  (
    | Delay
    | Trouble
    | { kind: 'answer'; code: number; description?: string; retryAfter?: number; body?: 'json' | 'html' | 'text' }
    | { kind: 'repeat'; times: number; when?: 'now' | 'later' }
    | { kind: 'reorder' }
  )

/** The faults in force: those of calls, and those of updates. */
export class Faults extends Rules<number, Fault> {
  /** What strikes this call; undefined when nothing does. */
  plan(method: string, chat: number | undefined): Plan<Fault> | undefined {
    return this.planned(
      (fault) => fault.kind !== 'repeat' && fault.kind !== 'reorder' && concerns(fault, method, chat, 'getUpdates'),
    )
  }

  /** What strikes this update when it is given out: how often it comes again, at once and later. */
  repeats(update: Update): { now: number; later: number } {
    const times = { now: 0, later: 0 }
    for (const rule of this.list()) {
      const { fault } = rule
      if (fault.kind !== 'repeat' || !concerns(fault, update.type, update.lane) || !this.strikes(rule)) continue
      times[fault.when ?? 'now'] += fault.times
    }
    return times
  }

  /** The batch in the order it is to be given out. */
  order(updates: Update[]): Update[] {
    const rule = this.list().find(({ fault }) => fault.kind === 'reorder')
    return rule && updates.length > 1 && this.strikes(rule) ? shuffled(updates, this.random) : updates
  }

  /** True when updates by webhook need not wait for earlier ones of their conversation. */
  overtakes(): boolean {
    const rule = this.list().find(({ fault }) => fault.kind === 'reorder')
    return rule !== undefined && this.strikes(rule)
  }
}

const names: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden: bot was blocked by the user',
  404: 'Not Found',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
}

/** What a faulty answer says. */
export function faultyAnswer(fault: Extract<Fault, { kind: 'answer' }>): Reply {
  const { code, description, retryAfter, body } = fault
  const name = description ?? names[code] ?? 'Error'
  if (body === 'html') {
    const page = `<html><head><title>${code} ${name}</title></head><body><h1>${name}</h1></body></html>`
    return { status: code, body: page, type: 'text/html' }
  }
  if (body === 'text') return { status: code, body: name, type: 'text/plain' }
  const refusal = code === 429 && description === undefined ? tooMany(retryAfter ?? 1) : new Refusal(code, name)
  return { status: code, body: refusal.body() }
}
