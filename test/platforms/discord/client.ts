import {
  Client,
  type ClientOptions,
  DiscordAPIError,
  Events,
  GatewayIntentBits,
  Partials,
  type RESTOptions,
} from 'discord.js'
import { startDiscord } from './server.ts'
import type { Options } from './setup.ts'

const intents = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMembers,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.DirectMessages,
  GatewayIntentBits.DirectMessageReactions,
  GatewayIntentBits.MessageContent,
]

/** Where a bot goes. */
type Target = { apiRoot: string; token: string }

type Settings = Omit<Partial<ClientOptions>, 'rest'> & { rest?: Partial<RESTOptions> }

/** A client of discord.js that talks to this server and may start sessions one right after the other. */
export const makeClient = (server: Target, settings: Settings = {}): Client =>
  new Client({
    intents,
    partials: [Partials.Channel, Partials.Message, Partials.Reaction],
    ...settings,
    rest: { api: server.apiRoot, ...settings.rest },
    ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => {} }) },
  })

/** Logs a new client in; resolves with it once it is ready. */
export async function login(server: Target, settings: Settings = {}): Promise<Client<true>> {
  const client = makeClient(server, settings)
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve))
  await client.login(server.token)
  return ready
}

/** A server and a bot that is ready; both end together. */
export async function openTogether(options: Options = {}, settings: Settings = {}) {
  const server = await startDiscord({ patience: 4000, ...options })
  const client = await login(server, settings)
  return {
    server,
    client,
    async [Symbol.asyncDispose]() {
      await client.destroy()
      await server.stop()
    },
  }
}

/** What a call was refused with: status, code and message, and the first error of each field. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof DiscordAPIError)) throw new Error(`not refused by the server: ${error}`)
  return `${error.status} ${error.code} ${error.message}`.replaceAll('\n', ' ')
}
