import type { Button } from '../../chat.ts'
import type { CommandDefinition, Feature, PressDefinition } from '../../engine/feature.ts'
import type { Saying } from '../../engine/making.ts'
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

type Features = () => readonly Feature[]

/** Queues that other features bring. */
const broughtBy = (features: Features) => new Map(features().flatMap((feature) => Object.entries(feature.queues ?? {})))

/** What waits, and for whom. */
export const queueCommand = (program: Program, features: Features): CommandDefinition => ({
  name: 'queue',
  role: 'staff',
  args: {
    name: 'which',
    kind: 'choice',
    fits: (word) => isKind(word.toLowerCase()) || broughtBy(features).has(word.toLowerCase()),
    // Which others there are is known only when all features are.
    get options() {
      return [...kinds, ...broughtBy(features).keys()].map((value) => ({ value, label: value }))
    },
  },
  run: (turn, written) => {
    const word = written.toLowerCase()
    if (broughtBy(features).has(word)) return other(turn, features, word, 0)
    return queue(turn, program, features, isKind(word) ? word : 'all', 0)
  },
})

export const queuePresses = (program: Program, features: Features): Record<string, PressDefinition> => ({
  queue: {
    role: 'staff',
    run: (turn, about) => {
      const [kind = '', skip = '0'] = about.split(':')
      if (!/^\d{1,6}$/.test(skip)) return turn.say(turn.t('button-gone'))
      if (broughtBy(features).has(kind)) return other(turn, features, kind, Number(skip))
      if (!isKind(kind)) return turn.say(turn.t('button-gone'))
      return queue(turn, program, features, kind, Number(skip))
    },
  },
})

/** Buttons for the other queues. */
const others = (turn: Turn, features: Features, kind: string): Button[] =>
  [...kinds, ...broughtBy(features).keys()]
    .filter((it) => it !== kind)
    .map((it) => ({ label: turn.t(`queue.kind.${it}`), press: `queue:${it}` }))

/** A queue that another feature brings. */
async function other(turn: Turn, features: Features, kind: string, skip: number): Promise<void> {
  const definition = broughtBy(features).get(kind)
  if (!definition) return turn.say(turn.t('button-gone'))
  const { text, rows, choices, hasMore } = await definition.show(turn, skip)
  sayQueue(turn, {
    text,
    parts: [
      ...(rows.length > 0 ? [{ kind: 'facts', rows } as const] : []),
      buttons(
        ...choices,
        ...(hasMore ? [{ label: turn.t('queue.more'), press: `queue:${kind}:${skip + definition.size}` }] : []),
        ...others(turn, features, kind),
      ),
    ],
  })
}

function sayQueue(turn: Turn, message: Saying): void {
  if (turn.happening.kind === 'pressed') turn.update(message)
  else turn.say(message)
}

async function queue(turn: Turn, program: Program, features: Features, kind: QueueKind, skip: number): Promise<void> {
  const { rows, count } = await queueOf(turn.unit, kind, turn.contact.customerId, skip)
  const lines = await Promise.all(rows.map((complaint) => line(turn, program, complaint)))
  sayQueue(turn, {
    text: turn.t(`queue.${kind}`, { count }),
    parts: [
      ...(lines.length > 0 ? [{ kind: 'facts', rows: lines } as const] : []),
      buttons(
        ...rows.map(({ id }) => ({ label: numberOf(id), press: `case.show:${id}` })),
        ...(skip + queuePage < count
          ? [{ label: turn.t('queue.more'), press: `queue:${kind}:${skip + queuePage}` }]
          : []),
        ...others(turn, features, kind),
      ),
    ],
  })
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
