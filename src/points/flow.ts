import type { Button, Message } from '../chat.ts'
import { askConsent } from '../consent/exports.ts'
import type { Feature } from '../engine/feature.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import { formatDay, formatNumber, formatSigned } from '../language/format.ts'
import type { Program } from '../program/program.ts'
import { pointsRoutes } from './api.ts'
import { erasePoints } from './erase.ts'
import { pointsJoining } from './joining.ts'
import { pointsKnown } from './known.ts'
import { historyLines, type Standing, standing } from './rules.ts'
import { accountOf, entriesOf, type KeptEntry } from './store.ts'
import { expiryTimers } from './timers.ts'
import { entryTitle } from './titles.ts'

const recent = 3
const pageSize = 10

/** Points by chat: the balance, and every line of the ledger. */
export function pointsFeature(program: Program): Feature {
  const show = async (turn: Turn) => {
    turn.say(await balance(turn, program))
    await askConsent(turn, program)
  }
  return {
    name: 'points',
    commands: [
      { name: 'points', run: show },
      { name: 'history', run: async (turn) => turn.say(await history(turn, program, 0)) },
    ],
    presses: {
      points: { run: async (turn) => turn.update(await balance(turn, program)) },
      history: { run: async (turn, page) => turn.update(await history(turn, program, pageFrom(page))) },
    },
    means: {
      points: show,
      use: (turn) => turn.say({ text: turn.t('points.use', { card: turn.contact.card }), parts: [waysOn(turn)] }),
    },
    home: (turn) => balance(turn, program),
    timers: expiryTimers(program),
    joining: pointsJoining,
    known: pointsKnown,
    erased: erasePoints,
    routes: pointsRoutes(program),
  }
}

const waysOn = (turn: Turn) =>
  buttons(
    { label: turn.t('points.title'), press: 'command:points', tone: 'primary' },
    { label: turn.t('card.title'), press: 'command:card' },
    { label: turn.t('form.callback.title'), press: 'command:callback' },
  )

function pageFrom(about: string): number {
  const page = Number(about)
  return Number.isInteger(page) && page >= 0 && page < 100_000 ? page : 0
}

async function balance(turn: Turn, program: Program): Promise<Message> {
  const { customerId } = turn.contact
  const [account, entries] = await Promise.all([
    turn.unit.ask(accountOf, customerId),
    turn.unit.ask(entriesOf, { customerId, skip: 0, most: recent }),
  ])
  const now = standing(account, turn.now, program)
  const list: Button[] = [
    ...(entries.length > 0 ? [{ label: turn.t('points.history'), press: 'history:0' }] : []),
    { label: turn.t('card.title'), press: 'command:card' },
  ]
  return {
    text: turn.t(now.balance === 0 && entries.length === 0 ? 'points.none' : 'points.balance', { points: now.balance }),
    parts: [
      { kind: 'facts', rows: [...factsOf(now, turn, program), ...linesOf(entries, turn, program)] },
      buttons(...list),
    ],
  }
}

function factsOf(now: Standing, turn: Turn, program: Program): [string, string][] {
  const rows: [string, string][] = []
  const day = (at: Date) => formatDay(at, turn.locale, program.timeZone, turn.now)
  if (now.pending) {
    rows.push([turn.t('points.usable'), formatNumber(now.usable, turn.locale)])
    rows.push([
      turn.t('points.pending'),
      turn.t('points.pending.from', {
        points: now.pending.points,
        next: now.pending.nextPoints,
        day: day(now.pending.nextAt),
      }),
    ])
  }
  if (now.expiring)
    rows.push([
      turn.t('points.expiring'),
      turn.t('points.expiring.on', { points: now.expiring.points, day: day(now.expiring.at) }),
    ])
  if (now.debt > 0) rows.push([turn.t('points.debt'), formatNumber(now.debt, turn.locale)])
  rows.push([turn.t('points.card'), turn.contact.card])
  return rows
}

function linesOf(entries: readonly KeptEntry[], turn: Turn, program: Program): [string, string][] {
  return historyLines(entries).map((entry) => [
    `${formatDay(entry.effective, turn.locale, program.timeZone, turn.now)} · ${entryTitle(entry, turn.locale)}`,
    formatSigned(entry.points, turn.locale),
  ])
}

async function history(turn: Turn, program: Program, page: number): Promise<Message> {
  const { customerId } = turn.contact
  const entries = await turn.unit.ask(entriesOf, { customerId, skip: page * pageSize, most: pageSize + 1 })
  const more = entries.length > pageSize
  if (entries.length === 0) return { text: turn.t(page === 0 ? 'points.history.none' : 'points.history.end') }
  const turnPage: Button[] = []
  if (page > 0) turnPage.push({ label: turn.t('points.history.newer'), press: `history:${page - 1}` })
  if (more) turnPage.push({ label: turn.t('points.history.older'), press: `history:${page + 1}` })
  return {
    text: more || page > 0 ? turn.t('points.history.page', { page: page + 1 }) : turn.t('points.history.title'),
    parts: [
      { kind: 'facts', rows: linesOf(entries.slice(0, pageSize), turn, program) },
      ...(turnPage.length > 0 ? [buttons(...turnPage)] : []),
    ],
  }
}
