import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { App, HTTPReceiver, type Logger, LogLevel, SocketModeReceiver } from '@slack/bolt'
import { WebClient, type WebClientOptions } from '@slack/web-api'
import type { SlackServer } from './server.ts'

/** Says nothing: what the libraries log is not what these tests are about. */
export const quiet: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
}

const clientOptions = (server: SlackServer): WebClientOptions => ({
  slackApiUrl: server.apiUrl,
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
})

/** The real client of the Web API, which tries nothing twice. */
export const client = (server: SlackServer, token = server.botToken): WebClient =>
  new WebClient(token, { ...clientOptions(server), logger: quiet })

/** A real Bolt app in socket mode; connected once `start()` resolves. */
export function socketApp(server: SlackServer): App {
  const receiver = new SocketModeReceiver({
    appToken: server.appToken,
    logger: quiet,
    installerOptions: { clientOptions: clientOptions(server) },
  })
  return new App({ token: server.botToken, receiver, logger: quiet, clientOptions: clientOptions(server) })
}

/** A real Bolt app behind signed HTTP, and how to start it: that resolves with its address. */
export function httpApp(server: SlackServer): { app: App; start(): Promise<string> } {
  const receiver = new HTTPReceiver({ signingSecret: server.signingSecret, logger: quiet })
  const app = new App({ token: server.botToken, receiver, logger: quiet, clientOptions: clientOptions(server) })
  const start = async () => {
    const port = await freePort()
    await app.start({ port, host: '127.0.0.1' })
    return `http://127.0.0.1:${port}/slack/events`
  }
  return { app, start }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
