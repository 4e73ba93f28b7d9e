import type { Reply } from '../shared/http/connection.ts'
import { concerns, type Delay, type Plan, Rules, type Strike } from '../shared/rules.ts'
import type { Trouble } from '../shared/spoil.ts'
import type { Envelope } from './delivery/envelope.ts'
import { Refusal, rateLimited } from './refusal.ts'

/**
 * Faults of calls, which strike every method but apps.connections.open where `on` is absent, and also `response_url`,
 * `upload` and `download`: delays, {@link Trouble}, and
 *
 * - `answer`: does nothing and answers that error with status 200, or that status: as JSON, or with a body that is not.
 * - `revoke`: the token is revoked at that very moment; the call is refused, and so are all after it.
 *
 * Faults of envelopes, where `on` names their types:
 *
 * - `repeat`: given out `times` more at once. `reorder`: put off by up to `ms` (30), so that later ones overtake.
 * - `late`: the acknowledgement does not count, as if it had come too late.
 * - `expired`: the trigger in it has already run out.
 */
export type Fault = Strike<string> &
  (
    | Delay
    | Trouble
    | { kind: 'answer'; error?: string; code?: number; retryAfter?: number; body?: 'json' | 'html' | 'text' }
    | { kind: 'revoke' }
    | { kind: 'repeat'; times: number }
    | { kind: 'reorder'; ms?: number }
    | { kind: 'late' }
    | { kind: 'expired' }
  )

const ofEnvelopes = new Set(['repeat', 'reorder', 'late', 'expired'])

/** The faults in force: those of calls, and those of envelopes. */
export class Faults extends Rules<string, Fault> {
  /** What strikes this call; undefined when nothing does. */
  plan(method: string, chat: string | undefined): Plan<Fault> | undefined {
    return this.planned(
      (fault) => !ofEnvelopes.has(fault.kind) && concerns(fault, method, chat, 'apps.connections.open'),
    )
  }

  /** What strikes this envelope when it is given out: how often it comes again, and how long it is put off. */
  envelope(envelope: Envelope): { again: number; delay: number } {
    const struck = { again: 0, delay: 0 }
    for (const { fault } of this.striking(envelope, ['repeat', 'reorder'])) {
      if (fault.kind === 'repeat') struck.again += fault.times
      if (fault.kind === 'reorder') struck.delay += Math.ceil((fault.ms ?? 30) * this.random())
    }
    return struck
  }

  isLate(envelope: Envelope): boolean {
    return this.striking(envelope, ['late']).length > 0
  }

  /** Whether the trigger of such an envelope is to be one that has run out. */
  isExpired(type: string, lane: string): boolean {
    return this.striking({ type, lane }, ['expired']).length > 0
  }

  private striking({ type, lane }: Pick<Envelope, 'type' | 'lane'>, kinds: string[]) {
    return this.list().filter(
      (rule) => kinds.includes(rule.fault.kind) && concerns(rule.fault, type, lane) && this.strikes(rule),
    )
  }
}

/** What a faulty answer says. */
export function faultyAnswer({ error, code, retryAfter, body }: Extract<Fault, { kind: 'answer' }>): Reply {
  const status = code ?? 200
  const name = error ?? (status === 200 ? 'fatal_error' : status === 429 ? 'ratelimited' : 'internal_error')
  if (body === 'html') {
    const page = `<!DOCTYPE html><html><head><title>Server Error | Slack</title></head><body>${name}</body></html>`
    return { status, body: page, type: 'text/html' }
  }
  if (body === 'text') return { status, body: name, type: 'text/plain' }
  return status === 429 ? rateLimited(retryAfter ?? 1).reply() : new Refusal(name, {}, status).reply()
}
