/**
 * Measures the program against others that run beside it. Everything stays on this machine, and every figure is a
 * ratio or comes with its goal: machines differ, and so does one machine from minute to minute.
 *
 *     npm run bench                     everything
 *     npm run bench -- points memory    only these
 *     npm run bench -- --quick          fewer rounds, smaller loads
 *     npm run bench -- import --full    100,000 customers with 1,000,000 purchases
 *     npm run bench -- campaigns --full a campaign to its last message, an hour
 *     npm run bench -- --write          also into docs/bench.md
 *     npm run bench -- --profile DIR    processor profiles of the program into that folder
 */
import { parseArgs } from 'node:util'
import { stopPostgresql } from './postgresql.ts'
import { show, write } from './report.ts'
import type { Finding } from './section.ts'
import { audiences } from './sections/audiences.ts'
import { backup } from './sections/backup.ts'
import { campaigns } from './sections/campaigns.ts'
import { desk } from './sections/desk.ts'
import { effect } from './sections/effect.ts'
import { followups } from './sections/followups.ts'
import { imports } from './sections/import.ts'
import { latency } from './sections/latency.ts'
import { memory } from './sections/memory.ts'
import { points } from './sections/points.ts'
import { purchases } from './sections/purchases.ts'
import { refused } from './sections/refused.ts'
import { slow } from './sections/slow.ts'
import { start } from './sections/start.ts'
import { words } from './sections/words.ts'

const sections = [
  points,
  purchases,
  latency,
  memory,
  start,
  slow,
  refused,
  desk,
  followups,
  audiences,
  campaigns,
  effect,
  words,
  imports,
  backup,
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
})
const unknown = positionals.filter((name) => !sections.some((section) => section.name === name))
if (unknown.length > 0) {
  process.stderr.write(`There is no ${unknown.join(', ')}; there are ${sections.map(({ name }) => name).join(', ')}.\n`)
  process.exit(1)
}
const setting = {
  rounds: values.quick ? 3 : 7,
  size: values.quick ? 0.5 : 1,
  full: values.full,
  profile: values.profile,
}
const findings: Finding[] = []
for (const section of sections) {
  if (positionals.length > 0 && !positionals.includes(section.name)) continue
  const found = await section.run(setting)
  show(found)
  findings.push(...found)
}
await stopPostgresql()
if (values.write) write(findings)
process.exit(findings.some(({ met }) => met === false) ? 2 : 0)
