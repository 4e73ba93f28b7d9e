import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Place } from '../../src/backup/place.ts'
import { emptyFolder } from '../moving/folder.ts'

const mortalPath = fileURLToPath(new URL('mortal.ts', import.meta.url))
const pathOf = (name: Command) => fileURLToPath(new URL(`../../src/${name}.ts`, import.meta.url))

export type Ended = { code: number | null; signal: string | null; out: string; errors: string }
type Command = 'backup' | 'restore' | 'move' | 'main'

/** What the program is told of where a shop is. */
export const settingsOf = (place: Place & { files: { folder: string } }): Record<string, string> => ({
  DATABASE_URL: place.database,
  FILES: place.files.folder,
  ...(place.program === undefined ? {} : { PROGRAM: place.program }),
})

/** Runs one of our commands in a folder of its own; gives how it ended and what it said. */
export const command = (name: Command, args: readonly string[], env: Record<string, string>): Promise<Ended> =>
  run([pathOf(name), ...args], env)

/** The same, killed at that step; 0 for none, and then the number of steps is told. */
export const mortal = (step: number, name: Command, args: readonly string[], env: Record<string, string>) =>
  run([mortalPath, String(step), name, ...args], env)

async function run(args: readonly string[], env: Record<string, string>): Promise<Ended> {
  const child = spawn(process.execPath, args, { cwd: emptyFolder(), env: { PATH: process.env.PATH, ...env } })
  let out = ''
  let errors = ''
  child.stdout.on('data', (piece) => {
    out += piece
  })
  child.stderr.on('data', (piece) => {
    errors += piece
  })
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once('close', (...how) => resolve(how)),
  )
  return { code, signal, out, errors }
}
