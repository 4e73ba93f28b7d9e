import { type Client, Events, GatewayIntentBits } from 'discord.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { login, makeClient } from './client.ts'
import { type DiscordServer, type Person, startDiscord } from './server.ts'

let server: DiscordServer
let anna: Person
let clients: Client[]

beforeEach(async () => {
  server = await startDiscord({ gateway: { heartbeat: 200 } })
  anna = server.person({ name: 'Anna' })
  clients = []
})
afterEach(async () => {
  for (const client of clients) await client.destroy()
  await server.stop()
})

async function bot(): Promise<Client<true>> {
  const client = await login(server)
  clients.push(client)
  return client
}

/** What a client hears, in order. */
function ear(client: Client) {
  const heard: string[] = []
  const waiting: { count: number; done: (heard: string[]) => void }[] = []
  client.on(Events.MessageCreate, ({ content }) => {
    heard.push(content)
    for (const { count, done } of waiting) if (heard.length >= count) done([...heard])
  })
  return {
    heard,
    first: (count: number) =>
      heard.length >= count ? heard : new Promise<string[]>((done) => waiting.push({ count, done })),
  }
}

describe('logging in', () => {
  test('a wrong token is refused before the gateway', async () => {
    const client = makeClient(server)
    await expect(client.login('wrong')).rejects.toThrow('An invalid token was provided')
  })

  test('intents that are not switched on end the connection with 4014', async () => {
    const other = await startDiscord({ gateway: { intents: [] } })
    const client = makeClient(other, { intents: [GatewayIntentBits.Guilds, GatewayIntentBits.MessageContent] })
    clients.push(client)
    const closed = new Promise((resolve) => client.once(Events.ShardDisconnect, ({ code }) => resolve(code)))
    const failed = new Promise((resolve) => client.once(Events.ShardError, ({ message }) => resolve(message)))
    void client.login(other.token).catch(() => {})
    expect(await closed).toBe(4014)
    expect(await failed).toBe('Used disallowed intents')
    await other.stop()
  })

  test('guilds arrive before the bot is ready', async () => {
    const guild = server.guild({ name: 'Cake shop', members: [anna] })
    const client = await bot()
    expect(client.guilds.cache.get(guild.id)?.name).toBe('Cake shop')
    expect(client.channels.cache.get(guild.general)?.isSendable()).toBe(true)
  })

  test.each<[string, object | string, number]>([
    ['no JSON', 'hello', 4002],
    ['a list', [], 4002],
    ['anything before identifying', { op: 3, d: {} }, 4003],
    ['a wrong token', { op: 2, d: { token: 'x', intents: 1 } }, 4004],
    ['intents there are not', { op: 2, d: { token: 'T', intents: 1 << 30 } }, 4013],
    ['a shard there is not', { op: 2, d: { token: 'T', intents: 1, shard: [1, 2] } }, 4010],
  ])('%s ends the connection', async (_, message, code) => {
    const socket = new WebSocket(server.world.gatewayUrl)
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.once('message', () => {
      const text = typeof message === 'string' ? message : JSON.stringify(message)
      socket.send(text.replace('"T"', JSON.stringify(server.token)))
    })
    expect(await closed).toBe(code)
  })
})

