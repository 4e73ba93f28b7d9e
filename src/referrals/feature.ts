import type { Feature } from '../engine/feature.ts'
import type { Turn } from '../engine/turn.ts'
import type { Program } from '../program/program.ts'
import { codeLike, codeOf, codeShown } from './codes.ts'
import { joinBy } from './join.ts'
import { referralsJoining } from './joining.ts'
import { offerValues } from './show/words.ts'

/** Referrals: old customers bring new ones, and are paid once the friend's purchase has settled. */
export function referralsFeature(program: Program): Feature {
  return {
    name: 'referrals',
    joining: referralsJoining,
    commands: [
      {
        name: 'refer',
        args: { name: 'code', kind: 'line', fits: (words) => codeLike(words) !== undefined },
        run: (turn, code) => (code === '' ? refer(turn, program) : joinBy(turn, program, code)),
      },
    ],
  }
}

async function refer(turn: Turn, program: Program): Promise<void> {
  if (program.referrals === null) return turn.say(turn.t('refer.none'))
  const code = codeShown(await codeOf(turn.unit, turn.contact.customerId))
  turn.say({
    text: turn.t('refer.offer', offerValues(program.referrals, program, turn.locale)),
    parts: [{ kind: 'facts', rows: [[turn.t('refer.code'), code]] }],
  })
}
