import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Effected } from '../effect.ts'
import { times } from '../figures.ts'
import type { Finding, Section } from '../section.ts'
import type { Setting } from '../setting.ts'

const many = 1_000_000
/** How many times as long it may take as by hand, where nothing is told of messages, answers and groups. */
const goal = 3
/** How long nobody else may have the database, in milliseconds. */
const longestGoal = 500

/** What a campaign to a million customers brought, against the same question written by hand. */
export const effect: Section = {
  name: 'effect',
  async run({ rounds, size }: Setting): Promise<Finding[]> {
    const count = many * size
    const file = fileURLToPath(new URL('../effect.ts', import.meta.url))
    const options = ['--max-semi-space-size=16', '--max-old-space-size=512']
    const args = [...options, file, String(count), String(Math.min(rounds, 3))]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    const { ours, byHand, longest, before, peak }: Effected = JSON.parse(stdout)
    const to = `what a campaign to ${count.toLocaleString('en')} brought`
    return [
      {
        what: `${to}, as a ratio to one statement by hand`,
        found: `${times(ours / byHand)} (${(ours / 1_000).toFixed(1)} s)`,
        goal: `at most ${goal}`,
        met: ours / byHand <= goal,
      },
      {
        what: `longest that others wait for the database meanwhile`,
        found: `${longest.toFixed(0)} ms`,
        goal: `at most ${longestGoal} ms`,
        met: longest <= longestGoal,
      },
      { what: `memory of the process while it is worked out, above before`, found: `${(peak - before).toFixed(0)} MB` },
    ]
  },
}
