import { type Adapter, SendError } from '../chat.ts'
import type { Database } from '../database/database.ts'
import { inRounds, Sleeper } from '../engine/rounds.ts'
import { type After, afterTimeout } from '../engine/try-send.ts'
import type { Unit } from '../engine/unit.ts'
import type { Log } from '../log.ts'
import type { Blobs } from './blobs/blobs.ts'
import { before, limited, TooLarge, TooLate } from './limited.ts'
import type { FileRules } from './rules.ts'
import { type FileEnding, lostFiles, nextDue, recordFile, retakeSoon, takeDue, type WaitingFile } from './store.ts'
import { tellLost } from './tell.ts'

export type KeeperOptions = {
  database: Database
  /** Does something in a transaction of the engine. */
  run: <T>(job: (unit: Unit) => Promise<T>) => Promise<T>
  blobs: Blobs
  rules: FileRules
  log: Log
  /** Milliseconds since the epoch. */
  now?: () => number
  after?: After
  /** Longest that fetching one file may take, in milliseconds. */
  deadline?: number
  /** How long a file is tried again before it is given up, in milliseconds. */
  lifetime?: number
  onEnded?: (state: FileEnding['state']) => void
}

/** Files that are fetched at once. */
const atOnce = 4
/** How much longer than its deadline a file is left alone: another process may be at it, in milliseconds. */
const graceMs = 30_000
/** Longest sleep when nothing is known to be due, in milliseconds. */
const longestSleep = 60_000
/** Tries that are repeated as soon as a process that led has ended; after these it may be the file that ends it. */
const trustedTries = 3
/** Tries before a file is given up, however old it is: the program may have been down for long. */
const leastTries = 5
/** Happenings whose lost files are told of in one transaction. */
const page = 50

/** Pause after the n-th try: 2 s, doubling, at most 10 minutes. */
const backoff = (tries: number) => Math.min(2_000 * 2 ** Math.max(0, tries - 1), 600_000)

/**
 * Fetches the files that people send on one platform, keeps them, and tells people of those that were not kept. Nobody
 * waits for it. A file is marked before it is fetched, so that it is tried again when this process ends meanwhile, and
 * in the end it is kept once. Runs in the one process that leads for the platform.
 */
export class Keeper {
  readonly #adapter: Adapter
  readonly #options: Required<KeeperOptions>
  readonly #underWay = new Set<Promise<void>>()
  readonly #sleeper: Sleeper

  constructor(adapter: Adapter, options: KeeperOptions) {
    this.#adapter = adapter
    this.#options = {
      now: Date.now,
      after: afterTimeout,
      deadline: 180_000,
      lifetime: 24 * 3600_000,
      onEnded: () => {},
      ...options,
    }
    this.#sleeper = new Sleeper(this.#options.after)
  }

  /** There may be something new. */
  nudge(): void {
    this.#sleeper.stir()
  }

  /** Works until the signal; then breaks off what is under way, which is taken up by whoever leads next. */
  async run(signal: AbortSignal): Promise<void> {
    await inRounds(this.#sleeper, signal, {
      begin: () => this.#recover(),
      round: () => this.#round(signal),
      failed: (error) =>
        this.#options.log.error({ err: error, platform: this.#adapter.platform }, 'keeper of files could not go on'),
    })
    await Promise.all(this.#underWay)
  }

  async #recover(): Promise<void> {
    await retakeSoon(this.#options.database, this.#adapter.platform, new Date(this.#options.now()), trustedTries)
  }

  /** Tells of what was lost and begins to fetch what is due. Gives how long to sleep, in milliseconds. */
  async #round(signal: AbortSignal): Promise<number> {
    const { database, now, deadline } = this.#options
    const { platform } = this.#adapter
    if ((await this.#tell()) === page) return 0
    const room = atOnce - this.#underWay.size
    if (room <= 0) return longestSleep
    const time = now()
    const until = new Date(time + deadline + graceMs)
    for (const file of await takeDue(database, platform, { now: new Date(time), until, most: room })) {
      const keeping: Promise<void> = this.#keep(file, signal).finally(() => {
        this.#underWay.delete(keeping)
        this.nudge()
      })
      this.#underWay.add(keeping)
    }
    const due = this.#underWay.size < atOnce ? await nextDue(database, platform) : undefined
    return due ? Math.min(Math.max(1, due.getTime() - now()), longestSleep) : longestSleep
  }

  /** Tells people of files that were not kept. Gives how many happenings were told of. */
  async #tell(): Promise<number> {
    const { database, run, rules, log } = this.#options
    const { platform } = this.#adapter
    const lost = await lostFiles(database, platform, page)
    let told = 0
    for (const [happening, together] of Map.groupBy(lost, (file) => file.happening)) {
      try {
        await run((unit) => tellLost(unit, platform, together, rules.most))
        told += 1
      } catch (error) {
        // One that cannot be told of must not keep the others waiting, nor the files that are still to be fetched.
        log.error({ err: error, platform, happening }, 'nobody could be told of files that were not kept')
      }
    }
    return told
  }

  /** Fetches a file and writes down what became of it. Never rejects. */
  async #keep(file: WaitingFile, outer: AbortSignal): Promise<void> {
    const { database, log, after, deadline, now, onEnded } = this.#options
    const late = new AbortController()
    const cancel = after(deadline, () => late.abort())
    try {
      const ending = await this.#fetch(file, AbortSignal.any([outer, late.signal]))
      // That it was broken off says nothing of the file.
      if (outer.aborted && ending.state !== 'kept') return
      await recordFile(database, file.row, ending, new Date(now()))
      onEnded(ending.state)
    } catch (error) {
      log.error({ err: error, file: file.row }, 'what became of a file could not be written down')
    } finally {
      cancel()
    }
  }

  async #fetch(file: WaitingFile, signal: AbortSignal): Promise<FileEnding> {
    const { blobs, rules } = this.#options
    const { row, id, name, media, size } = file
    try {
      if (!this.#adapter.fetch) return { state: 'gone', reason: 'gone' }
      const sent = { id, name, media, ...(size === undefined ? {} : { size }) }
      const bytes = await before(signal, this.#adapter.fetch(sent, signal))
      const put = await blobs.put(row, limited(bytes, rules.most, signal), signal)
      return put.size === 0 ? { state: 'refused', reason: 'empty' } : { state: 'kept', ...put }
    } catch (error) {
      return this.#endingOf(file, error)
    }
  }

  #endingOf({ row, tries, created }: WaitingFile, error: unknown): FileEnding {
    const { log, now, lifetime } = this.#options
    if (error instanceof TooLarge) return { state: 'refused', reason: 'size' }
    const trouble = error instanceof SendError ? error.trouble : undefined
    const about = { file: row, platform: this.#adapter.platform, tries, trouble: trouble?.kind ?? nameOf(error) }
    if (trouble?.kind === 'refused') {
      log.info(about, 'a file is gone')
      return { state: 'gone', reason: 'gone' }
    }
    const pause = trouble?.kind === 'later' && trouble.afterMs !== undefined ? trouble.afterMs : backoff(tries)
    const due = now() + Math.min(Math.max(0, pause || 0), lifetime)
    if (tries >= leastTries && due - created.getTime() > lifetime) {
      log.warn(about, 'a file is given up')
      return { state: 'gone', reason: 'late' }
    }
    log[trouble ? 'info' : 'warn'](about, 'a file is put off')
    return { state: 'waiting', due: new Date(due) }
  }
}

/** What kind of error it was; its message could hold an address, a token or more. */
function nameOf(error: unknown): string {
  if (error instanceof TooLate) return 'late'
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
