/** The address of a server, in what we tell people about it. */
import { StartError } from '../../start-error.ts'
import { causeOf } from '../cause.ts'

/** Host, port and database: what may be shown of an address. Throws a StartError when it is not one. */
export function shownName(url: string): string {
  try {
    const { host, pathname } = new URL(url)
    return `The database ${decodeURIComponent(pathname.slice(1))} on ${host || 'this machine'}`
  } catch {
    throw new StartError('DATABASE_URL is not an address: write it like postgresql://user:password@host:5432/database.')
  }
}

const REMEDIES: [code: RegExp, remedy: string][] = [
  [/^(28P01|28000|08P01)$/, 'refused the user or the password: correct them in DATABASE_URL'],
  [/^3D000$/, 'does not exist: make it with "createdb", or correct its name in DATABASE_URL'],
  [/^42501$/, 'denied a right that is needed: let the user of DATABASE_URL own the database'],
  [/^53300$/, 'has no connection left: end some, or raise max_connections'],
  [/^(57P03|57P01)$/, 'is starting or stopping: try again in a moment'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'cannot be found: correct the host in DATABASE_URL'],
  [
    /^(ECONN\w+|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)$/,
    'cannot be reached: start the server, or correct DATABASE_URL',
  ],
]

/** What the server or the network said, as something to act on. */
export function explained(name: string, error: unknown): unknown {
  if (error instanceof StartError) return error
  const { code, message } = causeOf(error)
  const remedy =
    REMEDIES.find(([pattern]) => pattern.test(code))?.[1] ??
    (/timeout|terminated/.test(message) ? UNREACHED : undefined)
  return remedy === undefined ? error : new StartError(`${name} ${remedy} (${message}).`, { cause: error })
}

const UNREACHED = 'does not answer: see whether the server runs, or correct DATABASE_URL'
