import { madeFile } from '../../engine/making.ts'
import type { Turn } from '../../engine/turn.ts'
import type { Program } from '../../program/program.ts'
import { linesOf } from '../lines.ts'
import { type Complaint, numberOf } from '../rules/complaint.ts'
import { drawCard } from '../show/card.ts'
import { factsOf } from '../show/facts.ts'
import { speak, staffLine } from '../show/lines.ts'
import { clipped } from '../show/words.ts'

const lastLines = 6

/** A complaint for the eyes of whoever asked: its card, and how the talk went last. */
export async function showCase(turn: Turn, program: Program, complaint: Complaint): Promise<void> {
  const card = drawCard(await factsOf(turn.unit, program, complaint), program, turn.locale, turn.now)
  const lines = await linesOf(turn.unit, complaint.id, lastLines)
  const said = await Promise.all(
    lines.map(async (line) =>
      clipped(staffLine(await speak(turn.unit, line, complaint.customerId), program, turn.locale), 300),
    ),
  )
  turn.say({ ...card, text: [card.text, '', ...said].join('\n') })
}

/** Everything that was said and done about a complaint, as a file. */
export function sayTranscript(turn: Turn, complaint: Complaint): void {
  const number = numberOf(complaint.id)
  turn.say({
    text: turn.t('case.transcript', { number }),
    parts: [
      {
        kind: 'file',
        file: madeFile('complaint', `${complaint.id}:${turn.locale}`),
        name: `${number}.txt`,
        media: 'text/plain',
        size: 0,
      },
    ],
  })
}
