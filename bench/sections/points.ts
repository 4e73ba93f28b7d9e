import { baseline, furnishedFile, regulars, startBot } from '../bots.ts'
import { contest, ratio } from '../contest.ts'
import { times } from '../figures.ts'
import { furnishedDatabase } from '../postgresql.ts'
import { sampleText } from '../sample.ts'
import type { Finding, Section } from '../section.ts'
import type { Setting } from '../setting.ts'

/** Durable answers to `/points`, as fast as they go. */
export const points: Section = {
  name: 'points',
  async run({ rounds, size, profile }: Setting): Promise<Finding[]> {
    const text = sampleText
    const bots = [
      await startBot('telegraf', baseline('telegraf', text)),
      await startBot('plain', baseline('plain', text)),
      await startBot('sqlite', regulars(await furnishedFile(), { profile })),
      await startBot('postgresql', regulars(await furnishedDatabase(), { profile })),
    ]
    try {
      const [telegraf, plain, sqlite, postgresql] = await contest(bots, { messages: 20_000 * size, most: 60 }, rounds)
      if (!telegraf || !plain || !sqlite || !postgresql) throw new Error('a contestant is missing')
      const finding = (what: string, of: typeof sqlite, to: typeof sqlite, goal?: number): Finding => ({
        what,
        found: times(ratio(of, to)),
        ...(goal === undefined ? {} : { goal: `at least ${goal}`, met: ratio(of, to) >= goal }),
      })
      return [
        finding('answers on SQLite, as a ratio to telegraf without a database', sqlite, telegraf, 0.5),
        finding('answers on PostgreSQL, as a ratio to telegraf without a database', postgresql, telegraf, 0.3),
        finding('answers on SQLite, as a ratio to the fastest plain script that stores them', sqlite, plain),
        finding('answers on PostgreSQL, as a ratio to the same plain script', postgresql, plain),
      ]
    } finally {
      for (const bot of bots) await bot.stop()
    }
  },
}
