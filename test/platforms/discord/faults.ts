import type { Reply } from '../shared/http/connection.ts'
import { shuffled } from '../shared/random.ts'
import { concerns, type Delay, type Plan, Rules, type Strike } from '../shared/rules.ts'
import type { Trouble } from '../shared/spoil.ts'
import type { GatewayEvent } from './gateway/events.ts'
import { tooMany } from './limits.ts'
import { Refusal } from './refusal.ts'

/**
 * `on` names calls such as `createMessage`, or for the last four kinds events such as `MESSAGE_CREATE`; `chat` is a
 * channel. Besides delays and other {@link Trouble} of calls:
 *
 * - `answer`: does nothing and answers that status: as JSON, or with a body that is not (`html`, `text`). `error` is
 *   Discord's own code. With 429, `retryAfter` is in seconds, and `global` stops all calls.
 * - `late`: gives an event out after `ms`, plus up to `spread` more; later ones overtake it.
 * - `repeat`: gives an event out `times` times more. `reorder`: shuffles those that came at once. `drop`: loses it.
 * - `expire`: an interaction is too old when it arrives: every answer is refused.
 */
export type Fault = Strike<string> &
  (
    | Delay
    | Trouble
    | {
        kind: 'answer'
        code: number
        description?: string
        error?: number
        retryAfter?: number
        global?: boolean
        body?: 'json' | 'html' | 'text'
      }
    | { kind: 'late'; ms: number; spread?: number }
    | { kind: 'repeat'; times: number }
    | { kind: 'reorder' }
    | { kind: 'drop' }
    | { kind: 'expire' }
  )

const ofEvents = new Set(['late', 'repeat', 'reorder', 'drop', 'expire'])

/** What happens to an event: how often it is given out, and after how many milliseconds. */
export type EventPlan = { times: number; ms: number }

/** The faults in force: those of calls, and those of events. */
export class Faults extends Rules<string, Fault> {
  /** What strikes this call; undefined when nothing does. */
  plan(method: string, channel: string | undefined): Plan<Fault> | undefined {
    return this.planned((fault) => !ofEvents.has(fault.kind) && concerns(fault, method, channel))
  }

  /** What strikes this event when it is given out. */
  event({ type, channel }: GatewayEvent): EventPlan {
    const plan = { times: 1, ms: 0 }
    for (const rule of this.list()) {
      const { fault } = rule
      const isOne = fault.kind === 'late' || fault.kind === 'repeat' || fault.kind === 'drop'
      if (!isOne || !concerns(fault, type, channel) || !this.strikes(rule)) continue
      if (fault.kind === 'late') plan.ms += fault.ms + Math.floor((fault.spread ?? 0) * this.random())
      else if (fault.kind === 'repeat') plan.times += fault.times
      else plan.times = 0
    }
    return plan
  }

  /** Events that came at once, in the order they are to be given out. */
  order(events: GatewayEvent[]): GatewayEvent[] {
    const rule = this.list().find(({ fault }) => fault.kind === 'reorder')
    return rule && events.length > 1 && this.strikes(rule) ? shuffled(events, this.random) : events
  }

  /** Whether an interaction made now is too old at once. */
  expires(channel: string): boolean {
    const rule = this.list().find(
      ({ fault }) => fault.kind === 'expire' && concerns(fault, 'INTERACTION_CREATE', channel),
    )
    return rule !== undefined && this.strikes(rule)
  }
}

const names: Readonly<Record<number, string>> = {
  400: '400: Bad Request',
  401: '401: Unauthorized',
  403: '403: Forbidden',
  404: '404: Not Found',
  500: '500: Internal Server Error',
  502: '502: Bad Gateway',
  503: '503: Service Unavailable',
}

/** What a faulty answer says. */
export function faultyAnswer(fault: Extract<Fault, { kind: 'answer' }>): Reply {
  const { code, description, error = 0, retryAfter = 1, global = false, body } = fault
  const name = description ?? names[code] ?? 'Error'
  if (body === 'html') {
    const page = `<html><head><title>${name}</title></head><body><center><h1>${name}</h1></center></body></html>`
    return { status: code, body: page, type: 'text/html' }
  }
  if (body === 'text') return { status: code, body: name, type: 'text/plain' }
  if (code === 429 && description === undefined) return tooMany(retryAfter, global ? 'global' : 'user').reply()
  return new Refusal(code, error, name).reply()
}
