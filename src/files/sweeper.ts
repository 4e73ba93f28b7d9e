import type { Work, WorkDefinition } from '../engine/feature.ts'
import { inRounds, Sleeper } from '../engine/rounds.ts'
import { afterTimeout } from '../engine/try-send.ts'
import { dropErased, erasedFiles, erasedFilesTopic } from './erase.ts'

type Tools = Parameters<WorkDefinition['make']>[0]

/** Files whose bytes are taken away before that is written down: so many are taken away once more after a crash. */
const page = 50
/** Longest sleep when nothing comes, in milliseconds. */
const longestSleep = 60_000

/**
 * Takes the bytes of erased files away, and then the last that is known of them. Whatever ends it meanwhile, it is done in the
 * end: what is gone already is no failure.
 */
class Sweeper implements Work {
  readonly #tools: Tools
  readonly #sleeper = new Sleeper(afterTimeout)

  constructor(tools: Tools) {
    this.#tools = tools
  }

  nudge(): void {
    this.#sleeper.stir()
  }

  run(signal: AbortSignal): Promise<void> {
    return inRounds(this.#sleeper, signal, {
      begin: async () => {},
      round: async () => ((await this.#round()) === page ? 0 : longestSleep),
      failed: (error) => this.#tools.log.error({ err: error }, 'files that were erased could not be taken away'),
    })
  }

  async look(): Promise<void> {
    while ((await this.#round()) === page);
  }

  async #round(): Promise<number> {
    const { database, blobs, now } = this.#tools
    const ids = await erasedFiles(database, new Date(now()), page)
    for (const id of ids) await blobs.remove(id)
    if (ids.length > 0) await dropErased(database, ids)
    return ids.length
  }
}

export const erasedFilesWork: WorkDefinition = {
  name: 'erased files',
  topic: erasedFilesTopic,
  make: (tools) => new Sweeper(tools),
}
