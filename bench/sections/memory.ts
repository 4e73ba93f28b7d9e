import { setTimeout as wait } from 'node:timers/promises'
import { furnishedFile, regulars, startBot } from '../bots.ts'
import { ask } from '../load.ts'
import { residentMegabytes } from '../resident.ts'
import type { Finding, Section } from '../section.ts'
import type { Setting } from '../setting.ts'

const goal = 250
/** What the figure may differ by when nothing grows: the collector comes when it likes. */
const slack = 0.1

/** What the program keeps in memory after long use. */
export const memory: Section = {
  name: 'memory',
  async run({ size, profile }: Setting): Promise<Finding[]> {
    const bot = await startBot('SQLite', regulars(await furnishedFile(), { profile }))
    try {
      const messages = 100_000 * size
      const after = async () => {
        const { answered } = await ask(bot.server, { messages, most: 300 })
        if (answered < messages) throw new Error(`only ${answered} of ${messages} were answered in time`)
        await wait(3_000)
        return residentMegabytes(bot.program.pid)
      }
      const [first, second] = [await after(), await after()]
      const found = (megabytes: number) => `${megabytes.toFixed(0)} MB`
      const count = (times: number) => (times * messages).toLocaleString('en')
      return [
        { what: `memory after ${count(1)} updates`, found: found(first), goal: `under ${goal} MB`, met: first < goal },
        {
          what: `memory after ${count(2)} updates`,
          found: found(second),
          goal: `under ${goal} MB and not growing`,
          met: second < goal && second < first * (1 + slack),
        },
      ]
    } finally {
      await bot.stop()
    }
  },
}
