const barWidth = 24
/** On what is no terminal, a line every so many milliseconds. */
const everyMs = 5_000

/** Shows on a terminal a bar that grows, and elsewhere a line now and then. */
export class ProgressBar {
  readonly #out: NodeJS.WriteStream
  #last = performance.now()
  #isOpen = false

  constructor(out: NodeJS.WriteStream) {
    this.#out = out
  }

  /** How far something is, from 0 to 1, and in a few words what it is at. */
  show(share: number, words: string): void {
    const percent = `${Math.floor(share * 100)} %`
    if (this.#out.isTTY) {
      const full = Math.round(share * barWidth)
      this.#out.write(`\r[${'#'.repeat(full)}${'-'.repeat(barWidth - full)}] ${percent.padStart(5)}  ${words} `)
      this.#isOpen = true
    } else if (performance.now() - this.#last > everyMs) {
      this.#last = performance.now()
      this.#out.write(`${percent.padStart(5)}  ${words}\n`)
    }
  }

  end(): void {
    if (this.#isOpen) this.#out.write('\n')
    this.#isOpen = false
  }
}
