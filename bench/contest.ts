import type { LoadResult } from '../test/platforms/telegram/load.ts'
import type { Bot } from './bots.ts'
import { median } from './figures.ts'
import type { Asked } from './load.ts'
import { ask } from './load.ts'

/** What came of the rounds of one bot. */
export type Rounds = { name: string; perSecond: number; all: LoadResult[] }

/**
 * Gives every bot the same load, one after another, round by round: whatever else the machine does strikes all of
 * them. Each warms up before the first round.
 */
export async function contest(bots: readonly Bot[], asked: Asked, rounds: number): Promise<Rounds[]> {
  const all = bots.map((): LoadResult[] => [])
  for (const bot of bots) await ask(bot.server, asked)
  for (let round = 0; round < rounds; round += 1)
    for (const [nth, bot] of bots.entries()) all[nth]?.push(await ask(bot.server, asked))
  return bots.map(({ name }, nth) => {
    const results = all[nth] ?? []
    return { name, perSecond: median(results.map(({ perSecond }) => perSecond)), all: results }
  })
}

/** How many times as fast one is as the other: the median of the rounds, each compared with its neighbour. */
export function ratio(of: Rounds, to: Rounds): number {
  return median(of.all.map(({ perSecond }, round) => perSecond / (to.all[round]?.perSecond ?? Number.NaN)))
}
