import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Window } from '../../src/chat.ts'
import type { Database } from '../../src/database/database.ts'
import type { CourierOutbox } from '../../src/engine/courier.ts'
import { onDatabase } from '../databases.ts'
import { type Random, seeded } from '../platforms/shared/random.ts'
import { Clockwork } from './clockwork.ts'
import { fullest } from './fullest.ts'
import { type Call, type Outcome, Post } from './post.ts'

const all: Window = { count: 5, ms: 1_000 }
const perChannel: Window = { count: 2, ms: 1_500 }
const deadline = 3_000

type Act = { kind: 'say'; channel: number; campaign: boolean } | { kind: 'pass'; ms: number } | { kind: 'crash' }

const act = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      channel: fc.integer({ min: 1, max: 4 }),
      campaign: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 3_000 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'crash' as const }) },
)

/** Mostly it goes well; else the platform asks for a pause, of this place or of all, or nobody knows. */
function randomOutcome(random: Random): Outcome {
  const ms = Math.floor(random() * random() * 2_500)
  const dice = random()
  if (dice < 0.75) return { ms, as: 'sent' }
  if (dice < 0.85) return { ms, as: { kind: 'later', afterMs: Math.floor(random() * 5_000) } }
  if (dice < 0.9) return { ms, as: { kind: 'later', afterMs: Math.floor(random() * 5_000), scope: 'platform' } }
  return dice < 0.95 ? { ms, as: 'silent' } : { ms, as: { kind: 'unknown' } }
}

/** The outbox of a process, which is gone for it once the process is; and away now and then, before or after the act. */
function unreliable({ outbox }: Post, random: Random, process: { dead: boolean }): CourierOutbox {
  const lossy = async <T>(act: () => Promise<T>): Promise<T> => {
    if (process.dead) return new Promise(() => {})
    if (random() < 0.05) throw new Error('the database went away before')
    const result = await act()
    if (process.dead) return new Promise(() => {})
    if (random() < 0.05) throw new Error('the database went away after')
    return result
  }
  return {
    waiting: (...args) => lossy(() => outbox.waiting(...args)),
    leave: (...args) => lossy(() => outbox.leave(...args)),
    record: (...args) => lossy(() => outbox.record(...args)),
    recover: (...args) => lossy(() => outbox.recover(...args)),
    putOff: (...args) => lossy(() => outbox.putOff(...args)),
    recent: (...args) => lossy(() => outbox.recent(...args)),
  }
}

describe('a courier, whatever the platform, the database and the power supply do', () => {
  const fresh = onDatabase('sqlite')

  async function run(database: Database, seed: number, acts: readonly Act[]) {
    const random = seeded(seed)
    await database.execute('DELETE FROM delivery')
    const clock = new Clockwork()
    const post = new Post(database, clock, {
      pace: { all: [all], place: () => [perChannel], inFlight: 6 },
      outcome: () => randomOutcome(random),
      options: { deadline },
    })
    const crashes: number[] = []
    const begin = () => {
      const process = { dead: false }
      const courier = post.courier(unreliable(post, random, process))
      const ending = new AbortController()
      return { process, courier, ending, running: courier.run(ending.signal) }
    }
    let now = begin()
    let said = 0
    for (const it of acts) {
      if (it.kind === 'pass') await clock.pass(it.ms)
      else if (it.kind === 'say') {
        said += 1
        await post.say({ text: `${said}`, channel: `${it.channel}`, lane: it.campaign ? 'campaign' : 'answer' })
        now.courier.nudge()
      } else {
        now.process.dead = true
        for (const call of post.calls) call.ended = Math.min(call.ended, clock.now())
        crashes.push(clock.now())
        now = begin()
      }
    }
    await clock.pass(120_000)
    now.ending.abort()
    await clock.pass(60_000)
    await now.running
    return { post, crashes }
  }

  test('order, pace and pauses hold, and nothing is lost or sent once too often', async () => {
    const database = await fresh.open()
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.array(act, { minLength: 1, maxLength: 60 }), async (seed, acts) => {
        const { post, crashes } = await run(database, seed, acts)
        const rows = await post.states()
        for (const row of rows) expectAccounted(row, post.calls)
        for (const channel of ['1', '2', '3', '4']) {
          const calls = post.calls.filter(({ to }) => to.place.channel === channel)
          for (const lane of [0, 2]) {
            const texts = new Set(rows.filter((row) => row.lane === lane).map(({ text }) => text))
            const order = calls.filter(({ text }) => texts.has(text)).map(({ text }) => Number(text))
            expect(order).toEqual([...order].sort((a, b) => a - b))
          }
          expect(fullest(remembered(calls, crashes), perChannel)).toBeLessThanOrEqual(perChannel.count)
        }
        expect(fullest(remembered(post.calls, crashes), all)).toBeLessThanOrEqual(all.count)
        for (const call of post.calls) expectPause(call, post.calls, crashes)
      }),
      { numRuns: 60 },
    )
  }, 120_000)
})

type Row = Awaited<ReturnType<Post['states']>>[number]

/** Each try came back as not sent, or was the one that succeeded, or had an outcome that is counted as unknown. */
function expectAccounted({ text, state, unknowns, lane }: Row, all: readonly Call[]): void {
  const calls = all.filter((call) => call.text === text)
  const isLater = ({ outcome: { as } }: Call) => typeof as === 'object' && as.kind === 'later'
  if (state === 'sent') expect(calls.at(-1)?.outcome.as).toBe('sent')
  else expect({ state, isMeant: unknowns > (lane === 2 ? 0 : 1) }).toEqual({ state: 'unknown', isMeant: true })
  const counted = calls.filter((call) => !isLater(call)).length
  expect(counted).toBeLessThanOrEqual(unknowns + (state === 'sent' ? 1 : 0))
}

/** Without the tries that a process which crashed had made before the last one: of each delivery only that is kept. */
function remembered(calls: readonly Call[], crashes: readonly number[]): Call[] {
  return calls.filter((call, nth) => {
    const crash = crashes.find((at) => at >= call.ended)
    return crash === undefined || !calls.slice(nth + 1).some(({ text, left }) => text === call.text && left <= crash)
  })
}

/** While a pause lasts that was asked for nothing leaves, to that channel or at all; what crashed forgets it. */
function expectPause(call: Call, calls: readonly Call[], crashes: readonly number[]): void {
  const { as } = call.outcome
  if (typeof as !== 'object' || as.kind !== 'later') return
  const crash = Math.min(...crashes.filter((at) => at >= call.ended))
  const until = Math.min(call.ended + (as.afterMs ?? 0), crash)
  const early = calls.filter(
    ({ left, to }) =>
      left > call.ended && left < until && (as.scope === 'platform' || to.place.channel === call.to.place.channel),
  )
  expect(early).toEqual([])
}
