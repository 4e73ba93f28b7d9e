import type { Turn } from '../../engine/turn.ts'
import { formatTime } from '../../language/format.ts'
import type { Program } from '../../program/program.ts'
import { type DeedOrder, type DeedOutcome, doDeed } from '../deeds.ts'
import type { Source } from '../lines.ts'
import { numberOf } from '../rules/complaint.ts'
import type { Deed, Doer } from '../rules/decide.ts'

/** Where something was written, on platforms that name messages. */
export function sourceOf({ happening }: Turn): Source | undefined {
  const message = happening.kind === 'said' || happening.kind === 'asked' ? happening.message : undefined
  if (message === undefined) return undefined
  return { platform: happening.where.platform, channel: happening.where.channel, message }
}

const doerOf = (turn: Turn, side: Doer['side']): Doer => ({ side, id: turn.contact.customerId, role: turn.role })

/** Does it in the name of whoever acts. */
export function act(
  turn: Turn,
  program: Program,
  side: Doer['side'],
  order: { id: number; deed: Deed; source?: Source | undefined } & Pick<DeedOrder, 'points'>,
): Promise<DeedOutcome> {
  return turn.unit.act(doDeed, { program, by: doerOf(turn, side), ...order })
}

/** Says why it was not done. */
export function sayRefused(turn: Turn, id: number, outcome: Extract<DeedOutcome, { kind: 'refused' }>): void {
  turn.say(turn.t(`case.refused.${outcome.why}`, { number: numberOf(id), name: outcome.holder ?? '' }))
}

/** A time of today or of another day, in the language of whoever is asked. */
export const timeFor = (turn: Turn, program: Program, at: Date) =>
  formatTime(at, turn.locale, program.timeZone, turn.now)

/** The id at the beginning of what a button carries, and the rest. */
export function readAbout(about: string): { id: number; rest: string } {
  const [first = '', ...rest] = about.split(':')
  return { id: /^\d{1,12}$/.test(first) ? Number(first) : 0, rest: rest.join(':') }
}
