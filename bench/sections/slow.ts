import { baseline, furnishedFile, regulars, startBot } from '../bots.ts'
import { contest, ratio } from '../contest.ts'
import { times } from '../figures.ts'
import { sampleText } from '../sample.ts'
import type { Finding, Section } from '../section.ts'
import type { Setting } from '../setting.ts'

const goal = 3

/** Answers per second where every send takes as long as to a real service. */
export const slow: Section = {
  name: 'slow',
  async run({ rounds, size, profile }: Setting): Promise<Finding[]> {
    const bots = [
      await startBot('telegraf', baseline('telegraf', sampleText)),
      await startBot('sqlite', regulars(await furnishedFile(), { profile })),
    ]
    try {
      for (const { server } of bots) await server.fault({ kind: 'delay', ms: 50, on: 'sendMessage' })
      const [telegraf, sqlite] = await contest(bots, { messages: 10_000 * size, most: 60 }, rounds)
      if (!telegraf || !sqlite) throw new Error('a contestant is missing')
      const found = ratio(sqlite, telegraf)
      return [
        {
          what: 'answers on SQLite with every send taking 50 ms, as a ratio to telegraf without a database',
          found: times(found),
          goal: `at least ${goal}`,
          met: found >= goal,
        },
      ]
    } finally {
      for (const bot of bots) await bot.stop()
    }
  },
}
