import type { Dialect } from './database.ts'

const FIRST = Date.parse('0001-01-01T00:00:00.000Z')
const LAST = Date.parse('9999-12-31T23:59:59.999Z')

/**
 * How a time is written: milliseconds since 1970 on SQLite, so that times compare as numbers; ISO 8601 in UTC for
 * PostgreSQL. Throws a RangeError outside of the years 1 to 9999 and for an invalid date.
 */
export function storableTime(time: Date, dialect: Dialect): number | string {
  const ms = time.getTime()
  if (!(ms >= FIRST && ms <= LAST)) throw new RangeError('a time outside of the years 1 to 9999 cannot be stored')
  return dialect === 'sqlite' ? ms : time.toISOString().slice(0, -1)
}
