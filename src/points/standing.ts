import type { Program } from '../program/program.ts'
import { dayOf, later } from './calendar.ts'
import { type Account, byExpiry, isOver, isUsable, type Lot, sumOf } from './lots.ts'
import type { Entry } from './posts.ts'

/**
 * How an account stands. `balance` is all points that count, usable or not, and may be below zero. `pending` become
 * usable later, the next `nextPoints` of them at `nextAt`. `expiring` is what runs out on the next day on which
 * anything does; `at` is the instant of the first of it.
 */
export type Standing = {
  balance: number
  usable: number
  pending: { points: number; nextAt: Date; nextPoints: number } | null
  expiring: { points: number; at: Date } | null
  debt: number
}

/** How the account stands at that time. What is due no longer counts, even when nothing let go of it yet. */
export function standing(account: Account, now: Date, program: Pick<Program, 'timeZone'>): Standing {
  const lots = account.lots.filter((lot) => !isOver(lot, now) || lot.remaining < 0)
  const held = lots.filter((lot) => lot.remaining > 0).sort(byExpiry)
  return {
    balance: sumOf(lots),
    usable: sumOf(held.filter((lot) => isUsable(lot, now))),
    pending: pendingOf(held.filter((lot) => lot.usableAt > now)),
    expiring: expiringOf(held, program.timeZone),
    debt: account.debt,
  }
}

function pendingOf(lots: Lot[]): Standing['pending'] {
  const first = lots.reduce<Lot | undefined>((a, b) => (a === undefined || b.usableAt < a.usableAt ? b : a), undefined)
  if (first === undefined) return null
  const next = lots.filter((lot) => lot.usableAt.getTime() === first.usableAt.getTime())
  return { points: sumOf(lots), nextAt: first.usableAt, nextPoints: sumOf(next) }
}

function expiringOf(lots: Lot[], zone: string): Standing['expiring'] {
  const at = lots[0]?.expiresAt ?? null
  if (at === null) return null
  const { end } = dayOf(at, zone)
  const together = lots.filter((lot) => lot.expiresAt !== null && lot.expiresAt.getTime() <= end)
  return { points: sumOf(together), at }
}

/** Owners of points that expire up to this time are to be told now. */
export function noticeUntil(now: Date, program: Pick<Program, 'timeZone' | 'expiryNotice'>): Date {
  return later(now, program.expiryNotice, program.timeZone)
}

/**
 * The entries as a customer sees them: those of one post and kind as one line with their sum, in the order given;
 * what comes to nothing is left out.
 */
export function historyLines<E extends Entry>(entries: readonly E[]): Omit<E, 'lot'>[] {
  const lines = new Map<string, Omit<E, 'lot'>>()
  for (const { lot: _, ...entry } of entries) {
    const key = JSON.stringify([entry.at.getTime(), entry.kind, entry.purchase, entry.reason, entry.author])
    const line = lines.get(key)
    if (line === undefined) lines.set(key, { ...entry })
    else line.points += entry.points
  }
  return [...lines.values()].filter((line) => line.points !== 0)
}
