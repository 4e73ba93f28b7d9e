import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Arrival = { path: string; headers: IncomingHttpHeaders; body: string }

/** Somebody who is told over HTTP, on this machine. */
export class Receiver {
  readonly arrivals: Arrival[] = []
  /** How each request is answered: with a status, or in a way of its own. */
  answer: (arrival: Arrival, response: ServerResponse) => void = (_, response) => void response.writeHead(204).end()
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async open(): Promise<Receiver> {
    const server = createServer()
    const receiver = new Receiver(server)
    server.on('request', async (request, response) => {
      let body = ''
      for await (const piece of request) body += piece
      const arrival = { path: request.url ?? '', headers: request.headers, body }
      receiver.arrivals.push(arrival)
      receiver.answer(arrival, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return receiver
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/in`
  }

  /** Ids of what arrived, in the order in which it did. */
  get ids(): string[] {
    return this.arrivals.map(({ headers }) => String(headers['webhook-id']))
  }

  answers(status: number, headers: Record<string, string> = {}): void {
    this.answer = (_, response) => void response.writeHead(status, headers).end()
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
