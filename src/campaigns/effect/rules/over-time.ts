/** How many were sent in each piece of time of that length, in milliseconds, by its number since the epoch. */
export const grainMs = 300_000

/** So many were sent from that time on, in milliseconds since the epoch, until the next begins. */
export type Sent = { at: number; sent: number }

/** Lengths that people think in: minutes, hours, days, weeks; in grains. */
const lengths = [1, 2, 3, 6, 12, 24, 36, 72, 144, 288, 576, 2_016, 4_032]
/** Most pieces that can be read in a picture. */
const most = 12

/** The same in at most twelve pieces of one length, from the first to the last of which something was sent. */
export function overTime(grains: ReadonlyMap<number, number>): { lengthMs: number; pieces: Sent[] } {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const grain of grains.keys()) [first, last] = [Math.min(first, grain), Math.max(last, grain)]
  if (grains.size === 0) return { lengthMs: grainMs, pieces: [] }
  const span = last - first + 1
  const length = lengths.find((it) => Math.ceil(span / it) <= most) ?? Math.ceil(span / most)
  const pieces = Array.from(
    { length: Math.ceil(span / length) },
    (_, nth): Sent => ({ at: (first + nth * length) * grainMs, sent: 0 }),
  )
  for (const [grain, n] of grains) {
    const piece = pieces[Math.floor((grain - first) / length)]
    if (piece) piece.sent += n
  }
  return { lengthMs: length * grainMs, pieces }
}
