import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flightMs, Pacer, PlatformPacer } from '../../src/engine/pace.ts'
import { fullest, type Send } from './fullest.ts'

const window = fc.record({ count: fc.integer({ min: 1, max: 6 }), ms: fc.integer({ min: 1, max: 1000 }) })

/** Sends as soon as it may, each taking as long as given; `pauses` pass between one and the next. */
function sendAll(pacer: Pacer, plan: readonly { pause: number; duration: number }[]): Send[] {
  const sends: Send[] = []
  const ends: number[] = []
  let now = 1_000_000
  const endUpTo = (time: number) => {
    ends.sort((a, b) => a - b)
    while ((ends[0] ?? Number.POSITIVE_INFINITY) <= time) pacer.ended(ends.shift() ?? 0)
  }
  for (const { pause, duration } of plan) {
    now += pause
    endUpTo(now)
    while (pacer.opens(now) > now) {
      now = Math.min(pacer.opens(now), ends[0] ?? Number.POSITIVE_INFINITY)
      endUpTo(now)
    }
    pacer.take()
    sends.push({ left: now, ended: now + duration })
    ends.push(now + duration)
  }
  return sends
}

describe('a pacer', () => {
  test('never lets more through than any of its windows takes, whenever a send arrives while it is under way', () => {
    const plan = fc.array(
      fc.record({ pause: fc.constantFrom(0, 0, 0, 1, 50, 900), duration: fc.integer({ min: 0, max: 1500 }) }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(fc.array(window, { minLength: 1, maxLength: 3 }), plan, (windows, plan) => {
        const sends = sendAll(new Pacer(windows), plan)
        for (const each of windows) expect(fullest(sends, each)).toBeLessThanOrEqual(each.count)
      }),
    )
  })

  test('lets as much through as its windows take', () => {
    fc.assert(
      fc.property(window, fc.integer({ min: 0, max: 300 }), ({ count, ms }, duration) => {
        const rounds = 20
        const sends = sendAll(
          new Pacer([{ count, ms }]),
          Array.from({ length: count * rounds }, () => ({ pause: 0, duration })),
        )
        const took = (sends.at(-1)?.left ?? 0) - (sends[0]?.left ?? 0)
        expect(took).toBe((rounds - 1) * (ms + duration))
      }),
    )
  })

  test('with a slow send under way it waits for its end, and for the window after that', () => {
    const pacer = new Pacer([{ count: 1, ms: 100 }])
    pacer.take()
    expect(pacer.opens(5000)).toBe(Number.POSITIVE_INFINITY)
    pacer.ended(7000)
    expect(pacer.opens(7000)).toBe(7100)
    expect(pacer.opens(7100)).toBe(7100)
  })

  test('a send that never left takes nothing', () => {
    const pacer = new Pacer([{ count: 1, ms: 100 }])
    pacer.take()
    pacer.giveBack()
    expect(pacer.opens(0)).toBe(0)
  })

  test('stays shut for as long as the platform asks, and no shorter for being asked again', () => {
    const pacer = new Pacer([])
    pacer.shut(2000)
    pacer.shut(1500)
    expect(pacer.opens(1000)).toBe(2000)
    expect(pacer.idle(1999)).toBe(false)
    expect(pacer.idle(2000)).toBe(true)
  })

  test('a clock that is set back does not shut it for longer than its window and a flight', () => {
    const pacer = new Pacer([{ count: 2, ms: 1000 }])
    for (const at of [3_600_000, 3_600_010]) {
      pacer.take()
      pacer.ended(at)
    }
    expect(pacer.opens(100)).toBe(100 + flightMs + 1000)
  })

  test('what ended later than what is told afterwards opens it in its turn', () => {
    const pacer = new Pacer([{ count: 3, ms: 1000 }])
    for (const at of [2_000, 2_000, 1_100]) {
      pacer.take()
      pacer.ended(at)
    }
    expect(pacer.opens(1_200)).toBe(2_100)
    pacer.take()
    expect(pacer.opens(1_200)).toBe(3_000)
  })

  test('without windows everything goes', () => {
    const pacer = new Pacer([])
    for (let n = 0; n < 1000; n += 1) pacer.take()
    expect(pacer.opens(5)).toBe(5)
  })
})

describe('the pacer of a platform', () => {
  const place = (channel: string, thread?: string) => ({ platform: 'fake', channel, ...(thread ? { thread } : {}) })

  test('all threads of a channel share its windows, and all channels those of the platform', () => {
    const pacer = new PlatformPacer({
      all: [{ count: 2, ms: 100 }],
      place: () => [{ count: 1, ms: 1000 }],
      inFlight: 9,
    })
    pacer.take(place('a', '1'))
    pacer.ended(place('a', '1'), 0)
    expect(pacer.opensAt(place('a', '2'), 0)).toBe(1000)
    expect(pacer.opensAt(place('b'), 0)).toBe(0)
    expect(pacer.opens(0)).toBe(0)
    pacer.take(place('b'))
    pacer.ended(place('b'), 10)
    expect(pacer.opens(10)).toBe(100)
  })

  test('is shut for one channel or for all', () => {
    const pacer = new PlatformPacer({ all: [], place: () => [], inFlight: 9 })
    pacer.shut('place', place('a'), 500)
    expect([pacer.opensAt(place('a'), 0), pacer.opensAt(place('b'), 0), pacer.opens(0)]).toEqual([500, 0, 0])
    pacer.forget(499)
    expect(pacer.opensAt(place('a'), 499)).toBe(500)
    pacer.shut('platform', place('a'), 900)
    expect(pacer.opens(0)).toBe(900)
  })
})
