import { ProgramError } from '../program/load.ts'
import { StartError } from '../start-error.ts'

/** Ends the process with code 1 when that fails, and says why: in one line where somebody can do something about it. */
export function told(work: Promise<void>): void {
  work.catch((error) => {
    const isPlain = error instanceof StartError || error instanceof ProgramError
    process.stderr.write(`${isPlain ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(1)
  })
}
