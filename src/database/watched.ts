import type { Runner, Value } from './runner.ts'
import type { Text } from './statement.ts'

/**
 * The statements of one transaction, alike on both databases: once one has failed no other is run and the whole
 * fails (PostgreSQL does so, SQLite would go on), and once the transaction has ended none is run either.
 */
export class Watched implements Runner {
  readonly each?: NonNullable<Runner['each']>
  readonly #runner: Runner
  readonly #limit: number
  #ended = false
  #failure: { error: unknown } | undefined

  /** `limit`: longest that the whole may take, in milliseconds. */
  constructor(runner: Runner, limit: number) {
    this.#runner = runner
    this.#limit = limit
    const each = runner.each?.bind(runner)
    if (each) this.each = (text, rows) => this.#watch(() => each(text, rows))
  }

  rows(text: Text, values: Value[]): Promise<object[]> {
    return this.#watch(() => this.#runner.rows(text, values))
  }

  changes(text: Text, values: Value[]): Promise<number> {
    return this.#watch(() => this.#runner.changes(text, values))
  }

  /** Ends with `work`, or with the failure of a statement even when `work` has passed over it. */
  async whole<T>(work: Promise<T>): Promise<T> {
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(
      () => late.reject(new Error(`the transaction took longer than ${this.#limit} ms`)),
      this.#limit,
    )
    try {
      const result = await Promise.race([work, late.promise])
      if (this.#failure) throw this.#failure.error
      return result
    } finally {
      clearTimeout(timer)
      this.#ended = true
    }
  }

  async #watch<T>(run: () => Promise<T>): Promise<T> {
    if (this.#ended) throw new Error('the transaction has ended')
    if (this.#failure) throw this.#failure.error
    try {
      return await run()
    } catch (error) {
      this.#failure ??= { error }
      throw error
    }
  }
}
