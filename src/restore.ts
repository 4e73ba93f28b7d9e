import { parseArgs } from 'node:util'
import { config as readDotenv } from 'dotenv'
import { placeOf } from './backup/place.ts'
import { type Restored, restore } from './backup/restore/restore.ts'
import { readConfig } from './config.ts'
import { makeLog } from './log.ts'
import { ProgressBar } from './moving/terminal.ts'
import { told } from './moving/told.ts'
import { StartError } from './start-error.ts'

/** `npm run restore -- BACKUP [--silent]`: puts a backup where the settings say that the shop is; see docs/operating.md. */
async function main(): Promise<void> {
  const { backup, silent } = readArguments()
  readDotenv({ quiet: true })
  const config = readConfig(process.env)
  const bar = new ProgressBar(process.stderr)
  try {
    const restored = await restore({
      ...{ backup, silent, place: placeOf(config), log: makeLog('warn') },
      show: (share) => bar.show(share, 'restoring'),
    })
    bar.end()
    process.stdout.write(summary(restored))
  } finally {
    bar.end()
  }
}

function readArguments(): { backup: string; silent: boolean } {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { silent: { type: 'boolean' } } })
    const [backup, ...others] = positionals
    if (backup !== undefined && others.length === 0) return { backup, silent: values.silent ?? false }
  } catch {
    // An option that there is not.
  }
  throw new StartError('Name one backup: npm run restore -- BACKUP [--silent]; see docs/operating.md.')
}

function summary({ manifest: { made, rows, ledger }, waiting, silenced, paused, notes }: Restored): string {
  const lines = [
    `Restored as of ${made}: ${rows.customer} customers, ${rows.purchase} purchases, ${ledger.balance} points in ${ledger.accounts} accounts. What happened since is not in it.`,
    ...(waiting > 0
      ? [
          `${waiting} answers and alerts waited to be sent then, and leave when the program starts; they may have been sent since.`,
        ]
      : []),
    ...(silenced > 0
      ? [`${silenced} messages that waited to be sent then will not be sent; /find shows them as unknown.`]
      : []),
    ...(paused > 0
      ? [`${paused} campaigns were being sent then. They are paused: resume or cancel them by /campaign.`]
      : []),
    ...notes,
  ]
  return `${lines.join('\n')}\n`
}

told(main())
