import type { Log } from './log.ts'

type Step = { name: string; run(): Promise<unknown> }

export type EndingOptions = {
  log: Log
  /** Ends the process with that code. */
  exit(code: number): void
  /** Longest that the steps may take together, in milliseconds: a little more than one send may. */
  deadline?: number
  /** Milliseconds that only go forward. */
  now?: () => number
}

/** A terminal and npm may both hand on one press of Ctrl-C: so soon after the first it is the same, in milliseconds. */
const same = 1_000

/** Thrown in the middle of a start that is not wanted any more. */
class NotWanted extends Error {}

/**
 * The end of the program, in order: nothing new is taken in, what is under way ends, and the rest waits in the database for the next
 * start. Ends with 0, or with 1 where something went wrong or took too long.
 */
export class Ending {
  /** Aborted once the end has begun. */
  readonly signal: AbortSignal
  readonly #begun = new AbortController()
  readonly #options: Required<EndingOptions>
  readonly #steps: Step[] = []
  #starting: Promise<unknown> = Promise.resolve()
  #code = 0
  #since = 0
  #current = 'the start'

  constructor(options: EndingOptions) {
    this.#options = { deadline: 25_000, now: () => performance.now(), ...options }
    this.signal = this.#begun.signal
  }

  /** What is to be done at the end, before all that was added earlier. */
  add(name: string, run: () => Promise<unknown>): void {
    this.#steps.push({ name, run })
  }

  /** Lets a start go on as long as no end has begun; to be called between its steps. */
  check(): void {
    if (this.signal.aborted) throw new NotWanted('the program is ending')
  }

  /** Has the start finish its step before the end begins. Rejects with what the start failed by, unless the end is why. */
  async during(start: Promise<void>): Promise<void> {
    this.#starting = start.catch(() => {})
    try {
      await start
    } catch (error) {
      if (!(error instanceof NotWanted)) throw error
    }
  }

  /** Somebody wants it to end: in order the first time, at once the second. */
  asked(signal: string): void {
    if (!this.signal.aborted) {
      this.begin({ signal }, 0)
      return
    }
    if (this.#options.now() - this.#since < same) return
    this.#options.log.warn({ signal, waitedFor: this.#current }, 'asked to end once more: ends at once')
    this.#options.exit(1)
  }

  /** Something went wrong that nobody saw to: what the program does from here on cannot be trusted. */
  broke(error: unknown): void {
    this.#options.log.error({ err: error }, 'something went wrong that nobody saw to')
    this.begin({}, 1)
  }

  /** Begins the end, unless it has begun. `why` goes to the log. */
  begin(why: object, code: number): void {
    this.#code = Math.max(this.#code, code)
    if (this.signal.aborted) return
    const { log, deadline } = this.#options
    log.info(why, 'stopping')
    this.#since = this.#options.now()
    this.#begun.abort()
    const late = setTimeout(() => {
      log.error({ waitedFor: this.#current, ms: deadline }, 'did not end in time: ends without the rest')
      this.#options.exit(1)
    }, deadline)
    void this.#run().then(() => {
      clearTimeout(late)
      log.info({ ms: Math.round(this.#options.now() - this.#since) }, 'stopped')
      this.#options.exit(this.#code)
    })
  }

  async #run(): Promise<void> {
    await this.#starting
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      this.#current = step.name
      await step.run().catch((error) => {
        this.#code = 1
        this.#options.log.error({ err: error, step: step?.name }, 'could not end in order')
      })
    }
  }
}

/** How often it is looked whether npm is still there, in milliseconds. */
const lookMs = 500

/** Has the program end when the process is told to, when something breaks, and when the npm that started it is gone. */
export function endWith(process: NodeJS.Process, ending: Ending): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ending.asked(signal))
  process.on('uncaughtException', (error) => ending.broke(error))
  process.on('unhandledRejection', (error) => ending.broke(error))
  if (process.env.npm_lifecycle_event === undefined) return
  // npm hands SIGTERM on to the shell between it and us, and many a shell ends by it without a word to us.
  const parent = process.ppid
  const look = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(look)
    ending.asked('npm is gone')
  }, lookMs)
  look.unref()
}
