import { causeOf } from './cause.ts'

/** Two transactions stood in each other's way, and this one had to give way. */
const conflict = /^(40001|40P01|55P03)$/
/** The database cannot be reached, is starting or ending, or has no room. */
const away =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|08\w{3}|57P\w\w|53[13]00|SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY)\w*)$/
/** What the driver says without a code when a connection broke or none could be had. */
const broken = /connection terminated|connection timeout|timeout exceeded when trying to connect|not queryable/i

/** Whether the same may go well when it is done again at once: nothing was wrong but the moment. */
export function isConflict(error: unknown): boolean {
  return error instanceof Error && conflict.test(causeOf(error).code)
}

/** Whether the database is to blame, and not what was asked of it. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, message } = causeOf(error)
  return away.test(code) || (code === '' && broken.test(message))
}
