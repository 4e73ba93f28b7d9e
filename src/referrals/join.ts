import { attemptMs, countTry, mayTry } from '../customers/attempts.ts'
import { tell } from '../customers/reach.ts'
import type { Saying } from '../engine/making.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import { text } from '../language/text.ts'
import { lockPresent } from '../points/exports.ts'
import type { Program, ReferralRules } from '../program/program.ts'
import { may } from '../staff/rules.ts'
import { alone } from './alone.ts'
import { codeLike, type KnownCode, knownCode } from './codes.ts'
import { markAround } from './marks.ts'
import { offerValues } from './show/words.ts'
import { broughtTo, hasBought, insertReferral } from './store.ts'

/** What became of somebody who comes with a code. */
type Joined =
  | { kind: 'joined'; terms: ReferralRules }
  | { kind: 'private' | 'none' | 'wrong' | 'too-many' | 'self' | 'staff' | 'second' | 'again' | 'existing' }

/** Takes in somebody who comes with that code, and answers; tells who brought him. */
export async function joinBy(turn: Turn, program: Program, code: string): Promise<void> {
  turn.say(await joinWords(turn, program, code))
}

/** The same, but gives the answer, to be said with more. `isJoined`: whether he is brought by that code now. */
export async function joinWords(turn: Turn, program: Program, code: string): Promise<Saying & { isJoined: boolean }> {
  const outcome = await join(turn, program, code)
  if (outcome.kind === 'joined') return { ...welcome(turn, program, outcome.terms), isJoined: true }
  return { text: turn.t(`refer.join.${outcome.kind}`, { minutes: attemptMs / 60_000 }), isJoined: false }
}

function welcome(turn: Turn, program: Program, terms: ReferralRules): Saying {
  const key = terms.friend > 0 ? 'refer.join.joined' : 'refer.join.joined.nothing'
  return {
    text: turn.t(key, offerValues(terms, program, turn.locale)),
    parts: [buttons({ label: turn.t('points.title'), press: 'command:points', tone: 'primary' })],
  }
}

async function join(turn: Turn, program: Program, written: string): Promise<Joined> {
  const { unit, happening } = turn
  if (!happening.direct) return { kind: 'private' }
  if (program.referrals === null) return { kind: 'none' }
  const terms = program.referrals
  return alone(unit, async () => {
    const code = codeLike(written)
    if (!(await mayTry(unit, 'referral', happening.who))) return { kind: 'too-many' }
    const known = await knownCode(unit, written)
    if (known && code !== undefined) return decide(turn, terms, code, known)
    await countTry(unit, 'referral', happening.who)
    return { kind: 'wrong' }
  })
}

async function decide(turn: Turn, terms: ReferralRules, code: string, known: KnownCode): Promise<Joined> {
  const { unit, happening, contact } = turn
  // A sale of his that is under way is seen, or comes after and sees him; and so is a link of either.
  const [friendId = '', referrerId = ''] = await lockPresent(unit, [contact.customerId, known.customerId])
  if (referrerId === friendId) return { kind: 'self' }
  if (may(turn.role, 'staff')) return { kind: 'staff' }
  const [first] = await broughtTo(unit, friendId)
  if (first) return { kind: first.referrerId === referrerId ? 'again' : 'second' }
  if (await hasBought(unit, friendId)) return { kind: 'existing' }
  const id = await insertReferral(unit, {
    ...{ friendId, referrerId, referrerOwnerId: known.ownerId, code, terms },
    platform: happening.where.platform,
    joined: joinedAt(happening.at, unit.now),
  })
  if (id === undefined) return { kind: 'second' }
  await markAround(unit, friendId)
  await tell(
    unit,
    referrerId,
    ({ locale, notices }) => (notices ? { text: text(locale, 'refer.told.joined') } : undefined),
    { lane: 'alert', cause: 'referral joined' },
  )
  return { kind: 'joined', terms }
}

/**
 * When he came, and not when we got round to it: he may have bought something since. In whole seconds, as some platforms and
 * tills tell time.
 */
function joinedAt(at: Date, now: Date): Date {
  const instant = Math.min(at.getTime(), now.getTime())
  return new Date(instant - (instant % 1000))
}
