import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../platforms/shared/random.ts'

/** A sale as the till keeps it, with the customer as the API names him. Amounts are written with a point. */
export type Sale = { id: string; customer: string; amount: string; points?: number }
export type Refund = { id: string; sale: Sale; amount: string; points?: number }

export type TillOptions = {
  key: string
  random: Random
}

/** Longest wait for an answer, and the pause before the same is sent again, in milliseconds. */
const patience = 3_000
const pauseMs = 30

/** A till that sends each sale again and again until it is answered, and now and then once more after that. */
export class Till {
  /** Addresses of the programs that take sales; the till asks any of them. */
  readonly urls: string[] = []
  readonly sales: Sale[] = []
  readonly refunds: Refund[] = []
  /** Answers that should not be. */
  readonly strange: string[] = []
  /** How often something was sent. */
  sent = 0
  /** Called whenever a request is about to leave. */
  onSend: () => void = () => {}
  readonly #options: TillOptions

  constructor(options: TillOptions) {
    this.#options = options
  }

  /** Resolves once the sale, and the refund that some are followed by, is answered. */
  async sell(customer: string, amount: string): Promise<void> {
    const { random } = this.#options
    const sale: Sale = { id: `sale-${this.sales.length + 1}`, customer, amount }
    this.sales.push(sale)
    sale.points = await this.#tell('/purchases', { id: sale.id, customer, amount })
    if (random() >= 0.2) return
    const refund: Refund = { id: `refund-${sale.id}`, sale, amount: (Math.floor(Number(amount) * 50) / 100).toFixed(2) }
    this.refunds.push(refund)
    refund.points = await this.#tell(`/purchases/${sale.id}/refunds`, { id: refund.id, amount: refund.amount })
  }

  async #tell(path: string, body: object): Promise<number> {
    const first = await this.#until(path, body)
    if (this.#options.random() < 0.3) {
      const again = await this.#until(path, body)
      if (again.status !== 200 || again.text !== first.text)
        this.strange.push(`${first.text} became ${again.status} ${again.text}`)
    }
    return (JSON.parse(first.text) as { points: number }).points
  }

  async #until(path: string, body: object): Promise<{ status: number; text: string }> {
    for (;;) {
      const answer = await this.#send(path, body)
      if (answer && (answer.status === 200 || answer.status === 201)) return answer
      if (answer && answer.status < 500) this.strange.push(`${answer.status} ${answer.text}`)
      await pause(pauseMs)
    }
  }

  async #send(path: string, body: object): Promise<{ status: number; text: string } | undefined> {
    const { key, random } = this.#options
    const url = this.urls[Math.floor(random() * this.urls.length)]
    this.sent += 1
    this.onSend()
    try {
      const response = await fetch(`${url}/api/v1${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(patience),
      })
      return { status: response.status, text: await response.text() }
    } catch {
      return undefined
    }
  }
}
