import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import fastify, { type FastifyInstance } from 'fastify'
import type { Adapter } from '../../src/chat.ts'

/** The address at which an adapter's routes are served: known before there is an adapter, and the same for the next one. */
export class Front {
  readonly #server: Server
  #app: FastifyInstance | undefined

  private constructor() {
    this.#server = createServer((request, response) => {
      if (this.#app) this.#app.routing(request, response)
      else request.socket.destroy()
    })
  }

  static async open(): Promise<Front> {
    const front = new Front()
    await new Promise<void>((resolve) => {
      front.#server.listen(0, '127.0.0.1', resolve)
    })
    return front
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Serves the routes of that adapter, if it has any. */
  async serve(adapter: Adapter): Promise<void> {
    if (!adapter.mount) return
    const app = fastify()
    await adapter.mount(app)
    await app.ready()
    this.#app = app
  }

  /** Serves nothing more, and breaks what is under way. */
  async rest(): Promise<void> {
    const app = this.#app
    this.#app = undefined
    await app?.close()
    this.#server.closeAllConnections()
  }

  async close(): Promise<void> {
    await this.rest()
    this.#server.close()
  }
}
