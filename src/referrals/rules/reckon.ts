import { DateTime } from 'luxon'
import { type Amounts, byJoined, type Facts, type Reason, type Standing } from './referral.ts'
import { countingOf, timesOf } from './settle.ts'

const dayMs = 86_400_000
const nothing: Amounts = { referrer: 0, friend: 0, milestone: 0 }

/** A referral as far as it can be told without the others: `falls` when its reward falls due and nothing is against it. */
type Single = { facts: Facts; standing: Standing; falls: boolean }

/**
 * How all referrals of one referrer stand, and what is owed for each. It depends on what is known alone, and not on the
 * order in which it became known: what is paid is the difference to what was paid before.
 */
export function reckon(all: readonly Facts[], now: Date, zone: string): Standing[] {
  const inOrder = [...all].sort(byJoined)
  const singles = inOrder.map((facts, nth) => single(facts, isBurst(inOrder, nth), now, zone))
  const falling = singles.filter(({ falls }) => falls).sort((a, b) => timeOf(a) - timeOf(b) || a.facts.id - b.facts.id)
  const inMonth = new Map<string, number>()
  let rewarded = 0
  const decided = new Map<number, Standing>()
  for (const { facts, standing } of falling) {
    const month = DateTime.fromMillis(standing.counts?.getTime() ?? 0, { zone }).toFormat('yyyy-MM')
    const before = inMonth.get(month) ?? 0
    // What stays as it was counts all the same.
    if (!facts.frozen && before >= facts.terms.ceiling) {
      decided.set(facts.id, { ...standing, state: 'refused', reason: 'over' })
      continue
    }
    inMonth.set(month, before + 1)
    rewarded += 1
    if (!facts.frozen) decided.set(facts.id, { ...standing, state: 'rewarded', owed: owedFor(facts, rewarded) })
  }
  return singles.map(({ standing }) => decided.get(standing.id) ?? standing)
}

const timeOf = ({ standing }: Single) => standing.counts?.getTime() ?? 0

/** What is promised for the referral that is the nth to be paid. */
function owedFor({ terms }: Facts, nth: number): Amounts {
  const milestone = terms.milestones.find(({ friends }) => friends === nth)
  return { referrer: terms.referrer, friend: terms.friend, milestone: milestone?.points ?? 0 }
}

/** Whether as many as are let through had joined within the day before it. */
function isBurst(inOrder: readonly Facts[], nth: number): boolean {
  const own = inOrder[nth]
  if (!own) return false
  const first = inOrder[nth - own.terms.burst]
  return first !== undefined && own.joined.getTime() - first.joined.getTime() < dayMs
}

function single(facts: Facts, isInBurst: boolean, now: Date, zone: string): Single {
  const { id, terms, decision, decided, frozen } = facts
  const empty = { id, reason: null, purchase: null, bought: null, counts: null, owed: nothing, due: null }
  if (frozen) {
    const { state, reason, counts, amounts } = frozen
    const standing: Standing = { ...empty, state, reason, counts, owed: amounts }
    return { facts, standing, falls: state === 'rewarded' && counts !== null }
  }
  const refused = refusal(facts)
  if (refused) return { facts, standing: { ...empty, state: 'refused', reason: refused }, falls: false }
  const counting = countingOf(facts, now, zone)
  const reason = decision === 'yes' ? null : doubtAbout(facts, isInBurst)
  if (!counting) {
    const { over } = timesOf(facts.joined, terms, zone)
    const isOver = now > over
    const due = isOver ? null : new Date(over.getTime() + 1)
    return { facts, standing: { ...empty, state: isOver ? 'expired' : 'joined', reason, due }, falls: false }
  }
  const { id: purchase, bought, settles, isSettled } = counting
  const due = isSettled ? null : settles
  const known = { ...empty, purchase, bought, reason, due }
  // Nobody is asked about friends of whom nothing came.
  if (reason) return { facts, standing: { ...known, counts: settles, state: 'held' }, falls: false }
  // Only now, so that it does not push aside what was paid before.
  const counts = decided && decided > settles ? decided : settles
  return { facts, standing: { ...known, counts, state: 'bought' }, falls: isSettled }
}

/** Why a manager is to look at it first. */
function doubtAbout({ isRing, wereOne }: Facts, isInBurst: boolean): Reason | null {
  if (wereOne) return 'linked'
  if (isRing) return 'ring'
  return isInBurst ? 'burst' : null
}

function refusal({ isSelf, isExisting, isSecond, decision }: Facts): Reason | undefined {
  if (isSelf) return 'self'
  if (isExisting) return 'existing'
  if (isSecond) return 'second'
  return decision === 'no' ? 'no' : undefined
}
