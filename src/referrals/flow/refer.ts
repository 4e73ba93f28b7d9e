import type { Saying } from '../../engine/making.ts'
import { buttons, type Turn } from '../../engine/turn.ts'
import { formatDay } from '../../language/format.ts'
import type { Program, ReferralRules } from '../../program/program.ts'
import { codeOf, codeShown } from '../codes.ts'
import type { Entrance } from '../door/entrance.ts'
import { inviteOf } from '../door/invite.ts'
import { ownLine } from '../show/state.ts'
import { offerValues } from '../show/words.ts'
import { broughtBy, countBroughtBy } from '../store.ts'

const pageSize = 5

/** The offer, the customer's code, and how his own referrals stand. */
export async function refer(turn: Turn, program: Program, entrance: Entrance): Promise<void> {
  const count = await countBroughtBy(turn.unit, turn.contact.customerId)
  if (program.referrals === null) turn.say(turn.t('refer.none'))
  else await offer(turn, program, program.referrals, entrance, count)
  if (count > 0) turn.say(await friends(turn, program, 0, count))
}

async function offer(
  turn: Turn,
  program: Program,
  terms: ReferralRules,
  entrance: Entrance,
  count: number,
): Promise<void> {
  const code = await codeOf(turn.unit, turn.contact.customerId)
  const { link, parts } = inviteOf(turn, program, entrance, code)
  const words = turn.t('refer.offer', offerValues(terms, program, turn.locale))
  turn.say({
    text: count === 0 ? `${words}\n${turn.t('refer.friends', { count })}` : words,
    parts: [
      {
        kind: 'facts',
        rows: [
          [turn.t('refer.code'), codeShown(code)],
          ...(link === undefined ? [] : [[turn.t('refer.link'), link] satisfies [string, string]]),
          ...terms.milestones.map(({ friends: count, points }): [string, string] => [
            turn.t('refer.milestone', { count }),
            turn.t('refer.milestone.points', { points }),
          ]),
        ],
      },
      ...parts,
    ],
  })
}

/** Another page of his own referrals. */
export async function turnPage(turn: Turn, program: Program, about: string): Promise<void> {
  const page = Number(about)
  if (!/^\d{1,5}$/.test(about)) return turn.say(turn.t('button-gone'))
  turn.update(await friends(turn, program, page, await countBroughtBy(turn.unit, turn.contact.customerId)))
}

/** The friends whom he brought, the newest first: the day on which each came, and how that stands. */
async function friends(turn: Turn, program: Program, page: number, count: number): Promise<Saying> {
  const { unit, locale, now, contact } = turn
  const rows = await broughtBy(unit, contact.customerId, page * pageSize, pageSize)
  const choices = [
    ...(page > 0 ? [{ label: turn.t('points.history.newer'), press: `refer.page:${page - 1}` }] : []),
    ...((page + 1) * pageSize < count
      ? [{ label: turn.t('points.history.older'), press: `refer.page:${page + 1}` }]
      : []),
  ]
  return {
    text: turn.t('refer.friends', { count }),
    parts: [
      ...(rows.length > 0
        ? [
            {
              kind: 'facts' as const,
              rows: rows.map((referral): [string, string] => [
                formatDay(referral.joined, locale, program.timeZone, now),
                ownLine(referral, { program, locale, now }),
              ]),
            },
          ]
        : []),
      ...(choices.length > 0 ? [buttons(...choices)] : []),
    ],
  }
}
