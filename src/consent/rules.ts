import type { Role } from '../staff/rules.ts'

export type Answer = 'yes' | 'no'

/** What a customer said of promotions. `at` is null where nobody knows when; `via` is a platform, `import` or `api`. */
export type Consent = { answer: Answer; at: Date | null; via: string | null }

/** What decides whether somebody is asked now. */
export type Asking = {
  /** Whether the shop asks at all. */
  asks: boolean
  /** In a conversation of this person alone with the bot. */
  direct: boolean
  role: Role
  /** Was asked before, has answered, or wants to hear nothing. */
  settled: boolean
  /** Has a complaint open, has written something that nobody knows what it is for yet, or is choosing a time. */
  busy: boolean
}

/** Whether that is the moment to ask him: once, alone, and with nothing else on his mind. */
export function mayAsk({ asks, direct, role, settled, busy }: Asking): boolean {
  return asks && direct && role === 'customer' && !settled && !busy
}

/** Of two answers of one person the one that counts: the later; of two as old the one that promises less. */
export function countingOf(first: Consent | null, second: Consent | null): Consent | null {
  if (!first || !second) return first ?? second
  const [a, b] = [first.at?.getTime() ?? -1, second.at?.getTime() ?? -1]
  if (a === b) return first.answer === 'no' ? first : second
  return a > b ? first : second
}

/**
 * Whether what another system tells takes the place of what is known: always when nothing is, else only what is told with a later
 * date, so that a list without dates never speaks louder than the customer.
 */
export function replaces(told: Consent, known: Consent | null): boolean {
  if (!known) return true
  return told.at !== null && told.at.getTime() > (known.at?.getTime() ?? -1)
}

/** What somebody with that answer gets. */
export function getsPromotions(rule: 'required' | 'assumed', answer: Answer | null, stopped: boolean): boolean {
  if (stopped) return false
  return rule === 'required' ? answer === 'yes' : answer !== 'no'
}
