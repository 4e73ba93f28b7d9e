import { parseArgs } from 'node:util'
import { config as readDotenv } from 'dotenv'
import { readConfig } from './config.ts'
import { openDatabase } from './database/open.ts'
import { makeLog } from './log.ts'
import { bringIn, type Imported } from './moving/in/import.ts'
import { ProgressBar } from './moving/terminal.ts'
import { told } from './moving/told.ts'
import { loadProgram } from './program/load.ts'
import { StartError } from './start-error.ts'

/** `npm run import -- file.csv [--dry-run]`: brings customers, opening balances or purchases in; see docs/import.md. */
async function main(): Promise<void> {
  const { dry, path } = readArguments()
  readDotenv({ quiet: true })
  const config = readConfig(process.env)
  const program = loadProgram(config.PROGRAM)
  let yields = false
  const beside = () => {
    yields = true
  }
  const database = await openDatabase(config.DATABASE_URL, { log: makeLog('warn'), beside })
  const bar = new ProgressBar(process.stderr)
  try {
    const imported = await bringIn({
      ...{ database, program, path, dry, yields },
      show: ({ share, stored, known, refused }) =>
        bar.show(share, `${stored + known + refused} rows, ${refused} refused`),
    })
    bar.end()
    process.stdout.write(summary(imported, dry))
  } finally {
    bar.end()
    await database.close()
  }
}

function readArguments(): { dry: boolean; path: string } {
  const usage = 'npm run import -- file.csv [--dry-run]; see docs/import.md.'
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'dry-run': { type: 'boolean' } } })
    const [path, ...others] = positionals
    if (path !== undefined && others.length === 0) return { path, dry: values['dry-run'] ?? false }
  } catch {
    // An option that there is not.
  }
  throw new StartError(`Name one file: ${usage}`)
}

function summary({ kind, stored, known, refused, resumed, refusedPath }: Imported, dry: boolean): string {
  const lines = [
    ...(resumed ? ['An earlier run had been broken off; it was gone on with.'] : []),
    `${kind}: ${stored} ${dry ? 'would be new' : 'new'}, ${known} known already, ${refused} refused.`,
    ...(refusedPath === undefined
      ? []
      : [`The refused rows, with reasons: ${refusedPath}. Correct them and import again.`]),
    ...(dry ? ['Nothing was stored.'] : []),
  ]
  return `${lines.join('\n')}\n`
}

told(main())
