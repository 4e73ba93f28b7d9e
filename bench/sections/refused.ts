import { baseline, furnishedFile, regulars, type Start, startBot } from '../bots.ts'
import { ask } from '../load.ts'
import { sampleText } from '../sample.ts'
import type { Finding, Section } from '../section.ts'
import type { Setting } from '../setting.ts'

/** Seconds without a further answer after which nobody waits for the rest. */
const patience = 5

/** Answers lost where one send in a hundred is refused because there were too many. */
export const refused: Section = {
  name: 'refused',
  async run({ size, profile }: Setting): Promise<Finding[]> {
    const messages = 20_000 * size
    const lost = async (name: string, start: Start): Promise<number> => {
      const bot = await startBot(name, start)
      try {
        await bot.server.fault({ kind: 'answer', code: 429, retryAfter: 1, on: 'sendMessage', chance: 0.01 })
        let [answered, since] = [0, performance.now()]
        const stuck = (now: number) => {
          if (now > answered) [answered, since] = [now, performance.now()]
          return performance.now() - since > patience * 1000
        }
        const result = await ask(bot.server, { messages, most: 120, until: (seen) => stuck(seen.answered) })
        return result.total - result.answered
      } finally {
        await bot.stop()
      }
    }
    const what = `answers lost of ${messages.toLocaleString('en')} with one send in a hundred refused by 429`
    const theirs = await lost('telegraf', baseline('telegraf', sampleText))
    const ours = await lost('sqlite', regulars(await furnishedFile(), { profile }))
    return [
      { what: `${what}, telegraf without a database`, found: String(theirs) },
      { what: `${what}, SQLite`, found: String(ours), goal: '0', met: ours === 0 },
    ]
  },
}
