import type { AnyTimer, TimerDefinition } from '../engine/feature.ts'
import type { Act } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'
import { asking } from './ask.ts'
import { type Cursor, plan, type Subject, subjectsOf } from './gather.ts'
import { dueFollowUps, forgetOthers, heldFollowUps, looked, takeBack } from './store.ts'

type Found = Subject & { nth: number }

/** Finds what the rules follow up, and writes it down: rule by rule, page by page. */
function gather(program: Program): TimerDefinition<Found> {
  const planning: Act<Subject, void> = {
    name: 'plan follow-ups',
    async carry(unit, subjects) {
      await plan(unit, program, subjects)
      return subjects.map(() => undefined)
    },
  }
  return {
    name: 'followups.gather',
    when: '20 * * * * *',
    key: ({ nth, since, key }) => `${nth}|${since.getTime()}|${key}`,
    async due(unit, after, most) {
      if (after === undefined)
        await forgetOthers(
          unit,
          program.followUps.map(({ id }) => id),
        )
      const from = after === undefined ? undefined : readCursor(after)
      const found: Found[] = []
      for (const [nth, rule] of program.followUps.entries()) {
        if (nth < (from?.nth ?? 0)) continue
        const wanted = most - found.length
        const page = await subjectsOf(unit, program, rule, from?.nth === nth ? from : undefined, wanted)
        found.push(...page.map((subject) => ({ ...subject, nth })))
        if (page.length === wanted) break
        await looked(unit, rule.id)
      }
      return found
    },
    fire: (unit, subject) => unit.act(planning, subject),
  }
}

function readCursor(after: string): Cursor {
  const [nth = '0', since = '0', key = ''] = after.split('|')
  return { nth: Number(nth), since: new Date(Number(since)), key }
}

/** Asks those whose time has come. */
function ask(program: Program): TimerDefinition<{ id: number; due: Date }> {
  const act = asking(program)
  return {
    name: 'followups.ask',
    when: '40 * * * * *',
    key: ({ id, due }) => `${due.getTime()}|${id}`,
    due(unit, after, most) {
      const [due = '0', id = '0'] = after?.split('|') ?? []
      return dueFollowUps(unit, after === undefined ? undefined : { due: new Date(Number(due)), id: Number(id) }, most)
    },
    fire: (unit, { id }) => unit.act(act, id),
  }
}

const takingBack: Act<number, void> = {
  name: 'take back follow-ups',
  async carry(unit, deliveries) {
    await takeBack(unit, deliveries)
    return deliveries.map(() => undefined)
  },
}

/** Takes back what is still to be sent and must not be any more: it waits, and is looked at anew. */
const recall: TimerDefinition<{ delivery: number }> = {
  name: 'followups.recall',
  when: '0 * * * * *',
  key: ({ delivery }) => String(delivery),
  due: (unit, after, most) => heldFollowUps(unit, Number(after ?? 0), most),
  fire: (unit, { delivery }) => unit.act(takingBack, delivery),
}

/** Nothing is looked at where there are no rules; but what earlier rules have left is brought to its end. */
export const followUpTimers = (program: Program): AnyTimer[] => [gather(program), recall, ask(program)] as AnyTimer[]
