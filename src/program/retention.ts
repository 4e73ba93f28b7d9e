import type { z } from 'zod'
import { surelyShorter } from './duration.ts'
import { defaultProgram, type RetentionRules } from './program.ts'
import { group } from './structures.ts'
import { durationOr } from './values.ts'

const period = durationOr('never').optional()

/** How long what is personal is kept, as written. */
export const retention = group({
  said: period,
  sent: period,
  files: period,
  complaints: period,
  calls: period,
  phones: period,
  suggestions: period,
  unfinished: period,
  events: period,
  customers: period,
})

/** The keys known in these, as shapes by their place. */
export const retentionKeys = { retention: retention.shape }

type Complain = (path: PropertyKey[], message: string) => void

/**
 * Why some things cannot be forgotten at once: what is told twice is known again by what was kept of the first time, and whoever is
 * erased for his silence must have had the time to come back.
 */
const least = {
  complaints: { count: 7, unit: 'days' },
  calls: { count: 7, unit: 'days' },
  events: { count: 7, unit: 'days' },
  customers: { count: 90, unit: 'days' },
} as const

/** The rules with everything that was left out. Paths of what does not fit begin below `retention`. */
export function completeRetention(written: z.output<typeof retention> | undefined, complain: Complain): RetentionRules {
  for (const [key, shortest] of Object.entries(least)) {
    const given = written?.[key as keyof typeof least]
    if (given && surelyShorter(given, shortest))
      complain([key], `must be at least ${shortest.count} days. Write a longer time, or leave the line out.`)
  }
  const given = Object.entries(written ?? {}).filter(([, it]) => it !== undefined)
  return { ...defaultProgram.retention, ...Object.fromEntries(given) }
}
