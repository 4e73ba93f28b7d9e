import { Worker } from 'node:worker_threads'
import type { After } from '../engine/try-send.ts'
import type { Drawing, Drawn } from './worker.ts'

/** `deadline` of one picture and how long the thread is kept without any, in milliseconds; most pictures that wait. */
export type EaselOptions = { after?: After; deadline?: number; keep?: number; most?: number; script?: URL }

type Job = { drawing: Drawing; resolve(png: Uint8Array): void; reject(error: Error): void }

/**
 * Draws pictures one after another in a thread of its own, which begins with the first of them and ends when there was
 * none for a while. It keeps the process alive only while it draws.
 *
 * Drawn by Chart.js (MIT) on `@napi-rs/canvas` (MIT: Skia in one prebuilt file, nothing to install), in a font that is an
 * npm package: of the well-kept ways the only one that reads such a font as it is published, 5 MB for all of Chinese.
 */
export class Easel {
  readonly #options: Required<EaselOptions>
  readonly #waiting: Job[] = []
  #worker: Worker | undefined
  #drawing: Job | undefined
  #forget: () => void = () => {}

  constructor(options: EaselOptions = {}) {
    this.#options = {
      after: afterUnheld,
      deadline: 15_000,
      keep: 60_000,
      most: 50,
      script: new URL('./worker.ts', import.meta.url),
      ...options,
    }
  }

  /** Whether there is a thread at the moment. */
  get awake(): boolean {
    return this.#worker !== undefined
  }

  /** The picture as PNG. Rejects when it cannot be drawn, not in time, or when too many wait. */
  draw(drawing: Drawing): Promise<Uint8Array> {
    if (this.#waiting.length >= this.#options.most) return Promise.reject(new Error('too many pictures are waiting'))
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
    this.#waiting.push({ drawing, resolve, reject })
    this.#next()
    return promise
  }

  #next(): void {
    if (this.#drawing) return
    const job = this.#waiting.shift()
    this.#forget()
    if (!job) {
      this.#worker?.unref()
      this.#forget = this.#options.after(this.#options.keep, () => this.#end())
      return
    }
    this.#drawing = job
    this.#forget = this.#options.after(this.#options.deadline, () => this.#broken('a picture took too long'))
    try {
      this.#worker ??= this.#begin()
      this.#worker.ref()
      this.#worker.postMessage(job.drawing)
    } catch {
      this.#broken('a picture could not be handed over')
    }
  }

  #begin(): Worker {
    // Flags of the process are its own; some of them a thread would not take.
    const worker = new Worker(this.#options.script, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 256 } })
    const lost = (detail: string) => {
      if (this.#worker === worker) this.#broken(detail)
    }
    worker.on('message', (drawn: Drawn) => {
      if (this.#worker === worker) this.#done(drawn)
    })
    worker.on('error', ({ name }) => lost(`pictures cannot be drawn: ${name}`))
    worker.on('exit', () => lost('the thread that draws has ended'))
    return worker
  }

  #done(drawn: Drawn): void {
    const job = this.#drawing
    this.#drawing = undefined
    if ('png' in drawn) job?.resolve(drawn.png)
    else job?.reject(new Error(`a picture could not be drawn: ${drawn.failed}`))
    this.#next()
  }

  /** What is being drawn is given up with its thread; what waits gets another. */
  #broken(detail: string): void {
    const job = this.#drawing
    this.#drawing = undefined
    this.#end()
    job?.reject(new Error(detail))
    this.#next()
  }

  #end(): void {
    const worker = this.#worker
    this.#worker = undefined
    void worker?.terminate()
  }
}

const afterUnheld: After = (ms, run) => {
  const timer = setTimeout(run, ms)
  timer.unref()
  return () => clearTimeout(timer)
}

const easel = new Easel()

/**
 * Draws a chart, 1000 pixels wide, 600 high and more with more than two panels; or a card or a preview, 1000 wide. Gives a PNG. Rejects
 * when it cannot be done.
 */
export function draw(drawing: Drawing): Promise<Uint8Array> {
  return easel.draw(drawing)
}
