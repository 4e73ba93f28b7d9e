import { DateTime } from 'luxon'
import type { Button } from '../../chat.ts'
import { buttons, type Turn } from '../../engine/turn.ts'
import { formatTime } from '../../language/format.ts'
import type { Program } from '../../program/program.ts'
import { freeFor } from '../cells.ts'
import type { Callback } from '../rules/callback.ts'
import { dayLabel, zoneFor, zoneName } from '../show/words.ts'

/** How many days or times a page has; with the ways on it is at most eight buttons. */
const pageSize = 5

/** Who chooses: the customer, by his own clock, or staff by that of the shop. */
export type Chooser = 'callback' | 'call'

const dayIn = (at: Date, zone: string) => DateTime.fromJSDate(at, { zone }).toISODate() ?? ''

const clockOf = async (turn: Turn, program: Program, callback: Callback, chooser: Chooser) =>
  chooser === 'call' ? program.timeZone : await zoneFor(turn.unit, program, callback.customerId)

/** What a button that chooses carries: minutes since the epoch, short. */
const pressAt = (chooser: Chooser, id: number, at: Date) =>
  `${chooser}.at:${id}:${Math.round(at.getTime() / 60_000).toString(36)}`

/** The instant that such a button carries; undefined for anything else. */
export function readAt(written: string): Date | undefined {
  return /^[0-9a-z]{1,7}$/.test(written) ? new Date(Number.parseInt(written, 36) * 60_000) : undefined
}

/** Shows the days on which there is time. */
export async function offerDays(turn: Turn, program: Program, callback: Callback, chooser: Chooser, page: number) {
  const { id } = callback
  const zone = await clockOf(turn, program, callback, chooser)
  const free = await freeFor(turn.unit, program, id)
  const days = [...new Map(free.toReversed().map((at) => [dayIn(at, zone), at]))].reverse()
  const shown = days.slice(page * pageSize, (page + 1) * pageSize)
  if (shown.length === 0) return turn.say(turn.t('callback.full'))
  show(turn, page, {
    text: turn.t('callback.which-day', { zone: zone === program.timeZone ? 'none' : zoneName(zone) }),
    choices: shown.map(([day, at]) => ({
      label: dayLabel(at, turn.locale, zone, turn.now),
      press: `${chooser}.day:${id}:${day}:0`,
    })),
    ways: [
      ...(page > 0 ? [{ label: turn.t('callback.earlier'), press: `${chooser}.days:${id}:${page - 1}` }] : []),
      ...(days.length > (page + 1) * pageSize
        ? [{ label: turn.t('callback.later-days'), press: `${chooser}.days:${id}:${page + 1}` }]
        : []),
      ...zoneButton(turn, chooser, id),
    ],
  })
}

/** Shows the times of one day that are free. */
export async function offerTimes(
  turn: Turn,
  program: Program,
  callback: Callback,
  chooser: Chooser,
  { day, page }: { day: string; page: number },
) {
  const { id } = callback
  const zone = await clockOf(turn, program, callback, chooser)
  const free = (await freeFor(turn.unit, program, id)).filter((at) => dayIn(at, zone) === day)
  const shown = free.slice(page * pageSize, (page + 1) * pageSize)
  const [first] = shown
  if (first === undefined) return offerDays(turn, program, callback, chooser, 0)
  const go = (to: number) => `${chooser}.day:${id}:${day}:${to}`
  show(turn, page, {
    text: turn.t('callback.which-time', { day: dayLabel(first, turn.locale, zone, turn.now) }),
    choices: shown.map((at) => ({
      label: DateTime.fromJSDate(at, { zone }).toFormat('HH:mm'),
      press: pressAt(chooser, id, at),
    })),
    ways: [
      ...(page > 0 ? [{ label: turn.t('callback.earlier'), press: go(page - 1) }] : []),
      ...(free.length > (page + 1) * pageSize ? [{ label: turn.t('callback.later'), press: go(page + 1) }] : []),
      { label: turn.t('callback.other-day'), press: `${chooser}.days:${id}:0` },
    ],
  })
}

/** Shows the free times that come nearest to the one wished for: those after it first. */
export async function offerNear(
  turn: Turn,
  program: Program,
  callback: Callback,
  chooser: Chooser,
  { from, key }: { from: Date; key: string },
) {
  const { id } = callback
  const zone = await clockOf(turn, program, callback, chooser)
  const free = await freeFor(turn.unit, program, id)
  const later = free.filter((at) => at >= from).slice(0, pageSize)
  const earlier = free.filter((at) => at < from).slice(later.length - pageSize || free.length)
  const near = [...earlier, ...later]
  if (near.length === 0) return turn.say(turn.t('callback.full'))
  show(turn, 0, {
    text: turn.t(key, { zone: zone === program.timeZone ? 'none' : zoneName(zone) }),
    choices: near.map((at) => ({
      label: formatTime(at, turn.locale, zone, turn.now),
      press: pressAt(chooser, id, at),
    })),
    ways: [{ label: turn.t('callback.other-day'), press: `${chooser}.days:${id}:0` }, ...zoneButton(turn, chooser, id)],
  })
}

const zoneButton = (turn: Turn, chooser: Chooser, id: number): Button[] =>
  chooser === 'callback'
    ? [{ label: turn.t('form.callback-zone.title'), form: 'callback-zone', about: String(id) }]
    : []

function show(turn: Turn, page: number, list: { text: string; choices: Button[]; ways: Button[] }): void {
  const message = { text: list.text, parts: [buttons(...list.choices, ...list.ways)] }
  // What was shown before stays, but for turning pages.
  if (page > 0) turn.update(message)
  else turn.say(message)
}
