import type { Pace } from '../../src/chat.ts'

/** What Discord allows: 50 requests a second in all, and five messages in five seconds in a channel. */
export function makePace(own: Partial<Pace> = {}): Pace {
  return { all: [{ count: 50, ms: 1000 }], place: () => [{ count: 5, ms: 5000 }], inFlight: 100, ...own }
}
