import type { Random } from './random.ts'

/**
 * When a fault strikes. `on`: methods by name, `*` for all. `chance` from 0 to 1 (1 when absent) of the calls that
 * fit; `skip` lets the first ones pass; `count` is how often it strikes at most.
 */
export type Strike<Id> = { on?: string | readonly string[]; chat?: Id; chance?: number; skip?: number; count?: number }

/** Answers after `ms`, plus up to `spread` more; goes together with the other kinds. */
export type Delay = { kind: 'delay'; ms: number; spread?: number }

/** A fault in force. `struck` counts how often it has struck. */
export type Rule<Fault> = { id: number; fault: Fault; seen: number; struck: number }

/** What is to happen to one call: wait so long, then do as `fault` says. */
export type Plan<Fault> = { delay: number; fault?: Fault; kinds: string[] }

/** The faults in force, in the order they were set. The same seed strikes the same calls. */
export class Rules<Id, Fault extends Strike<Id> & { kind: string }> {
  protected readonly random: Random
  private rules: Rule<Fault>[] = []
  private lastId = 0

  constructor(random: Random) {
    this.random = random
  }

  add(fault: Fault): Rule<Fault> {
    const rule: Rule<Fault> = { id: ++this.lastId, fault, seen: 0, struck: 0 }
    this.rules.push(rule)
    return rule
  }

  /** Lifts one fault, or all. */
  lift(id?: number): void {
    this.rules = id === undefined ? [] : this.rules.filter((rule) => rule.id !== id)
  }

  list(): readonly Rule<Fault>[] {
    return this.rules
  }

  /** What strikes a call, of the faults that concern it: any delays, and one other. Undefined when nothing does. */
  protected planned(concerns: (fault: Fault) => boolean): Plan<Fault> | undefined {
    if (this.rules.length === 0) return undefined
    const plan: Plan<Fault> = { delay: 0, kinds: [] }
    for (const rule of this.rules) {
      const { fault } = rule
      if (!concerns(fault) || (plan.fault && !isDelay(fault)) || !this.strikes(rule)) continue
      plan.kinds.push(fault.kind)
      if (isDelay(fault)) plan.delay += fault.ms + Math.floor((fault.spread ?? 0) * this.random())
      else plan.fault = fault
    }
    return plan.kinds.length > 0 ? plan : undefined
  }

  /** Whether the rule strikes this time; call it once for each thing it concerns. */
  protected strikes(rule: Rule<Fault>): boolean {
    const { chance, skip, count } = rule.fault
    if (count !== undefined && rule.struck >= count) return false
    if (rule.seen++ < (skip ?? 0)) return false
    if (chance !== undefined && this.random() >= chance) return false
    rule.struck++
    return true
  }
}

const isDelay = (fault: { kind: string }): fault is Delay => fault.kind === 'delay'

/** Whether a fault is about that method in that chat; `quiet` are methods it must name to be about them. */
export function concerns<Id>(
  { on, chat: only }: Strike<Id>,
  method: string,
  chat: Id | undefined,
  quiet?: string,
): boolean {
  if (only !== undefined && only !== chat) return false
  if (on === undefined) return method !== quiet
  return typeof on === 'string' ? on === '*' || on === method : on.includes(method)
}
