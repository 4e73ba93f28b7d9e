import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Answers one request; the body has been read. */
export type Handler = (request: IncomingMessage, response: ServerResponse, body: Buffer | undefined) => void

/** Most bytes of a body, as for files sent through the real server. */
const maxBody = 52_428_800

/** A server on loopback that keeps connections open and never times them out by itself. */
export class Listener {
  private readonly server: Server
  private port: number

  constructor(port: number, handler: Handler) {
    this.port = port
    this.server = createServer({ noDelay: true, requestTimeout: 0, headersTimeout: 0 }, (request, response) => {
      collect(request, (body) => handler(request, response, body))
    })
    this.server.keepAliveTimeout = 0
  }

  /** Resolves with the port once connections are taken. */
  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(this.port, '127.0.0.1', () => {
        this.server.off('error', reject)
        this.port = (this.server.address() as AddressInfo).port
        resolve(this.port)
      })
    })
  }

  /** Breaks all connections and takes no new ones. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve())
      this.server.closeAllConnections()
    })
  }
}

function collect(request: IncomingMessage, done: (body: Buffer | undefined) => void): void {
  if (request.method === 'GET') {
    done(undefined)
    return
  }
  let first: Buffer | undefined
  let more: Buffer[] | undefined
  let size = 0
  request.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > maxBody) {
      request.destroy()
      return
    }
    if (!first) first = chunk
    else if (more) more.push(chunk)
    else more = [first, chunk]
  })
  request.on('end', () => done(more ? Buffer.concat(more) : first))
}

/** Sends a whole answer. */
export function answer(response: ServerResponse, status: number, body: string, type = 'application/json'): void {
  response.writeHead(status, ['Content-Type', type, 'Content-Length', String(Buffer.byteLength(body))])
  response.end(body)
}
