/** Room for so many. Who finds none waits, and those who wait get in in the order in which they came. */
export class Room {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(size: number) {
    this.#free = size
  }

  /** Resolves once there is room, which is the caller's then until {@link leave}. */
  async enter(): Promise<void> {
    if (this.#free > 0) this.#free -= 1
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** The room goes to the one who waits longest, without being free in between. */
  leave(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free += 1
  }

  /** Lets everybody in, now and from now on. */
  openWide(): void {
    this.#free = Number.POSITIVE_INFINITY
    for (const enter of this.#waiting.splice(0)) enter()
  }
}
