const epoch = 1_420_070_400_000n

/** Makes ids as Discord does: they grow, and tell when they were made. */
export class Snowflakes {
  private last = 0n
  private readonly now: () => number

  constructor(now: () => number) {
    this.now = now
  }

  next(): string {
    const fresh = (BigInt(Math.floor(this.now())) - epoch) << 22n
    this.last = fresh > this.last ? fresh : this.last + 1n
    return String(this.last)
  }
}

/** True for what can be an id. */
export const isSnowflake = (value: unknown): value is string => typeof value === 'string' && /^\d{1,20}$/.test(value)

/** Orders ids by age, the oldest first. */
export const byAge = (a: string, b: string): number => (BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0)
