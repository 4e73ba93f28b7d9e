import { parseArgs } from 'node:util'
import { config as readDotenv } from 'dotenv'
import { adaptersFor } from './adapters.ts'
import type { Finding } from './chat.ts'
import { examine } from './doctor/examine.ts'
import { exitCode, shown, summary } from './doctor/show.ts'
import { makeLog } from './log.ts'
import { siteOf } from './site.ts'

/** Longest that all of it may take, in milliseconds. */
const patience = 120_000

/**
 * `npm run doctor [-- --whole]`: looks at everything that the program needs and says what to do; see docs/operating.md. Ends with 0
 * when all is well, 1 when something should be looked at, 2 when something does not work or could not be looked at at all.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { whole: { type: 'boolean' } } })
  readDotenv({ quiet: true })
  const found: Finding[] = []
  process.stdout.write('\n')
  const findings = examine({
    environment: process.env,
    adapters: (config) => adaptersFor(config, siteOf(config), makeLog('silent')),
    signal: AbortSignal.timeout(patience),
    whole: values.whole ?? false,
  })
  for await (const finding of findings) {
    found.push(finding)
    process.stdout.write(shown(finding))
  }
  process.stdout.write(summary(found))
  process.exitCode = exitCode(found)
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
})
