import { together } from './statistics.ts'
import type { Side } from './verdict.ts'

/** The text, the other text, or none. */
export type Arm = 'a' | 'b' | 'holdout'

/**
 * What was counted of everybody in one arm. Of messages: all that were meant. Of people (`orders`, `money`, `buyers`): each once,
 * whoever was forgotten left out. `answers`: how many gave each of the buttons, from the first, as their last answer; `points`: given
 * with the messages.
 */
export type ArmTally = Side & {
  meant: number
  sent: number
  failed: number
  unknown: number
  skipped: number
  waiting: number
  forgotten: number
  answers: readonly number[]
  points: number
}

/** All arms that there are. */
export type Tally = Partial<Record<Arm, ArmTally>>

const counts = ['meant', 'sent', 'failed', 'unknown', 'skipped', 'waiting', 'forgotten', 'points', 'buyers'] as const

/** Both together. */
function addArms(one: ArmTally, other: ArmTally): ArmTally {
  const sums = Object.fromEntries(counts.map((key) => [key, one[key] + other[key]])) as Record<
    (typeof counts)[number],
    number
  >
  return {
    ...sums,
    answers: one.answers.map((count, nth) => count + (other.answers[nth] ?? 0)),
    orders: together(one.orders, other.orders),
    money: together(one.money, other.money),
  }
}

/** The same of further people. */
export function addTallies(one: Tally, other: Tally): Tally {
  const sum: Tally = { ...one }
  for (const [arm, more] of Object.entries(other) as [Arm, ArmTally][]) {
    const before = sum[arm]
    sum[arm] = before ? addArms(before, more) : more
  }
  return sum
}

/** Everybody who was to get a message, whatever its text; undefined when there is nobody. */
export function treatedIn({ a, b }: Tally): ArmTally | undefined {
  return a && b ? addArms(a, b) : (a ?? b)
}
