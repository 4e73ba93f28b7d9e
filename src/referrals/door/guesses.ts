import { isIP } from 'node:net'

/** How many wrong codes fit into any such time: from one address, and from all of them. */
type GuessLimits = { perAddress: number; overAll: number; ms: number }

const usualLimits: GuessLimits = { perAddress: 10, overAll: 300, ms: 10 * 60_000 }

/**
 * Wrong codes that were looked up lately. A look counts as wrong from its beginning until it is known to be right, so
 * that many at once are no way around. It holds no more than `overAll` of them.
 */
export class Guesses {
  readonly #limits: GuessLimits
  #made: { address: string; at: number }[] = []

  constructor(limits: GuessLimits = usualLimits) {
    this.#limits = limits
  }

  /**
   * Lets that address look at that time (milliseconds), and gives how to say that it was right; or for how many
   * milliseconds it may not look.
   */
  begin(address: string, now: number): { right(): void } | { waitMs: number } {
    const { perAddress, overAll, ms } = this.#limits
    const source = sourceOf(address)
    this.#made = this.#made.filter(({ at }) => at + ms > now)
    const own = this.#made.filter((guess) => guess.address === source)
    const waits = [freeAt(own, perAddress), freeAt(this.#made, overAll)].map((at) => at + ms - now)
    const waitMs = Math.max(0, ...waits)
    if (waitMs > 0) return { waitMs }
    const guess = { address: source, at: now }
    this.#made.push(guess)
    return {
      right: () => {
        this.#made = this.#made.filter((it) => it !== guess)
      },
    }
  }
}

/** When the guess was made whose end makes room for another. */
function freeAt(guesses: readonly { at: number }[], most: number): number {
  return guesses.length < most ? Number.NEGATIVE_INFINITY : (guesses[guesses.length - most]?.at ?? 0)
}

/** Whoever has an IPv6 address has all of its network: 64 bits of it count as one. */
function sourceOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (isIP(address) !== 6) return address
  const [head = '', tail = ''] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const [before, after] = [head, tail].map((half) => (half === '' ? [] : half.split(':')))
  const zeros = Array<string>(Math.max(0, 8 - (before?.length ?? 0) - (after?.length ?? 0))).fill('0')
  const groups = [...(before ?? []), ...zeros, ...(after ?? [])]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
