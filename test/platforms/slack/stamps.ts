/** Timestamps of messages: seconds since 1970 with six digits, each later than the one before. */
export class Stamps {
  private last = 0
  private readonly now: () => number

  constructor(now: () => number) {
    this.now = now
  }

  next(): string {
    this.last = Math.max(this.now() * 1000, this.last + 1)
    const digits = String(this.last).padStart(7, '0')
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`
  }

  /** Whole seconds since 1970. */
  seconds(): number {
    return Math.floor(this.now() / 1000)
  }
}
