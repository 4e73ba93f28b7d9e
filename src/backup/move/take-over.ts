import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { lockFileIfFree, readHolder } from '../../database/sqlite/file.ts'
import { StartError } from '../../start-error.ts'

/** How long the program may take to end, and the pause between two looks, in milliseconds. */
const patienceMs = 60_000
const lookMs = 10

/**
 * Holds a SQLite file, so that nobody writes to it; gives what lets it go. A program that runs on it is asked to end when that is
 * wanted (`stop`), which it does as for Ctrl+C: it finishes what it is at and leaves the rest for its next start. Throws a
 * {@link StartError}.
 */
export async function takeOver(path: string, { stop }: { stop: boolean }): Promise<() => void> {
  const unlock = lockFileIfFree(path)
  if (unlock) return unlock
  if (!stop)
    throw new StartError(`The program runs on ${path}: end it first, or have it ended: npm run move -- ADDRESS --stop.`)
  const pid = holderOf(path)
  ask(pid, path)
  const end = performance.now() + patienceMs
  while (performance.now() < end) {
    const unlock = lockFileIfFree(path)
    if (unlock) return unlock
    await pause(lookMs)
  }
  throw new StartError(`The program (process ${pid}) did not end within a minute: end it yourself, then move.`)
}

function holderOf(path: string): number {
  const holder = readHolder(path)
  if (holder?.host === hostname() && holder.pid !== process.pid) return holder.pid
  const where = holder && holder.host !== hostname() ? ` on ${holder.host}` : ''
  throw new StartError(
    `The program that runs on ${path} cannot be ended from here: end it yourself${where}, then move.`,
  )
}

function ask(pid: number, path: string): void {
  try {
    process.kill(pid, 'SIGTERM')
  } catch (error) {
    // It has ended meanwhile; then the file is free.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return
    throw new StartError(`The program that runs on ${path} belongs to another user (process ${pid}): end it first.`)
  }
}
