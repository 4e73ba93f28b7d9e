import { describe, expect, test } from 'vitest'
import type { After } from '../../src/engine/try-send.ts'
import { onDatabase } from '../databases.ts'
import { seeded } from '../platforms/shared/random.ts'
import { Clockwork } from './clockwork.ts'
import { fullest } from './fullest.ts'
import { Post } from './post.ts'

const all = { count: 30, ms: 1_000 }
const warming = 3_000
const measured = 10_000

describe('a campaign on a machine with much to do', () => {
  const fresh = onDatabase('sqlite')

  /** Timers are late by up to `late` milliseconds, and each send takes up to twice as long as that. */
  async function run(late: number, asksEvery: number | null) {
    const random = seeded(7)
    const clock = new Clockwork()
    const after: After = (ms, run) => clock.after(ms + Math.floor(random() * late), run)
    const post = new Post(await fresh.open(), clock, {
      pace: { all: [all], inFlight: 400 },
      outcome: () => ({ ms: Math.ceil(random() * 2 * late), as: 'sent' }),
      options: { after },
    })
    const people = Array.from({ length: 500 }, (_, nth) => ({
      text: 'campaign',
      channel: `${nth}`,
      lane: 'campaign' as const,
    }))
    await post.say(...people)
    const courier = post.courier()
    const ending = new AbortController()
    const running = courier.run(ending.signal)
    const asked: number[] = []
    const start = clock.now()
    const end = start + warming + measured
    while (clock.now() < end) {
      if (asksEvery === null) await clock.pass(end - clock.now())
      else {
        await clock.pass(asksEvery)
        asked.push(clock.now())
        await post.say({ text: `answer ${asked.length}`, channel: `asks ${asked.length}` })
        courier.nudge()
      }
    }
    ending.abort()
    await clock.pass(60_000)
    await running
    const counted = post.calls.filter(({ left }) => left >= start + warming && left < end)
    const waits = asked.flatMap((at, nth) =>
      post.calls.filter(({ text }) => text === `answer ${nth + 1}`).map(({ left }) => left - at),
    )
    return {
      share: counted.length / ((all.count * measured) / all.ms),
      most: fullest(post.calls, all),
      longest: Math.max(0, ...waits),
    }
  }

  test.each([2, 8, 16])('takes nearly all of the rate, where timers are late by up to %i ms', async (late) => {
    const { share, most } = await run(late, null)
    expect(share).toBeGreaterThan(0.95)
    expect(most).toBeLessThanOrEqual(all.count)
  })

  test.each([2, 8])('and leaves a gap for answers, by up to %i ms', async (late) => {
    const { share, most, longest } = await run(late, 510)
    expect(share).toBeGreaterThan(0.95)
    expect(most).toBeLessThanOrEqual(all.count)
    expect(longest).toBeLessThanOrEqual(late)
  })
})
