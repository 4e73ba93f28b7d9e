import { bookCall } from '../callbacks/exports.ts'
import { complaintNumber } from '../complaints/exports.ts'
import { addressAt, reachOf } from '../customers/reach.ts'
import { say } from '../engine/outbox.ts'
import type { Act, Unit } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'
import { visitOf } from '../purchases/exports.ts'
import { apartMs, type Decision, decide } from './rules/decide.ts'
import { questionOf } from './show.ts'
import {
  type Change,
  type Circumstances,
  causePrefix,
  changeFollowUps,
  circumstancesOf,
  type FollowUp,
  takeFollowUps,
} from './store.ts'

/** Asks those whose time has come, and puts off or lets go the others: all of one moment at once. */
export const asking = (program: Program): Act<number, void> => ({
  name: 'follow up',
  async carry(unit, ids) {
    const found = await takeFollowUps(unit, ids)
    const rules = new Map(program.followUps.map((rule) => [rule.id, rule]))
    const known = await circumstancesOf(
      unit,
      found.map((row) => ({ ...row, silent: rules.get(row.rule)?.after === 'silence' })),
      new Date(unit.now.getTime() - apartMs),
    )
    /** Whom something is asked in this very unit. */
    const asked = new Map<string, Date>()
    const changes: Change[] = []
    const saying: Promise<void>[] = []
    const reaches = await Promise.all(found.map(({ customerId }) => unit.ask(reachOf, customerId)))
    for (const [nth, row] of found.entries()) {
      const about = known.get(row.id)
      if (!about) continue
      const rule = rules.get(row.rule)
      const decision = decide(
        {
          ...about,
          rule,
          until: row.until,
          reachable: reaches[nth] !== undefined,
          last: asked.get(row.customerId) ?? about.last ?? undefined,
        },
        unit.now,
        program,
      )
      changes.push(changeFor(row, decision, unit.now))
      if (decision.kind !== 'ask' && decision.kind !== 'call') continue
      asked.set(row.customerId, unit.now)
      saying.push(decision.kind === 'ask' ? ask(unit, program, row, about) : call(unit, program, row))
    }
    await Promise.all(saying)
    await changeFollowUps(unit, changes)
    return ids.map(() => undefined)
  },
})

function changeFor({ id, due }: FollowUp, decision: Decision, now: Date): Change {
  const none = { id, due, why: null, asked: null, closes: null, ended: null }
  switch (decision.kind) {
    case 'ask':
      return { ...none, state: 'asked', asked: now, closes: decision.closes }
    case 'call':
      return { ...none, state: 'called', asked: now, ended: now }
    case 'wait':
      return { ...none, state: 'waiting', due: decision.due }
    case 'stale':
      return { ...none, state: 'stale', ended: now }
    case 'skip':
      return { ...none, state: 'skipped', why: decision.why, ended: now }
    default:
      return decision satisfies never
  }
}

/** Has staff call him, at the next time at which one of them is free. */
async function call(unit: Unit, program: Program, { id, rule, customerId, subject }: FollowUp): Promise<void> {
  const visit = subject.startsWith('p:') ? await unit.ask(visitOf, subject.slice(2)) : undefined
  const reason = [
    rule,
    ...(visit?.items ?? []),
    ...(subject.startsWith('c:') ? [complaintNumber(Number(subject.slice(2)))] : []),
  ]
  await bookCall(unit, program, { customerId, origin: `followup ${id}`, reason: reason.join(' · '), kind: 'task' })
}

/** Puts the question into the outbox, in the lane of what can wait: no complaint is left waiting for it. */
async function ask(unit: Unit, program: Program, row: FollowUp, { name, points }: Circumstances): Promise<void> {
  const rule = program.followUps.find(({ id }) => id === row.rule)
  const reach = await unit.ask(reachOf, row.customerId)
  if (!rule || !reach) return
  const key = row.subject.slice(2)
  const visit = row.subject.startsWith('p:') ? await unit.ask(visitOf, key) : undefined
  const number = row.subject.startsWith('c:') ? { number: complaintNumber(Number(key)) } : {}
  const message = questionOf(
    row.id,
    rule,
    { visit, points, since: row.since, name, ...number },
    program,
    reach.locale,
    unit.now,
  )
  say(unit, {
    to: addressAt(reach),
    message,
    lane: 'campaign',
    cause: `${causePrefix}${row.id}`,
    customerId: row.customerId,
  })
}
