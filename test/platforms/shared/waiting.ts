type Waiter<T> = { test: (thing: T) => boolean; resolve: (thing: T) => void; reject: (error: Error) => void }

/** People waiting for something to arrive; each thing goes to the first one whom it suits. */
export class Waiting<T> {
  private waiters: Waiter<T>[] = []

  /** Hands the thing to the first waiter whom it suits; false when it suits nobody. */
  offer(thing: T): boolean {
    if (this.waiters.length === 0) return false
    const index = this.waiters.findIndex((waiter) => waiter.test(thing))
    if (index < 0) return false
    this.waiters.splice(index, 1)[0]?.resolve(thing)
    return true
  }

  /** Resolves with the first suitable thing, or rejects with what `complaint` says after `patience` milliseconds. */
  wait(test: (thing: T) => boolean, patience: number, complaint: () => string): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.waiters = this.waiters.filter((other) => other !== waiter)
        reject(new Error(complaint()))
      }
      const timer = setTimeout(giveUp, patience)
      const waiter: Waiter<T> = {
        test,
        resolve: (thing) => {
          clearTimeout(timer)
          resolve(thing)
        },
        reject: (error) => {
          clearTimeout(timer)
          reject(error)
        },
      }
      this.waiters.push(waiter)
    })
  }

  /** Lets everybody go with an error. */
  close(why: string): void {
    for (const waiter of this.waiters.splice(0)) waiter.reject(new Error(why))
  }
}
