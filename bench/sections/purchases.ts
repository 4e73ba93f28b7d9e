import { fileURLToPath } from 'node:url'
import { apiKey, furnishedFile, nodeFlags, profiling } from '../bots.ts'
import { type Program, run } from '../children.ts'
import { median, times } from '../figures.ts'
import { furnishedDatabase } from '../postgresql.ts'
import { scratch } from '../scratch.ts'
import type { Finding, Section } from '../section.ts'
import type { Setting } from '../setting.ts'
import { freePort, Till } from '../till.ts'

const goal = 0.5

type Server = { till: Till; program: Program; perSecond: number[] }

/** Sales over HTTP, as fast as they go, by customers who have never written to the bot. */
export const purchases: Section = {
  name: 'purchases',
  async run({ rounds, size, profile }: Setting): Promise<Finding[]> {
    const servers = [
      await open('without storing', 'baselines/purchases.ts', {}),
      await open('SQLite', '../src/main.ts', { DATABASE_URL: await furnishedFile(), profile }),
      await open('PostgreSQL', '../src/main.ts', { DATABASE_URL: await furnishedDatabase(), profile }),
    ]
    try {
      const sales = 10_000 * size
      for (const { till } of servers) await till.sell(sales)
      for (let round = 0; round < rounds; round += 1)
        for (const { till, perSecond } of servers) perSecond.push(await till.sell(sales))
      const [without, ...others] = servers
      return others.map(({ till, perSecond }): Finding => {
        const ratio = median(perSecond.map((it, round) => it / (without?.perSecond[round] ?? Number.NaN)))
        return {
          what: `purchases over HTTP on ${till.name}, as a ratio to the same server answering without storing`,
          found: times(ratio),
          goal: `at least ${goal}`,
          met: ratio >= goal,
        }
      })
    } finally {
      for (const { till, program } of servers) {
        await till.close()
        await program.stop()
      }
    }
  },
}

async function open(
  name: string,
  path: string,
  { DATABASE_URL, profile }: { DATABASE_URL?: string; profile?: string | undefined },
): Promise<Server> {
  const port = await freePort()
  const program = run(fileURLToPath(new URL(`../${path}`, import.meta.url)), {
    cwd: scratch(),
    node: [...nodeFlags, ...profiling(profile)],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      PORT: String(port),
      LOG_LEVEL: 'error',
      WEB_CHAT: 'off',
      API_KEY: apiKey,
      ...(DATABASE_URL === undefined ? {} : { DATABASE_URL }),
    },
  })
  return { till: await new Till(name, port).open(), program, perSecond: [] }
}