describe('connections that end', () => {
  test.each([4000, 4009, undefined])('with %s are resumed, and nothing is missed', async (code) => {
    const { first } = ear(await bot())
    server.says(anna, 'a')
    await first(1)
    server.gateway.drop(code)
    await server.session('closed')
    server.says(anna, 'b')
    server.says(anna, 'c')
    await server.session('resumed')
    server.says(anna, 'd')
    expect(await first(4)).toEqual(['a', 'b', 'c', 'd'])
  })

  test('because they are told to are resumed', async () => {
    const { first } = ear(await bot())
    server.gateway.reconnect()
    await server.session('resumed')
    server.says(anna, 'a')
    expect(await first(1)).toEqual(['a'])
  })

  test('silently are noticed by their heartbeat and resumed', async () => {
    const { first } = ear(await bot())
    server.gateway.silence()
    server.says(anna, 'lost?')
    await server.session('resumed')
    expect(await first(1)).toEqual(['lost?'])
  })

  test('with their session lost begin anew, and what was said meanwhile is lost', async () => {
    const { first } = ear(await bot())
    server.gateway.forget()
    server.gateway.drop(4000)
    await server.session('closed')
    server.says(anna, 'lost')
    await server.session('refused')
    await server.session('identified')
    server.says(anna, 'heard')
    expect(await first(1)).toEqual(['heard'])
  })

  test('with an invalid session begin anew', async () => {
    const { first } = ear(await bot())
    await server.session('identified')
    server.gateway.invalidate(false)
    await server.session('identified')
    server.says(anna, 'heard')
    expect(await first(1)).toEqual(['heard'])
  })

  test('are forgotten after a while', async () => {
    let now = Date.now()
    const other = await startDiscord({ now: () => now, gateway: { resumable: 1000 } })
    const client = await login(other)
    clients.push(client)
    await other.session('identified')
    other.gateway.drop(4000)
    await other.session('closed')
    now += 1001
    await other.session('refused')
    await other.session('identified')
    const { first } = ear(client)
    other.says(other.person(), 'heard')
    expect(await first(1)).toEqual(['heard'])
    await client.destroy()
    await other.stop()
  })

  test('with a revoked token stay dead until somebody logs in', async () => {
    const client = await bot()
    const closed = new Promise((resolve) => client.once(Events.ShardDisconnect, ({ code }) => resolve(code)))
    server.revoke()
    expect(await closed).toBe(4004)
    await expect(client.users.fetch(anna.id)).rejects.toThrow('401: Unauthorized')
    server.restore()
    await bot()
  })
})

describe('sessions', () => {
  test('that begin end the one before, which fights back', async () => {
    await bot()
    await server.session('identified')
    await bot()
    await server.session('replaced')
    expect((await server.session('identified')).session).toBeDefined()
    expect(server.gateway.live).toHaveLength(1)
  })

  test('live side by side when that is allowed, and all hear everything', async () => {
    const other = await startDiscord({ gateway: { many: true } })
    const [one, two] = [await login(other), await login(other)]
    clients.push(one, two)
    const ears = [ear(one), ear(two)]
    other.says(other.person(), 'hi')
    for (const { first } of ears) expect(await first(1)).toEqual(['hi'])
    for (const client of [one, two]) await client.destroy()
    await other.stop()
  })

  test('are over when the bot leaves, and what is said then is lost', async () => {
    const client = await bot()
    await client.destroy()
    await server.session('closed')
    server.says(anna, 'anybody?')
    const { heard } = ear(await bot())
    expect(heard).toEqual([])
    const channel = await (await clients[1]?.users.fetch(anna.id))?.createDM()
    expect((await channel?.messages.fetch())?.map(({ content }) => content)).toEqual(['anybody?'])
  })

  test('without the content intent hear words only where they are for the bot', async () => {
    const { GuildMessages, Guilds } = GatewayIntentBits
    const client = await login(server, { intents: [Guilds, GuildMessages] })
    clients.push(client)
    const guild = server.guild({ members: [anna] })
    const { first } = ear(client)
    server.says(anna, 'among us', { channel: guild.general })
    server.says(anna, `${server.mention(server.bot)} hi`, { channel: guild.general })
    expect(await first(2)).toEqual(['', `<@${server.bot.id}> hi`])
  })
})

describe('strange events', () => {
  test('the same event comes again', async () => {
    const client = await bot()
    let count = 0
    const twice = new Promise<void>((resolve) => {
      client.on(Events.Raw, ({ t }: { t: string }) => {
        if (t === 'MESSAGE_CREATE' && ++count === 2) resolve()
      })
    })
    const { heard } = ear(client)
    server.says(anna, 'hi')
    server.repeat(server.lastEvent())
    await twice
    expect(heard).toEqual(['hi'])
  })

  test('events are held back and come in another order', async () => {
    const { first, heard } = ear(await bot())
    server.hold()
    for (const text of ['a', 'b', 'c']) server.says(anna, text)
    expect(heard).toEqual([])
    server.release((events) => events.toReversed())
    expect(await first(3)).toEqual(['c', 'b', 'a'])
  })

  test('what is no event does no harm where the library bears it', async () => {
    const { first } = ear(await bot())
    server.pushRaw('{ this is no JSON')
    server.push('SOMETHING_NEW', { a: [1] })
    server.says(anna, 'still here')
    expect(await first(1)).toEqual(['still here'])
  })
})
