import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { config as readDotenv } from 'dotenv'
import { move } from './backup/move/move.ts'
import { placeOf } from './backup/place.ts'
import { type Config, readConfig } from './config.ts'
import { makeLog } from './log.ts'
import { ProgressBar } from './moving/terminal.ts'
import { told } from './moving/told.ts'
import { StartError } from './start-error.ts'

/** `npm run move -- postgresql://… [--stop]`: moves the shop from its SQLite file to PostgreSQL; see docs/operating.md. */
async function main(): Promise<void> {
  const { to, stop } = readArguments()
  readDotenv({ quiet: true })
  const config = readConfig(process.env)
  const bar = new ProgressBar(process.stderr)
  try {
    const { rows, ledger } = await move({
      ...{ from: config.DATABASE_URL, to, stop, log: makeLog('warn') },
      show: (share) => bar.show(share, 'moving'),
    })
    bar.end()
    const all = Object.values(rows).reduce((sum, count) => sum + count, 0)
    const lines = [
      `Moved and compared row by row: ${all} rows in ${Object.keys(rows).length} tables; ${ledger.accounts} accounts with ${ledger.balance} points.`,
      'The file stays as it is and is not used any more. Set this in .env, and start the program:',
      '',
      ...settingsAfter(config, to),
    ]
    process.stdout.write(`${lines.join('\n')}\n`)
  } finally {
    bar.end()
  }
}

function readArguments(): { to: string; stop: boolean } {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { stop: { type: 'boolean' } } })
    const [to, ...others] = positionals
    if (to !== undefined && others.length === 0) return { to, stop: values.stop ?? false }
  } catch {
    // An option that there is not.
  }
  throw new StartError(
    'Name one address: npm run move -- postgresql://user:password@host:5432/name [--stop]; see docs/operating.md.',
  )
}

/** Files that lay beside the SQLite file are looked for elsewhere from now on, unless that is said. */
function settingsAfter(config: Config, to: string): string[] {
  const [before, after] = [placeOf(config), placeOf({ ...config, DATABASE_URL: to })]
  const lines = [`DATABASE_URL=${to}`]
  if ('folder' in before.files && 'folder' in after.files) {
    const folder = resolve(before.files.folder)
    if (folder !== resolve(after.files.folder)) lines.push(`FILES=${folder}`)
  }
  if (before.web !== after.web && existsSync(before.web))
    lines.push('', `What the web chat keeps is looked for in ${after.web} then: move ${before.web} there.`)
  return lines
}

told(main())
