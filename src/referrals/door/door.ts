import type { Feature } from '../../engine/feature.ts'
import type { Program } from '../../program/program.ts'
import { arriveWith, hearCode } from './arrive.ts'
import type { Entrance } from './entrance.ts'
import { invitationMakers } from './invite.ts'
import { referralPages } from './pages.ts'

/** How friends arrive: the page, the card, the word that comes along, and the code in plain words. */
export function referralDoor(
  program: Program,
  entrance: Entrance,
): Required<Pick<Feature, 'makers' | 'pages' | 'arrives' | 'hears'>> {
  return {
    makers: invitationMakers(program, entrance),
    pages: referralPages(program, entrance),
    arrives: (turn, word) => arriveWith(turn, program, word),
    hears: (turn, said) => hearCode(turn, program, said),
  }
}
