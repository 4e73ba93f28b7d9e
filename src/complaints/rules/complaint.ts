import type { ClockState } from './clock.ts'

/** How a complaint can be settled. */
export const outcomes = ['fixed', 'replaced', 'refunded', 'explained', 'declined'] as const
export type Outcome = (typeof outcomes)[number]

/** A complaint as its rules see it; times and states of its clocks included. */
export type Complaint = ClockState & {
  id: number
  customerId: string
  category: string
  purchaseId: string | null
  text: string
  /** Where it was made: a platform, or `api`. */
  platform: string
  assigneeId: string | null
  mergedInto: number | null
  outcome: Outcome | null
  /** 1 (bad) to 5. */
  rating: number | null
  /** How often it was opened again. */
  reopened: number
  /** How often staff answered or asked. */
  answers: number
  ended: Date | null
}

/** What a line of a complaint is: written by the customer, or by staff; or something that was done. */
export type LineKind = 'told' | 'answer' | 'asked' | 'note' | 'event'

/** Numbers begin above this, so that the first does not look like the first. */
const base = 1000

/** The number as people see it: `C-1042`. */
export function numberOf(id: number): string {
  return `C-${base + id}`
}

/** The id behind a number as people write it (`C-1042`, `c1042`); undefined for anything else. */
export function readNumber(written: string): number | undefined {
  const [, digits] = /^\s*c\s*[-–]?\s*(\d{4,12})\s*$/i.exec(written) ?? []
  const id = Number(digits) - base
  return digits !== undefined && Number.isSafeInteger(id) && id > 0 ? id : undefined
}

/** A number at the beginning of what follows a command, and the rest of it. */
export function leadingNumber(written: string): { id: number; rest: string } | undefined {
  const [, first = '', rest = ''] = /^\s*(c\s?[-–]?\s?\d{4,12})(?![\p{N}\w])[:,]?\s*([\s\S]*)$/iu.exec(written) ?? []
  const id = readNumber(first)
  return id === undefined ? undefined : { id, rest }
}

/** Whether nothing is to be done about it any more. */
export function isOver({ state }: Pick<ClockState, 'state'>): boolean {
  return state === 'resolved' || state === 'withdrawn' || state === 'merged'
}
