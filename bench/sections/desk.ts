import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { FakeAdapter } from '../../adapters/fake/adapter.ts'
import { openComplaint } from '../../src/complaints/open.ts'
import { contactOf } from '../../src/customers/contact.ts'
import { openDatabase } from '../../src/database/open.ts'
import { RegularsEngine } from '../../src/engine/engine.ts'
import { Measures } from '../../src/engine/measures.ts'
import { allFeatures } from '../../src/features.ts'
import { usualTypes } from '../../src/files/rules.ts'
import { makeLog } from '../../src/log.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { appoint } from '../../src/staff/store.ts'
import { scratch } from '../scratch.ts'
import type { Finding, Section } from '../section.ts'
import type { Setting } from '../setting.ts'

const few = 100
const many = 10_000
/** How many times as long it may take with a hundred times as many. */
const goal = 3
const atOnce = 200
const staff = 'staff'

/** What takes long when many complaints are open: each as milliseconds, the median of several. */
type Times = { queue: number; late: number; find: number; sweep: number }

/** How a desk does with very many open complaints, against one with few. */
export const desk: Section = {
  name: 'desk',
  async run({ rounds }: Setting): Promise<Finding[]> {
    const before = await timesWith(few, rounds)
    const after = await timesWith(many, rounds)
    const what: Record<keyof Times, string> = {
      queue: 'the queue',
      late: 'the queue of what is late',
      find: 'a complaint found by its number',
      sweep: 'a look at all clocks',
    }
    return (Object.keys(what) as (keyof Times)[]).map((key) => {
      const ratio = after[key] / before[key]
      return {
        what: `${what[key]} with ${many.toLocaleString('en')} open complaints, as a ratio to ${few}`,
        found: ratio.toFixed(1),
        goal: `at most ${goal}`,
        met: ratio <= goal,
      }
    })
  },
}

async function timesWith(count: number, rounds: number): Promise<Times> {
  const log = makeLog('silent')
  const database = await openDatabase(`file:${join(scratch(), 'desk.db')}`, { log })
  let now = new Date()
  const blobs = { put: never, get: never, remove: never }
  const engine = new RegularsEngine({
    database,
    features: allFeatures(defaultProgram),
    unknown: () => {},
    files: { blobs, rules: { most: 1_000, types: usualTypes } },
    log,
    measures: new Measures(),
    now: () => now,
  })
  const platform = new FakeAdapter()
  try {
    await engine.run((unit) => appoint(unit, [{ platform: 'fake', id: staff }], 'staff'))
    for (let done = 0; done < count; done += atOnce) await fill(engine, done, Math.min(atOnce, count - done))
    await engine.connect(platform)
    await engine.start()
    const ask = (command: string, args: string) => timed(() => answered(platform, command, args))
    await ask('queue', 'all')
    now = new Date(now.getTime() + 2 * 3_600_000)
    // Half of the clocks have rung then; the looks that are measured find nothing to do, as nearly all looks do.
    await engine.clock.sweep('complaints.clock')
    return {
      queue: await median(rounds, () => ask('queue', 'all')),
      late: await median(rounds, () => ask('queue', 'late')),
      find: await median(rounds, () => ask('find', 'C-1050')),
      sweep: await median(rounds, () => timed(() => engine.clock.sweep('complaints.clock'))),
    }
  } finally {
    await engine.stop()
    await database.close()
  }
}

async function fill(engine: RegularsEngine, from: number, count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, nth) =>
      engine.run(async (unit) => {
        const { customerId } = await contactOf(unit, {
          platform: 'fake',
          id: `c${from + nth}`,
          name: `C ${from + nth}`,
        })
        await openComplaint(unit, defaultProgram, {
          origin: `bench ${from + nth}`,
          customerId,
          platform: 'fake',
          category: 'order',
          purchaseId: null,
          priority: nth % 2 === 0 ? 'urgent' : 'low',
          text: 'The parcel came open.',
          files: [],
        })
      }),
    ),
  )
}

let events = 0

async function answered(platform: FakeAdapter, command: string, args: string): Promise<void> {
  const answer = platform.next(({ place }) => place.channel === staff)
  events += 1
  await platform.happens({
    id: `bench ${events}`,
    who: { platform: 'fake', id: staff },
    where: { platform: 'fake', channel: staff },
    at: new Date(),
    direct: true,
    kind: 'asked',
    command,
    args,
  })
  await answer
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

async function median(rounds: number, measure: () => Promise<number>): Promise<number> {
  const found: number[] = []
  for (let round = 0; round < rounds * 3; round += 1) {
    found.push(await measure())
    await turn()
  }
  return found.sort((a, b) => a - b)[found.length >> 1] ?? Number.NaN
}

function never(): Promise<never> {
  return Promise.reject(new Error('nobody sends files here'))
}
