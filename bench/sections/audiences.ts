import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Crowded } from '../crowd.ts'
import { times } from '../figures.ts'
import type { Finding, Section } from '../section.ts'
import type { Setting } from '../setting.ts'

const many = 1_000_000
/** How many times as long it may take as by hand. */
const goal = 1.5
/** How many seconds counting or freezing one audience may take. */
const seconds = 10
/** How long somebody may wait for what others have counted, in milliseconds. */
const patience = 250
/** How much more memory the process may have at most than before, in megabytes. */
const slack = 40

/** Audiences among a million customers on SQLite, against the same questions written by hand. */
export const audiences: Section = {
  name: 'audiences',
  async run({ rounds, size }: Setting): Promise<Finding[]> {
    const count = many * size
    const file = fileURLToPath(new URL('../crowd.ts', import.meta.url))
    const options = ['--max-semi-space-size=16', '--max-old-space-size=512', '--expose-gc']
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...options,
      file,
      String(count),
      String(Math.min(rounds, 3)),
    ])
    const found: Crowded = JSON.parse(stdout)
    const among = `of ${count.toLocaleString('en')} customers`
    const finding = (what: string, ms: number, byHand: number): Finding => ({
      what: `${what}, as a ratio to SQL by hand`,
      found: `${times(ms / byHand)} (${(ms / 1_000).toFixed(1)} s)`,
      goal: `at most ${goal}, and ${seconds} s`,
      met: ms / byHand <= goal && ms <= seconds * 1_000,
    })
    return [
      ...found.audiences.flatMap(({ words, size, ...ms }) => [
        finding(`\`${words}\` ${among} counted (${size.toLocaleString('en')})`, ms.count, ms.countByHand),
        finding(`\`${words}\` ${among} written down as recipients`, ms.freeze, ms.freezeByHand),
      ]),
      ...found.waited.map(
        ({ words, atOnce, aside }): Finding => ({
          what: `longest wait of somebody else while \`${words}\` ${among} is counted for a segment`,
          found: `${aside.wait.toFixed(0)} ms, counted in ${(aside.all / 1_000).toFixed(1)} s (in one transaction ${atOnce.wait.toFixed(0)} ms, ${(atOnce.all / 1_000).toFixed(1)} s)`,
          goal: `at most ${patience} ms`,
          met: aside.wait <= patience,
        }),
      ),
      {
        what: `most memory of the process while ${found.audiences.length} audiences ${among} are counted and written down, above before`,
        found: `${(found.peak - found.before).toFixed(0)} MB`,
        goal: `at most ${slack} MB`,
        met: found.peak - found.before <= slack,
      },
    ]
  },
}
