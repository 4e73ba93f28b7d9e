import { pino } from 'pino'

/** Logs say what happened, with ids; never what people wrote, and no secrets. */
export type Log = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error'>

/** JSON lines on standard error, so that standard output stays for the person who started the program. */
export function makeLog(level: string): Log {
  return pino({ level, base: null, redact: ['*.token', '*.authorization'] }, pino.destination({ dest: 2, sync: false }))
}
