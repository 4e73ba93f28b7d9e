import type { Work, WorkDefinition } from '../../engine/feature.ts'
import type { Saying } from '../../engine/making.ts'
import { inRounds, Sleeper } from '../../engine/rounds.ts'
import { afterTimeout } from '../../engine/try-send.ts'
import type { Unit } from '../../engine/unit.ts'
import { text } from '../../language/text.ts'
import type { SqlCondition } from '../rules/compile.ts'
import { both, pieceBefore, usualPage } from './pieces.ts'
import { type CountRequest, countsTopic, endCount, nextCount, sayCounted } from './requests.ts'

/** How counts of some kinds are made of pieces, and told. `Of` is what is counted, `Found` what was found so far. */
export type Counting<Of, Found> = {
  kinds: readonly string[]
  /** Whom to count, as a condition on `customer AS c`; undefined when that is no more what somebody waits for. */
  look(unit: Unit, request: CountRequest): Promise<{ of: Of; condition: SqlCondition } | undefined>
  /** What was found before any piece. */
  nothing: Found
  /** Adds those of one piece, who are whom the condition means; the newest come first. */
  add(unit: Unit, of: Of, condition: SqlCondition, before: Found): Promise<Found>
  /** What takes the place of what was said meanwhile. */
  tell(unit: Unit, request: CountRequest, of: Of, found: Found): Promise<Saying>
  /** The same when it was changed before it was counted: nothing of that is told. */
  overtaken(unit: Unit, request: CountRequest): Promise<Saying>
}

type Tools = Parameters<WorkDefinition['make']>[0]

/** Longest sleep when nobody waits, in milliseconds. */
const longestSleep = 600_000

/**
 * Counts what somebody waits for, one after another and each in pieces, between which all others get their turn. What was begun by a
 * process that ended is counted anew.
 */
class CountWork<Of, Found> implements Work {
  readonly #counting: Counting<Of, Found>
  readonly #page: number
  readonly #tools: Tools
  readonly #sleeper = new Sleeper(afterTimeout)

  constructor(counting: Counting<Of, Found>, page: number, tools: Tools) {
    this.#counting = counting
    this.#page = page
    this.#tools = tools
  }

  nudge(): void {
    this.#sleeper.stir()
  }

  run(signal: AbortSignal): Promise<void> {
    return inRounds(this.#sleeper, signal, {
      begin: async () => {},
      round: () => this.#round(signal),
      failed: (error) => this.#tools.log.error({ err: error }, 'customers could not be counted'),
    })
  }

  /** Gives how long to sleep, in milliseconds. */
  async #round(signal: AbortSignal): Promise<number> {
    const { run, log } = this.#tools
    const request = await run((unit) => nextCount(unit, this.#counting.kinds))
    if (!request) return longestSleep
    try {
      await this.#counted(request, signal)
    } catch (error) {
      if (signal.aborted) return 0
      log.error({ err: error, count: request.id, kind: request.kind }, 'customers could not be counted')
      await run((unit) => this.#end(unit, request, async () => ({ text: text(request.locale, 'sorry') })))
    }
    return 0
  }

  async #counted(request: CountRequest, signal: AbortSignal): Promise<void> {
    const { run } = this.#tools
    const counting = this.#counting
    let found = counting.nothing
    let before: string | null = null
    let meant: string | undefined
    for (let isDone = false; !isDone; ) {
      signal.throwIfAborted()
      const so = { found, before, meant }
      const next = await run(async (unit) => {
        const looked = await counting.look(unit, request)
        const condition = looked && JSON.stringify(looked.condition)
        if (!looked || (so.meant !== undefined && so.meant !== condition)) {
          await this.#end(unit, request, () => counting.overtaken(unit, request))
          return undefined
        }
        const piece = await pieceBefore(unit, so.before, this.#page)
        if (!piece) {
          await this.#end(unit, request, () => counting.tell(unit, request, looked.of, so.found))
          return undefined
        }
        const added = await counting.add(unit, looked.of, both(piece.within, looked.condition), so.found)
        return { found: added, before: piece.before, meant: condition }
      })
      if (next) ({ found, before, meant } = next)
      else isDone = true
    }
  }

  /** Whoever else was here meanwhile has told it already. */
  async #end(unit: Unit, request: CountRequest, told: () => Promise<Saying>): Promise<void> {
    if (await endCount(unit, request.id)) sayCounted(unit, request, await told())
  }
}

/** Counts aside. `page`: of how many customers a piece is. */
export const countWork = <Of, Found>(counting: Counting<Of, Found>, page = usualPage): WorkDefinition => ({
  name: `counts of ${counting.kinds.join(', ')}`,
  topic: countsTopic,
  make: (tools) => new CountWork(counting, page, tools),
})
