import { Waiting } from './waiting.ts'

/** Things that come one after the other, and a reader who waits for some of them. */
export class Stream<T> {
  private readonly things: T[] = []
  private cursor = 0
  private readonly waiting = new Waiting<T>()

  tell(thing: T): void {
    this.things.push(thing)
    if (this.waiting.offer(thing)) this.cursor = this.things.length
  }

  /**
   * The next suitable thing. Reading goes on after the one last returned; things passed over do not come again.
   * Rejects after `patience` milliseconds with what `complaint` says of those that came.
   */
  next(suits: (thing: T) => boolean, patience: number, complaint: (came: T[]) => string): Promise<T> {
    const index = this.things.findIndex((thing, place) => place >= this.cursor && suits(thing))
    const found = this.things[index]
    if (found !== undefined) {
      this.cursor = index + 1
      return Promise.resolve(found)
    }
    const from = this.cursor
    return this.waiting.wait(suits, patience, () => complaint(this.things.slice(from)))
  }

  /** Lets whoever waits go with an error. */
  stop(): void {
    this.waiting.close('the server was stopped')
  }
}
