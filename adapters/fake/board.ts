import type { Address, Message, Place, Sent } from '../../src/chat.ts'

/** A message as the people of the fake platform see it. `edited`: how often it was replaced. */
export type Shown = {
  id: string
  place: Place
  only?: string
  home?: true
  message: Message
  edited: number
  key: string
}

/** All that the people of a fake platform see now, in the order in which it came. */
export class Board {
  readonly shown: Shown[] = []
  readonly #platform: string
  #count = 0
  #waiting: { fits: (shown: Shown) => boolean; resolve: (shown: Shown) => void }[] = []

  constructor(platform: string) {
    this.#platform = platform
  }

  /** Resolves with the next message that is shown or replaced and fits. */
  next(fits: (shown: Shown) => boolean): Promise<Shown> {
    return new Promise((resolve) => this.#waiting.push({ fits, resolve }))
  }

  /** Where a message to that address ends up. */
  placeOf({ only, place }: Address): Place {
    return only ? { platform: this.#platform, channel: only.id } : place
  }

  show(to: Address, message: Message, key: string): Shown {
    const place = this.placeOf(to)
    const index = to.replaces === undefined ? -1 : this.#indexOf({ place, message: to.replaces })
    const old = this.shown[index]
    if (!old) this.#count += 1
    const shown: Shown = {
      id: old?.id ?? String(this.#count),
      place,
      ...(to.only ? { only: to.only.id } : {}),
      ...(to.home ? { home: true } : {}),
      message,
      edited: old ? old.edited + 1 : 0,
      key,
    }
    if (old) this.shown[index] = shown
    else this.shown.push(shown)
    const ready = this.#waiting.filter((waiting) => waiting.fits(shown))
    this.#waiting = this.#waiting.filter((waiting) => !ready.includes(waiting))
    for (const waiting of ready) waiting.resolve(shown)
    return shown
  }

  remove(sent: Sent): void {
    const index = this.#indexOf(sent)
    if (index >= 0) this.shown.splice(index, 1)
  }

  #indexOf({ place, message }: Sent): number {
    return this.shown.findIndex((it) => it.id === message && it.place.channel === place.channel)
  }
}
