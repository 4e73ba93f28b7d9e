/** Which events are stored: all up to a number, for Discord tells again only what comes after a number. */
export class Watermark {
  readonly #open = new Set<number>()
  #last: number

  constructor(seen: number) {
    this.#last = seen
  }

  begin(number: number): void {
    this.#open.add(number)
    this.#last = Math.max(this.#last, number)
  }

  end(number: number): void {
    this.#open.delete(number)
  }

  /** All up to this one. */
  get seen(): number {
    const [first] = this.#open
    return first === undefined ? this.#last : first - 1
  }
}
