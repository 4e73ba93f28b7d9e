import type { Pace, Place } from '../../src/chat.ts'

/**
 * What Telegram's own FAQ names: 30 messages a second in all, 20 a minute in a group, one a second in a private chat.
 * It says that short bursts may pass there, but not which: we keep to what it promises.
 */
export function makePace(own: Partial<Pace> = {}): Pace {
  return {
    all: [{ count: 30, ms: 1000 }],
    place: ({ channel }: Place) => (channel.startsWith('-') ? [{ count: 20, ms: 60_000 }] : [{ count: 1, ms: 1000 }]),
    inFlight: 400,
    ...own,
  }
}
