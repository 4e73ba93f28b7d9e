import { setPriority } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { config as readDotenv } from 'dotenv'
import { backUp } from './backup/backup.ts'
import { placeOf } from './backup/place.ts'
import { told as toldOf } from './backup/told.ts'
import { verify } from './backup/verify.ts'
import { dataFolder, readConfig } from './config.ts'
import { ProgressBar } from './moving/terminal.ts'
import { told } from './moving/told.ts'
import { StartError } from './start-error.ts'

/** Below what the program itself has, so that it is served first. */
const priority = 10

/** `npm run backup [-- FOLDER]` writes a backup into that folder, `npm run backup -- verify BACKUP` checks one; see docs/operating.md. */
async function main(): Promise<void> {
  const [first, second] = readArguments()
  const bar = new ProgressBar(process.stderr)
  try {
    setPriority(priority)
  } catch {
    // Where that cannot be, it is as fast as others.
  }
  try {
    if (first === 'verify' && second !== undefined) {
      const manifest = await verify(second, (share) => bar.show(share, 'checking'))
      bar.end()
      process.stdout.write(`${second} is whole.\n${toldOf(manifest)}`)
      return
    }
    readDotenv({ quiet: true })
    const config = readConfig(process.env)
    const { path, manifest } = await backUp({
      place: placeOf(config),
      folder: first ?? join(dataFolder(config), 'backups'),
      show: (share) => bar.show(share, 'backing up'),
    })
    bar.end()
    process.stdout.write(`${path} was written and checked.\n${toldOf(manifest)}`)
  } finally {
    bar.end()
  }
}

function readArguments(): string[] {
  const usage = 'npm run backup [-- FOLDER], or npm run backup -- verify BACKUP; see docs/operating.md.'
  try {
    const { positionals } = parseArgs({ allowPositionals: true, options: {} })
    const most = positionals[0] === 'verify' ? 2 : 1
    if (positionals.length <= most && !(positionals[0] === 'verify' && positionals.length < 2)) return positionals
  } catch {
    // An option that there is not.
  }
  throw new StartError(`It is ${usage}`)
}

told(main())
