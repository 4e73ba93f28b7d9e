import type { CommandDefinition, PressDefinition } from '../../engine/feature.ts'
import { buttons, type Turn } from '../../engine/turn.ts'
import type { Program } from '../../program/program.ts'
import { answerBy } from '../rules/clock.ts'
import { type Complaint, numberOf } from '../rules/complaint.ts'
import { clockRules } from '../rules/desk-rules.ts'
import { nameOf } from '../show/facts.ts'
import { categoryLabel } from '../show/words.ts'
import { type QueueKind, queueOf, queuePage } from '../store.ts'
import { timeFor } from './turns.ts'

const kinds: readonly QueueKind[] = ['mine', 'open', 'late', 'all']
const isKind = (word: string): word is QueueKind => (kinds as readonly string[]).includes(word)

/** What waits, and for whom. */
export const queueCommand = (program: Program): CommandDefinition => ({
  name: 'queue',
  role: 'staff',
  args: {
    name: 'which',
    kind: 'choice',
    fits: (word) => isKind(word.toLowerCase()),
    options: kinds.map((value) => ({ value, label: value })),
  },
  run: (turn, word) => queue(turn, program, isKind(word.toLowerCase()) ? (word.toLowerCase() as QueueKind) : 'all', 0),
})

export const queuePresses = (program: Program): Record<string, PressDefinition> => ({
  queue: {
    role: 'staff',
    run: (turn, about) => {
      const [kind = '', skip = '0'] = about.split(':')
      if (!isKind(kind) || !/^\d{1,6}$/.test(skip)) return turn.say(turn.t('button-gone'))
      return queue(turn, program, kind, Number(skip))
    },
  },
})

async function queue(turn: Turn, program: Program, kind: QueueKind, skip: number): Promise<void> {
  const { rows, count } = await queueOf(turn.unit, kind, turn.contact.customerId, skip)
  const lines = await Promise.all(rows.map((complaint) => line(turn, program, complaint)))
  const others = kinds.filter((it) => it !== kind)
  const message = {
    text: turn.t(`queue.${kind}`, { count }),
    parts: [
      ...(lines.length > 0 ? [{ kind: 'facts', rows: lines } as const] : []),
      buttons(
        ...rows.map(({ id }) => ({ label: numberOf(id), press: `case.show:${id}` })),
        ...(skip + queuePage < count
          ? [{ label: turn.t('queue.more'), press: `queue:${kind}:${skip + queuePage}` }]
          : []),
        ...others.map((it) => ({ label: turn.t(`queue.kind.${it}`), press: `queue:${it}` })),
      ),
    ],
  }
  if (turn.happening.kind === 'pressed') turn.update(message)
  else turn.say(message)
}

async function line(turn: Turn, program: Program, complaint: Complaint): Promise<[string, string]> {
  const { id, category, customerId, assigneeId, priority } = complaint
  const due = answerBy(complaint, clockRules(program))
  const mark = priority === 'normal' ? [] : [turn.t(`complaint.priority.${priority}`)]
  const name = await nameOf(turn.unit, customerId)
  const holder = assigneeId === null ? turn.t('queue.nobody') : await nameOf(turn.unit, assigneeId)
  const clock = !due
    ? turn.t('queue.answered')
    : turn.t(due <= turn.now ? 'case.late' : 'case.by', { time: timeFor(turn, program, due) })
  return [
    [numberOf(id), ...mark, categoryLabel(program, category, turn.locale), name].join(' · '),
    [holder, clock].join(' · '),
  ]
}
