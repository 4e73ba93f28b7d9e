import type { Window } from '../../src/chat.ts'

/** A send that left and ended at those times, in milliseconds. It touched the platform at some moment in between. */
export type Send = { left: number; ended: number }

/**
 * Most sends that can have touched the platform within one span of that window, whenever in their time each did. The
 * span may begin anywhere; the fullest ones begin where a send ends.
 */
export function fullest(sends: readonly Send[], { ms }: Window): number {
  const spans = sends.map(
    ({ ended: start }) => sends.filter(({ left, ended }) => left < start + ms && ended >= start).length,
  )
  return Math.max(0, ...spans)
}
