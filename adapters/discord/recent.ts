/** A map that keeps no more than so many, and forgets first what was put in first. */
export class Recent<Key, Value> {
  readonly #most: number
  readonly #map = new Map<Key, Value>()

  constructor(most: number) {
    this.#most = most
  }

  get(key: Key): Value | undefined {
    return this.#map.get(key)
  }

  set(key: Key, value: Value): void {
    this.#map.delete(key)
    this.#map.set(key, value)
    if (this.#map.size <= this.#most) return
    const [oldest] = this.#map.keys()
    if (oldest !== undefined) this.#map.delete(oldest)
  }

  delete(key: Key): void {
    this.#map.delete(key)
  }
}
