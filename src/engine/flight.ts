/** How many may be under way at first. */
const first = 8

/**
 * How many sends may be under way at once: few at first, one more with each that succeeds, half as many when the
 * outcome of one cannot be known. So a program that is killed soon after its start, or a connection that breaks again
 * and again, leaves few of which nobody knows whether they arrived.
 */
export class Flight {
  readonly #most: number
  #allowed: number
  #underWay = 0

  /** `most`: what the platform takes at once. */
  constructor(most: number) {
    this.#most = most
    this.#allowed = Math.min(first, most)
  }

  get underWay(): number {
    return this.#underWay
  }

  /** How many more of a campaign may leave now: an eighth of the room stays free for those who wait for an answer. */
  get roomForCampaign(): number {
    return Math.max(0, Math.floor(this.#allowed) - Math.max(1, Math.floor(this.#allowed / 8)) - this.#underWay)
  }

  /** How many more may leave now. */
  get room(): number {
    return Math.max(0, Math.floor(this.#allowed) - this.#underWay)
  }

  left(): void {
    this.#underWay += 1
  }

  ended(state: string): void {
    this.#underWay -= 1
    if (state === 'sent') this.#allowed = Math.min(this.#most, this.#allowed + 1)
    else if (state === 'unknown') this.#allowed = Math.max(Math.min(first, this.#most), this.#allowed / 2)
  }
}
