import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { Connection, type Handler } from './connection.ts'

/**
 * An HTTP/1.1 server on loopback that never times a connection out. It is written on bare sockets because Node's own
 * costs more for each request than a fast bot does, and would be what a bench measures.
 */
export class Listener {
  private readonly server: Server
  private readonly sockets = new Set<Socket>()
  private port: number
  /** What answers tell the time by, in milliseconds since 1970; they do not tell it where it is absent. */
  clock: (() => number) | undefined

  constructor(port: number, handler: Handler) {
    this.port = port
    this.server = createServer({ noDelay: true }, (socket) => {
      this.sockets.add(socket)
      socket.on('close', () => this.sockets.delete(socket))
      new Connection(socket, handler, this.clock)
    })
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
      for (const socket of this.sockets) socket.destroy()
    })
  }
}
