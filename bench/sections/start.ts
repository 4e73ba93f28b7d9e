import { furnishedFile, regulars, startBot } from '../bots.ts'
import { median } from '../figures.ts'
import { furnishedDatabase } from '../postgresql.ts'
import type { Finding, Section } from '../section.ts'
import type { Setting } from '../setting.ts'

const goal = 1.5

/** From the start of the process to the first answer, with a customer waiting already. */
export const start: Section = {
  name: 'start',
  async run({ rounds }: Setting): Promise<Finding[]> {
    const databases = { SQLite: await furnishedFile(), PostgreSQL: await furnishedDatabase() }
    const seconds: Record<keyof typeof databases, number[]> = { SQLite: [], PostgreSQL: [] }
    for (let round = 0; round < rounds; round += 1)
      for (const [name, url] of Object.entries(databases) as [keyof typeof databases, string][]) {
        const bot = await startBot(name, regulars(url))
        seconds[name].push(bot.secondsToAnswer)
        await bot.stop()
      }
    return Object.entries(seconds).map(([name, all]) => ({
      what: `from the start of the process to the first answer, ${name}`,
      found: `${median(all).toFixed(2)} s`,
      goal: `under ${goal} s`,
      met: median(all) < goal,
    }))
  },
}
