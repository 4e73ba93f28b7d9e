import type { IncomingMessage } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Exchange } from '../../shared/http/connection.ts'

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })

/** Makes a WebSocket of a request that asks for one; anything else is refused. */
export function upgrade(exchange: Exchange, opened: (socket: WebSocket) => void): void {
  if (exchange.header('upgrade')?.toLowerCase() !== 'websocket') {
    exchange.reply({ status: 426, body: '{}' })
    return
  }
  const names = ['upgrade', 'connection', 'sec-websocket-key', 'sec-websocket-version', 'sec-websocket-extensions']
  const headers = Object.fromEntries(names.map((name) => [name, exchange.header(name)]))
  const request = { method: exchange.method, url: exchange.url, headers } as IncomingMessage
  sockets.handleUpgrade(request, exchange.upgrade(), Buffer.alloc(0), opened)
}
