import type { Feature } from '../engine/feature.ts'
import type { Turn } from '../engine/turn.ts'
import type { Program } from '../program/program.ts'
import { codeLike, codeOf, codeShown } from './codes.ts'
import { referralDoor } from './door/door.ts'
import { type Entrance, noEntrance } from './door/entrance.ts'
import { inviteOf } from './door/invite.ts'
import { joinBy } from './join.ts'
import { referralsJoining } from './joining.ts'
import { offerValues } from './show/words.ts'

/** Referrals: old customers bring new ones, and are paid once the friend's purchase has settled. */
export function referralsFeature(program: Program, entrance: Entrance = noEntrance): Feature {
  return {
    name: 'referrals',
    ...referralDoor(program, entrance),
    joining: referralsJoining,
    commands: [
      {
        name: 'refer',
        args: { name: 'code', kind: 'line', fits: (words) => codeLike(words) !== undefined },
        run: (turn, code) => (code === '' ? refer(turn, program, entrance) : joinBy(turn, program, code)),
      },
    ],
  }
}

async function refer(turn: Turn, program: Program, entrance: Entrance): Promise<void> {
  if (program.referrals === null) return turn.say(turn.t('refer.none'))
  const code = codeShown(await codeOf(turn.unit, turn.contact.customerId))
  const { link, parts } = inviteOf(turn, program, entrance, code)
  const rows: [string, string][] = [
    [turn.t('refer.code'), code],
    ...(link ? [[turn.t('refer.link'), link] as [string, string]] : []),
  ]
  turn.say({
    text: turn.t('refer.offer', offerValues(program.referrals, program, turn.locale)),
    parts: [{ kind: 'facts', rows }, ...parts],
  })
}
