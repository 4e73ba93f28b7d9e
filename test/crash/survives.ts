import { expect } from 'vitest'
import { crashes, type RunOptions } from './run.ts'
import { describeResult } from './tell.ts'

/** Set for the long run. */
const times = Number(process.env.CRASH_KILLS ?? 0)
/** Which run it is: moments, load and faults follow from it, as far as the machine allows. */
export const seed = Number(process.env.CRASH_SEED ?? 1)

/** How often the program is killed: so often in the short run of all tests. */
export const kills = (short: number): number => times || short

/** How long a test may take that kills the program so often, in milliseconds. */
export const patience = (short: number): number => 120_000 + kills(short) * 12_000

/** Has the program be killed again and again, prints what came of it, and fails when a promise was broken. */
export async function survives(options: Omit<RunOptions, 'seed'>): Promise<void> {
  const result = await crashes({ ...options, seed })
  describeResult(result)
  expect(result.wrong).toEqual([])
}
