import { createServer } from 'node:net'
import { Pool } from 'undici'
import { apiKey } from './bots.ts'
import { customers, firstChat } from './setting.ts'

/** Requests under way at once, as of many tills. */
const atOnce = 200

/** A server that takes sales in, and the sales that were sent to it. */
export class Till {
  readonly name: string
  readonly #pool: Pool
  #sent = 0

  constructor(name: string, port: number) {
    this.name = name
    this.#pool = new Pool(`http://127.0.0.1:${port}`, { connections: atOnce, pipelining: 1 })
  }

  /** Resolves once the server answers. */
  async open(): Promise<this> {
    for (;;) {
      try {
        await this.#post()
        return this
      } catch (error) {
        if ((error as { code?: string }).code !== 'ECONNREFUSED') throw error
      }
    }
  }

  /** Sends so many sales, each of them new, and gives how many were taken in a second. Throws when one is not. */
  async sell(sales: number): Promise<number> {
    const began = performance.now()
    let left = sales
    const lane = async () => {
      while (left > 0) {
        left -= 1
        await this.#post()
      }
    }
    await Promise.all(Array.from({ length: atOnce }, lane))
    return sales / ((performance.now() - began) / 1_000)
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  async #post(): Promise<void> {
    this.#sent += 1
    const { statusCode, body } = await this.#pool.request({
      path: '/api/v1/purchases',
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({
        id: `sale-${this.#sent}`,
        source: 'till',
        customer: `telegram:${firstChat + (this.#sent % customers)}`,
        amount: '12.50',
        items: [{ sku: 'C-1', name: 'Flat white', quantity: 2, amount: '12.50' }],
      }),
    })
    await body.dump()
    if (statusCode !== 201) throw new Error(`a sale was answered with ${statusCode}`)
  }
}

/** A port of this machine that is free. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
