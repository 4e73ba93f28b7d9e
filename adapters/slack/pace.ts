import type { Pace } from '../../src/chat.ts'

/**
 * What Slack's documentation names: one message a second in a channel, and several hundred a minute over all. Short
 * bursts pass, but not which: we keep to what it promises.
 */
export function makePace(own: Partial<Pace> = {}): Pace {
  return {
    all: [{ count: 300, ms: 60_000 }],
    place: () => [{ count: 1, ms: 1000 }],
    inFlight: 50,
    ...own,
  }
}
