import { baseline, furnishedFile, regulars, startBot } from '../bots.ts'
import { contest } from '../contest.ts'
import { median } from '../figures.ts'
import { furnishedDatabase } from '../postgresql.ts'
import { sampleText } from '../sample.ts'
import type { Finding, Section } from '../section.ts'
import type { Setting } from '../setting.ts'

const perSecond = 200
const goal = 25

/** How long a customer waits for his answer while two hundred ask every second. */
export const latency: Section = {
  name: 'latency',
  async run({ rounds, size, profile }: Setting): Promise<Finding[]> {
    const bots = [
      await startBot('telegraf', baseline('telegraf', sampleText)),
      await startBot('SQLite', regulars(await furnishedFile(), { profile })),
      await startBot('PostgreSQL', regulars(await furnishedDatabase(), { profile })),
    ]
    try {
      const asked = { messages: 4_000 * size, rate: perSecond, most: 60 }
      return (await contest(bots, asked, rounds)).map(({ name, all }) => {
        const [p50, p99] = [
          median(all.map(({ latency }) => latency.p50)),
          median(all.map(({ latency }) => latency.p99)),
        ]
        const found = `${p50.toFixed(1)} ms for half of them, ${p99.toFixed(1)} ms for 99 in 100`
        const what = `time to the answer at ${perSecond} a second, ${name === 'telegraf' ? 'telegraf without a database' : name}`
        return name === 'telegraf'
          ? { what, found }
          : { what, found, goal: `99 in 100 under ${goal} ms`, met: p99 < goal }
      })
    } finally {
      for (const bot of bots) await bot.stop()
    }
  },
}
