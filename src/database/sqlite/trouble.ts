/** What can be wrong with the file. */
import { StartError } from '../../start-error.ts'
import { causeOf } from '../cause.ts'

const REMEDIES: [code: RegExp, remedy: string][] = [
  [
    /^SQLITE_(NOTADB|CORRUPT)/,
    'is not a database or is damaged: restore a copy of it, or set DATABASE_URL to another file',
  ],
  [/^SQLITE_(CANTOPEN|READONLY|PERM|AUTH)/, 'cannot be written: give this user the right to write it and its folder'],
  [/^SQLITE_BUSY/, 'is being used by another program: end that one first'],
  [/^SQLITE_(FULL|IOERR)/, 'cannot be written: make room on the disk, and see whether it is sound'],
]

/** What SQLite said, as something to act on. */
export function explained(path: string, error: unknown): unknown {
  if (error instanceof StartError) return error
  const { code, message } = causeOf(error)
  const remedy = REMEDIES.find(([pattern]) => pattern.test(code))?.[1]
  return remedy === undefined ? error : new StartError(`${path} ${remedy} (${message}).`, { cause: error })
}
