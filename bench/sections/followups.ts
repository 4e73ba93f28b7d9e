import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Finding, Section } from '../section.ts'
import type { Setting } from '../setting.ts'
import type { Swept } from '../sweep.ts'

const few = 10_000
const half = 50_000
const many = 100_000
/** How many times as long ten times as many may take. */
const goal = 12
/** How much more may be in use at the end of twice as many, in megabytes. */
const slackUsed = 5
/** How many times as much memory the process may have at most. */
const slackPeak = 1.15

/** Very many customers who are all to be asked at the same moment. */
export const followups: Section = {
  name: 'followups',
  async run({ size }: Setting): Promise<Finding[]> {
    const first = await sweep(few * size)
    const second = await sweep(half * size)
    const third = await sweep(many * size)
    const count = (customers: number) => (customers * size).toLocaleString('en')
    const ratio = third.ms / first.ms
    const against = `in a sweep that asks ${count(many)} customers, against ${count(half)}`
    const megabytes = (key: 'used' | 'peak') => `${third[key].toFixed(0)} MB against ${second[key].toFixed(0)} MB`
    return [
      {
        what: `a sweep that asks ${count(many)} customers, as a ratio to ${count(few)}`,
        found: ratio.toFixed(1),
        goal: `at most ${goal}`,
        met: ratio <= goal,
      },
      {
        what: `memory in use ${against}`,
        found: megabytes('used'),
        goal: `at most ${slackUsed} MB more`,
        met: third.used - second.used <= slackUsed,
      },
      {
        what: `most memory of the process ${against}`,
        found: megabytes('peak'),
        goal: `at most ${slackPeak} times`,
        met: third.peak <= second.peak * slackPeak,
      },
      { what: 'customers asked in a second', found: Math.round((many * size * 1_000) / third.ms).toLocaleString('en') },
    ]
  },
}

/** As `npm start` runs the program. */
const asStarted = ['--max-semi-space-size=16', '--max-old-space-size=512']
const file = fileURLToPath(new URL('../sweep.ts', import.meta.url))

async function sweep(count: number): Promise<Swept> {
  const { stdout } = await promisify(execFile)(process.execPath, [...asStarted, '--expose-gc', file, String(count)])
  return JSON.parse(stdout)
}
