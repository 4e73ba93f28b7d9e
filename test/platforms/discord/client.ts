import { Client, type ClientOptions, Events, GatewayIntentBits, Partials } from 'discord.js'
import type { DiscordServer } from './server.ts'

const intents = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMembers,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.DirectMessages,
  GatewayIntentBits.DirectMessageReactions,
  GatewayIntentBits.MessageContent,
]

/** A client of discord.js that talks to this server and may start sessions one right after the other. */
export const makeClient = (server: DiscordServer, options: Partial<ClientOptions> = {}): Client =>
  new Client({
    intents,
    partials: [Partials.Channel, Partials.Message, Partials.Reaction],
    ...options,
    rest: { api: server.apiRoot, ...options.rest },
    ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => {} }) },
  })

/** Logs a new client in; resolves with it once it is ready. */
export async function login(server: DiscordServer, options: Partial<ClientOptions> = {}): Promise<Client<true>> {
  const client = makeClient(server, options)
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve))
  await client.login(server.token)
  return ready
}
