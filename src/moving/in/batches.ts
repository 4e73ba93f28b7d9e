import { setTimeout as pause } from 'node:timers/promises'
import { causeOf } from '../../database/cause.ts'
import type { Database } from '../../database/database.ts'
import { isConflict } from '../../database/passing.ts'
import { Unit } from '../../engine/unit.ts'
import { audit } from '../../staff/audit.ts'
import type { Row } from '../csv/records.ts'
import { advance, type Progress } from './progress.ts'
import type { RefusedFile } from './refused-file.ts'
import type { Outcome, Taker } from './take.ts'

type BatchesOptions = {
  database: Database
  take: Taker
  file: RefusedFile
  dry: boolean
  /** Whether somebody else works on the same database, who is left as much time as is taken. */
  yields?: boolean
  now?: () => Date
}

/** How often a batch is tried that had to give way to somebody else. */
const mostTries = 5

/** Thrown to undo what was only tried. */
class Tried extends Error {}

/** Takes rows in, batch by batch: each in one transaction with how far it is. */
export class Batches {
  readonly #options: BatchesOptions
  #progress: Progress

  constructor(options: BatchesOptions, progress: Progress) {
    this.#options = options
    this.#progress = progress
  }

  get progress(): Progress {
    return this.#progress
  }

  async take(rows: readonly Row[]): Promise<void> {
    const began = performance.now()
    await this.#carry(rows, false)
    if (this.#options.yields) await pause(performance.now() - began + 5)
  }

  /** Takes in the last rows, and writes down that it is done. */
  end(rows: readonly Row[]): Promise<void> {
    return this.#carry(rows, true)
  }

  async #carry(rows: readonly Row[], last: boolean, tries = 1): Promise<void> {
    const { file } = this.#options
    const before = this.#progress
    try {
      this.#progress = await this.#attempt(rows, last)
    } catch (error) {
      file.cut(before.bytes)
      if (tries >= mostTries || !passes(error)) throw error
      return this.#carry(rows, last, tries + 1)
    }
  }

  async #attempt(rows: readonly Row[], last: boolean): Promise<Progress> {
    const { database, dry, now = () => new Date() } = this.#options
    let after = this.#progress
    let done: Unit | undefined
    try {
      await database.transaction(async (sql) => {
        const unit = new Unit(sql, database.dialect, now())
        after = await this.#within(unit, rows, last)
        await unit.finish()
        if (dry) throw new Tried()
        done = unit
      })
    } catch (error) {
      if (!(error instanceof Tried)) throw error
    }
    for (const topic of done?.committed().topics ?? []) await database.notify(topic)
    return after
  }

  async #within(unit: Unit, rows: readonly Row[], last: boolean): Promise<Progress> {
    const { file, dry, take } = this.#options
    const before = this.#progress
    const outcomes = await outcomesOf(unit, rows, take)
    const count = (kind: Outcome) => outcomes.filter((it) => it === kind).length
    const refused = rows.flatMap(({ line, text }, nth) => {
      const outcome = outcomes[nth]
      return typeof outcome === 'object' ? [{ line, why: outcome.refused, text }] : []
    })
    // On the disk before it is written down that it is there: what was added by somebody killed in between is cut off again.
    file.add(refused)
    const end = rows.at(-1)
    const after: Progress = {
      ...before,
      line: end ? end.line + 1 : before.line,
      bytes: file.length,
      stored: before.stored + count('stored'),
      known: before.known + count('known'),
      refused: before.refused + refused.length,
      ended: last ? unit.now : null,
    }
    if (dry) return after
    await advance(unit, before, after)
    const { kind, stored, known } = after
    if (last)
      audit(
        unit,
        { reference: 'system' },
        { act: 'import', subject: kind, detail: { stored, known, refused: after.refused } },
      )
    return after
  }
}

async function outcomesOf(unit: Unit, rows: readonly Row[], take: Taker): Promise<Outcome[]> {
  const readable = rows.flatMap((row) => ('cells' in row ? [row.cells] : []))
  const taken = readable.length > 0 ? await take(unit, readable) : []
  let nth = 0
  return rows.map((row) => {
    if ('refused' in row) return { refused: row.refused }
    const outcome = taken[nth]
    nth += 1
    if (outcome === undefined) throw new Error('a row without an outcome')
    return outcome
  })
}

/** Whether it may go well at once: somebody was in the way, or stored the same at this moment. */
function passes(error: unknown): boolean {
  return isConflict(error) || /^(23505|SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY))$/.test(causeOf(error as Error).code)
}
