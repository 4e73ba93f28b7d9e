import { closeDesk, type Desk, deskIn, deskSeat, keepDesk } from '../../desks/exports.ts'
import type { CommandDefinition, PressDefinition } from '../../engine/feature.ts'
import { buttons, type Turn } from '../../engine/turn.ts'
import { locales } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { audit } from '../../staff/audit.ts'
import { seatComplaint } from '../show/board.ts'
import { categoryLabel } from '../show/words.ts'
import { unseated } from '../store.ts'

/** How many waiting complaints a new desk is shown at once. */
const mostAtOnce = 20

export const deskCommand = (program: Program): CommandDefinition => ({
  name: 'desk',
  role: 'staff',
  args: { name: 'categories', kind: 'line', fits: (words) => readCategories(program, words) !== undefined },
  run: (turn, words) => openDesk(turn, program, words),
})

export const deskPresses = (program: Program): Record<string, PressDefinition> => ({
  'desk.only': { role: 'staff', run: (turn, id) => toggle(turn, program, id) },
  'desk.all': { role: 'staff', run: (turn) => set(turn, program, null) },
  'desk.close': { role: 'staff', run: (turn) => close(turn) },
})

/** Categories as people write them: ids or labels, apart by spaces or commas. Undefined when one is none. */
function readCategories(program: Program, words: string): string[] | undefined {
  const wanted = words.split(/[\s,，、]+/).filter((word) => word !== '')
  const found = wanted.map((word) =>
    program.complaints.categories.find(
      ({ id }) =>
        id === word.toLowerCase() ||
        locales.some((locale) => categoryLabel(program, id, locale).toLowerCase() === word.toLowerCase()),
    ),
  )
  return found.every((it) => it !== undefined) ? [...new Set(found.map((it) => it.id))] : undefined
}

async function openDesk(turn: Turn, program: Program, words: string): Promise<void> {
  if (words === '') {
    const known = await deskHere(turn)
    return known ? describe(turn, program, known) : set(turn, program, null)
  }
  const categories = readCategories(program, words)
  if (!categories)
    return turn.say(
      turn.t('desk.unknown', { categories: program.complaints.categories.map(({ id }) => id).join(', ') }),
    )
  return set(turn, program, categories)
}

const deskHere = ({ unit, happening }: Turn) => deskIn(unit, happening.where.platform, happening.where.channel)

async function set(turn: Turn, program: Program, categories: string[] | null): Promise<void> {
  const { unit, happening } = turn
  const { platform, channel } = happening.where
  const before = await deskHere(turn)
  await keepDesk(unit, {
    platform,
    channel,
    categories,
    locale: turn.locale,
    person: happening.direct ? happening.who.id : null,
    setBy: turn.contact.customerId,
  })
  const desk = await deskHere(turn)
  if (!desk) throw new Error('a desk was not kept')
  audit(unit, turn, { act: 'desk', subject: `desk:${desk.id}`, detail: { categories: categories?.join(',') ?? 'all' } })
  describe(turn, program, desk, before === undefined)
  for (const complaint of await unseated(unit, categories, mostAtOnce))
    await seatComplaint(unit, program, complaint, deskSeat(desk))
}

function describe(turn: Turn, program: Program, desk: Desk, isNew = false): void {
  const { categories } = desk
  const label = (id: string) => categoryLabel(program, id, turn.locale)
  const message = {
    text: [
      turn.t(isNew ? 'desk.opened' : 'desk.is'),
      categories === null
        ? turn.t('desk.takes.all')
        : turn.t('desk.takes.some', { categories: categories.map(label).join(', ') }),
    ].join(' '),
    parts: [
      buttons(
        ...program.complaints.categories.map(({ id }) => ({
          label: `${categories === null || categories.includes(id) ? '✓ ' : ''}${label(id)}`,
          press: `desk.only:${id}`,
        })),
        ...(categories === null ? [] : [{ label: turn.t('desk.all'), press: 'desk.all' }]),
        { label: turn.t('desk.close'), press: 'desk.close' },
      ),
    ],
  }
  if (turn.happening.kind === 'pressed') turn.update(message)
  else turn.say({ ...message, private: false })
}

async function toggle(turn: Turn, program: Program, id: string): Promise<void> {
  const desk = await deskHere(turn)
  const all = program.complaints.categories.map((it) => it.id)
  if (!desk || !all.includes(id)) return turn.say(turn.t('button-gone'))
  const before = desk.categories
  const wanted = before === null ? [id] : before.includes(id) ? before.filter((it) => it !== id) : [...before, id]
  return set(turn, program, wanted.length === 0 || wanted.length === all.length ? null : wanted)
}

async function close(turn: Turn): Promise<void> {
  const desk = await deskHere(turn)
  if (!desk) return turn.say(turn.t('button-gone'))
  await closeDesk(turn.unit, desk.id)
  audit(turn.unit, turn, { act: 'desk.close', subject: `desk:${desk.id}` })
  turn.update({ text: turn.t('desk.closed') })
}
