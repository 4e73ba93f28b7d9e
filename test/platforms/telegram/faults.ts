import { tooMany } from './limits.ts'
import type { Random } from './random.ts'
import { shuffled } from './random.ts'
import { Refusal } from './refusal.ts'
import type { Update } from './updates.ts'

/**
 * When a fault strikes. `on`: methods by name, `*` for all; without it every method but getUpdates. `chance` from 0
 * to 1 (1 when absent) of the calls that fit; `skip` lets the first ones pass; `count` is how often it strikes at most.
 */
type Strike = { on?: string | readonly string[]; chat?: number; chance?: number; skip?: number; count?: number }

/**
 * - `delay`: answers after `ms`, plus up to `spread` more; goes together with the other kinds.
 * - `answer`: does nothing and answers that status: as JSON, or with a body that is not (`html`, `text`).
 * - `cut`: breaks the connection before doing anything; `lose`: does it, then breaks the connection.
 * - `hang`: never answers; with `done` it does it first.
 * - `repeat`: gives updates out `times` times more: `now` (in the same batch, or at once by webhook), or `later` (after
 *   they were confirmed). `reorder`: shuffles a batch, and by webhook lets later updates overtake earlier ones.
 */
export type Fault = Strike &
  (
    | { kind: 'delay'; ms: number; spread?: number }
    | { kind: 'answer'; code: number; description?: string; retryAfter?: number; body?: 'json' | 'html' | 'text' }
    | { kind: 'cut' }
    | { kind: 'lose' }
    | { kind: 'hang'; done?: boolean }
    | { kind: 'repeat'; times: number; when?: 'now' | 'later' }
    | { kind: 'reorder' }
  )

/** A fault in force. `struck` counts how often it has struck. */
export type Rule = { id: number; fault: Fault; seen: number; struck: number }

/** What is to happen to one call: wait so long, then do as `fault` says. */
export type Plan = { delay: number; fault?: Fault; kinds: string[] }

/** The faults in force, in the order they were set. The same seed strikes the same calls. */
export class Faults {
  private rules: Rule[] = []
  private lastId = 0
  private readonly random: Random

  constructor(random: Random) {
    this.random = random
  }

  add(fault: Fault): Rule {
    const rule: Rule = { id: ++this.lastId, fault, seen: 0, struck: 0 }
    this.rules.push(rule)
    return rule
  }

  /** Lifts one fault, or all. */
  lift(id?: number): void {
    this.rules = id === undefined ? [] : this.rules.filter((rule) => rule.id !== id)
  }

  list(): readonly Rule[] {
    return this.rules
  }

  /** What strikes this call; undefined when nothing does. */
  plan(method: string, chat: number | undefined): Plan | undefined {
    if (this.rules.length === 0) return undefined
    const plan: Plan = { delay: 0, kinds: [] }
    for (const rule of this.rules) {
      const { fault } = rule
      if (fault.kind === 'repeat' || fault.kind === 'reorder' || !concerns(fault, method, chat)) continue
      if ((plan.fault && fault.kind !== 'delay') || !this.strikes(rule)) continue
      plan.kinds.push(fault.kind)
      if (fault.kind === 'delay') plan.delay += fault.ms + Math.floor((fault.spread ?? 0) * this.random())
      else plan.fault = fault
    }
    return plan.kinds.length > 0 ? plan : undefined
  }

  /** What strikes this update when it is given out: how often it comes again, at once and later. */
  repeats(update: Update): { now: number; later: number } {
    const times = { now: 0, later: 0 }
    for (const rule of this.rules) {
      const { fault } = rule
      if (fault.kind !== 'repeat' || !concernsUpdate(fault, update) || !this.strikes(rule)) continue
      times[fault.when ?? 'now'] += fault.times
    }
    return times
  }

  /** The batch in the order it is to be given out. */
  order(updates: Update[]): Update[] {
    const rule = this.rules.find(({ fault }) => fault.kind === 'reorder')
    return rule && updates.length > 1 && this.strikes(rule) ? shuffled(updates, this.random) : updates
  }

  /** True when updates by webhook need not wait for earlier ones of their conversation. */
  overtakes(): boolean {
    const rule = this.rules.find(({ fault }) => fault.kind === 'reorder')
    return rule !== undefined && this.strikes(rule)
  }

  private strikes(rule: Rule): boolean {
    const { chance, skip, count } = rule.fault
    if (count !== undefined && rule.struck >= count) return false
    if (rule.seen++ < (skip ?? 0)) return false
    if (chance !== undefined && this.random() >= chance) return false
    rule.struck++
    return true
  }
}

function concerns({ on, chat: only }: Strike, method: string, chat: number | undefined): boolean {
  if (only !== undefined && only !== chat) return false
  if (on === undefined) return method !== 'getUpdates'
  return typeof on === 'string' ? on === '*' || on === method : on.includes(method)
}

/** For updates, `on` names their types. */
function concernsUpdate({ on, chat }: Strike, update: Update): boolean {
  if (chat !== undefined && chat !== update.lane) return false
  return on === undefined || on === '*' || (typeof on === 'string' ? on === update.type : on.includes(update.type))
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

/** Status, body and content type of a faulty answer. */
export function faultyAnswer(fault: Extract<Fault, { kind: 'answer' }>): [status: number, body: string, type: string] {
  const { code, description, retryAfter, body } = fault
  const name = description ?? names[code] ?? 'Error'
  if (body === 'html') {
    return [code, `<html><head><title>${code} ${name}</title></head><body><h1>${name}</h1></body></html>`, 'text/html']
  }
  if (body === 'text') return [code, name, 'text/plain']
  const refusal = code === 429 && description === undefined ? tooMany(retryAfter ?? 1) : new Refusal(code, name)
  return [code, refusal.body(), 'application/json']
}
