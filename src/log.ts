import { type DestinationStream, pino } from 'pino'
import { toldError } from './told-error.ts'

/** Logs say what happened, with ids; never what people wrote, and no secrets. */
export type Log = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error'>

/**
 * JSON lines on standard error, so that standard output stays for the person who started the program. Of an error only its kind and
 * where it came from is told.
 */
export function makeLog(level: string, to: DestinationStream = pino.destination({ dest: 2, sync: false })): Log {
  const serializers = { err: (error: unknown) => toldError(error), error: saidOf }
  return pino({ level, base: null, redact: ['*.token', '*.authorization'], serializers }, to)
}

const saidOf = (said: unknown) => (said instanceof Error ? toldError(said) : said)
