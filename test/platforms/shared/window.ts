/** How many messages fit in any stretch of so many milliseconds. */
export type Window = { count: number; ms: number }

/** The times of the newest messages, as many as the window takes: a true sliding window. Milliseconds since 1970. */
export class Times {
  private readonly times: number[] = []
  private oldest = 0
  private readonly window: Window

  constructor(window: Window) {
    this.window = window
  }

  /** Milliseconds until one more fits; 0 when it does now. */
  wait(now: number): number {
    if (this.times.length < this.window.count) return 0
    return Math.max((this.times[this.oldest] ?? 0) + this.window.ms - now, 0)
  }

  /** How many more fit now. */
  room(now: number): number {
    return this.window.count - this.times.filter((time) => time > now - this.window.ms).length
  }

  add(now: number): void {
    if (this.times.length < this.window.count) this.times.push(now)
    else {
      this.times[this.oldest] = now
      this.oldest = (this.oldest + 1) % this.window.count
    }
  }
}

/** The times kept under that key, made anew when there were none. */
export function timesOf<Key>(map: Map<Key, Times>, key: Key, window: Window): Times {
  let times = map.get(key)
  if (!times) {
    times = new Times(window)
    map.set(key, times)
  }
  return times
}
