import { setTimeout as pause } from 'node:timers/promises'
import { causeOf } from '../cause.ts'

/** How long another process may hold the file, and the pause before the next try, in milliseconds. */
const mostMs = 5_000
const pauseMs = 5

/** Whether another process has the file locked, which passes. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && /^SQLITE_BUSY/.test(causeOf(error).code)
}

/**
 * Runs it, and again while another process holds the file, for at most five seconds. SQLite's own way to wait would
 * hold up everything else that this process does.
 */
export async function patiently<T>(run: () => T | Promise<T>): Promise<T> {
  const end = performance.now() + mostMs
  for (;;) {
    try {
      return await run()
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw error
      await pause(pauseMs)
    }
  }
}
