import { IANAZone } from 'luxon'
import { wakefulness } from '../../hours/quiet.ts'
import type { Program } from '../../program/program.ts'
import { instantOf } from './schedule.ts'

type Clocks = Pick<Program, 'quiet' | 'timeZone'>

/**
 * When somebody in that zone (null for that of the shop) may get a round that begins now: at `wall` by his own clock, if it
 * is given, and never in his quiet hours.
 */
export function dueIn(zone: string | null, wall: string | null, now: Date, clocks: Clocks): Date {
  const own = zone !== null && IANAZone.isValidZone(zone) ? zone : clocks.timeZone
  const wanted = wall === null ? now : instantOf(wall, own)
  const at = wanted > now ? wanted : now
  const { awake, until } = wakefulness(at, zone, clocks)
  return awake ? at : until
}
