import { tell } from '../../customers/reach.ts'
import { directSeats, leaveSeat, managerSeats, type Seat, seatsOf } from '../../desks/exports.ts'
import { unreachable } from '../../engine/departures.ts'
import type { AnyTimer, TimerDefinition } from '../../engine/feature.ts'
import { postsCalled } from '../../engine/posts.ts'
import type { Unit } from '../../engine/unit.ts'
import { text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { lineById } from '../lines.ts'
import { aboutComplaint, complaintOfPost } from '../names.ts'
import { type Complaint, isOver, numberOf } from '../rules/complaint.ts'
import { remark, seatComplaint } from '../show/board.ts'
import { complaintById } from '../store.ts'

type Failed = {
  id: number
  name: string | null
  act: string
  cause: string
  state: string
  trouble: string | null
}

/** Condition in SQL, on a row of `delivery`: whose failure is told here, to those who work on the complaint. */
export const toldHere = `(cause LIKE 'complaint.answer%' OR cause LIKE 'complaint.file%' OR cause = 'complaint.desk-file'
  OR (cause = 'complaint.card' AND act = 'say'))`

/**
 * Deliveries that did not arrive, or nobody knows whether: staff are told of answers and files that the customer did not
 * get and of files that could not be shown to them, and a complaint whose card could not be shown is shown further up.
 */
const trouble = (program: Program): TimerDefinition<Failed> => ({
  name: 'complaints.trouble',
  when: '*/5 * * * * *',
  key: ({ id }) => String(id),
  due: (unit, after, most) =>
    unit.sql.query(
      `SELECT id, name, act, cause, state, trouble FROM (
         SELECT id, name, act, cause, state, trouble FROM delivery WHERE state = 'failed' AND NOT alerted AND ${toldHere}
         UNION ALL SELECT id, name, act, cause, state, trouble FROM delivery
         WHERE state = 'unknown' AND NOT alerted AND ${toldHere}) AS troubled
       WHERE id > ? ORDER BY id LIMIT ?`,
      Number(after ?? 0),
      most,
    ),
  async fire(unit, { id, name, act, cause, state, trouble: why }) {
    const marked = await unit.sql.execute('UPDATE delivery SET alerted = ? WHERE id = ? AND NOT alerted', true, id)
    if (marked === 0) return
    const [, lineId] = /^complaint\.file (\d+)$/.exec(cause) ?? []
    const line = lineId === undefined ? undefined : await lineById(unit, Number(lineId))
    const complaintId = complaintOfPost(name) ?? line?.complaintId
    const complaint = complaintId === undefined ? undefined : await complaintById(unit, complaintId)
    if (!complaint) return
    if (cause === 'complaint.card') return state === 'failed' ? cardFailed(unit, program, complaint, name) : undefined
    const author = line?.authorId ?? (await authorOf(unit, name))
    const key = wordsFor({
      act,
      cause,
      state,
      isFile: lineId !== undefined,
      isGone: why === unreachable,
      isChange: await isChange(unit, name),
    })
    const words = (locale: string) => text(locale, key, { number: numberOf(complaint.id) })
    await remark(unit, complaint, (locale) => ({ text: words(locale) }))
    if (author)
      await tell(unit, author, ({ locale }) => ({ text: words(locale) }), { lane: 'alert', cause: 'complaint.trouble' })
  },
})

/** Whether the customer had that message already: then it was a change of it that went wrong. */
const isChange = async ({ sql }: Unit, name: string | null) => (await postsCalled(sql, [name])).size > 0

type Trouble = { act: string; cause: string; state: string; isFile: boolean; isGone: boolean; isChange: boolean }

function wordsFor(it: Trouble): string {
  if (it.cause === 'complaint.desk-file') return 'case.failed.desk-file'
  if (it.state === 'unknown') return 'case.unknown'
  if (it.act === 'remove') return 'case.failed.takeback'
  if (it.isFile) return 'case.failed.file'
  if (it.isChange) return 'case.failed.change'
  return it.isGone ? 'case.failed.unreachable' : 'case.failed'
}

async function authorOf(unit: Unit, name: string | null): Promise<string | null | undefined> {
  const [, id] = /:line:(\d+)$/.exec(name ?? '') ?? []
  return id === undefined ? undefined : (await lineById(unit, Number(id)))?.authorId
}

/** A card that could not be shown: to one person, it is tried on another platform of his; else the managers get it. */
async function cardFailed(unit: Unit, program: Program, complaint: Complaint, name: string | null): Promise<void> {
  const [, seat = ''] = /^complaint:\d+:((?:desk|staff):[^:]+)$/.exec(name ?? '') ?? []
  if (seat === '' || isOver(complaint)) return
  const seats = await unit.ask(seatsOf, aboutComplaint(complaint.id))
  const old = seats.find((it) => it.seat === seat)
  await leaveSeat(unit, aboutComplaint(complaint.id), seat)
  const elsewhere = seat.startsWith('staff:') ? await directSeats(unit, [seat.slice('staff:'.length)]) : []
  const isOther = ({ address }: Seat) => address.place.platform !== old?.address.place.platform
  const next = elsewhere.filter(isOther)
  const rest = next.length > 0 ? next : (await managerSeats(unit)).filter((it) => it.seat !== seat)
  for (const it of rest) await seatComplaint(unit, program, complaint, it)
}

export const troubleTimers = (program: Program): AnyTimer[] => [trouble(program) as AnyTimer]
