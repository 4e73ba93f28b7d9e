import { config as readDotenv } from 'dotenv'
import { readConfig } from './config.ts'
import { openDatabase } from './database/open.ts'
import { makeLog } from './log.ts'
import { bringOut } from './moving/out/export.ts'
import { told } from './moving/told.ts'
import { StartError } from './start-error.ts'

/** `npm run export -- folder`: writes everything into CSV files; see docs/import.md. */
async function main(): Promise<void> {
  const [folder, ...others] = process.argv.slice(2)
  if (folder === undefined || folder.startsWith('-') || others.length > 0)
    throw new StartError('Name one folder: npm run export -- folder; see docs/import.md.')
  readDotenv({ quiet: true })
  const config = readConfig(process.env)
  const database = await openDatabase(config.DATABASE_URL, { log: makeLog('warn'), beside: () => {} })
  try {
    for (const [name, rows] of Object.entries(await bringOut(database, folder)))
      process.stdout.write(`${name}.csv: ${rows} rows\n`)
  } finally {
    await database.close()
  }
}

told(main())
