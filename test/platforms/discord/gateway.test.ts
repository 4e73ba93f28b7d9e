import { type Client, Events, GatewayIntentBits } from 'discord.js'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { login, makeClient } from './client.ts'
import { startDiscord } from './server.ts'
import type { Options } from './setup.ts'

/** A server with Anna, and clients that end with it. */
async function open(options: Options = {}) {
  const server = await startDiscord(options)
  const clients: Client[] = []
  return {
    server,
    anna: server.person({ name: 'Anna' }),
    /** A client that has not logged in. */
    idle: (settings: Parameters<typeof makeClient>[1] = {}) => {
      const client = makeClient(server, settings)
      clients.push(client)
      return client
    },
    bot: async (settings: Parameters<typeof login>[1] = {}) => {
      const client = await login(server, settings)
      clients.push(client)
      return client
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client.destroy()
      await server.stop()
    },
  }
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

const closing = (socket: WebSocket) => new Promise<number>((resolve) => socket.once('close', resolve))

describe.concurrent('logging in', () => {
  test('a wrong token is refused before the gateway', async () => {
    await using house = await open()
    await expect(house.idle().login('wrong')).rejects.toThrow('An invalid token was provided')
  })

  test('intents that are not switched on end the connection with 4014', async () => {
    await using house = await open({ gateway: { intents: [] } })
    const client = house.idle({ intents: [GatewayIntentBits.Guilds, GatewayIntentBits.MessageContent] })
    const closed = new Promise((resolve) => client.once(Events.ShardDisconnect, ({ code }) => resolve(code)))
    const failed = new Promise((resolve) => client.once(Events.ShardError, ({ message }) => resolve(message)))
    void client.login(house.server.token).catch(() => {})
    expect(await closed).toBe(4014)
    expect(await failed).toBe('Used disallowed intents')
  })

  test('guilds arrive before the bot is ready', async () => {
    await using house = await open()
    const guild = house.server.guild({ name: 'Cake shop', members: [house.anna] })
    const client = await house.bot()
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
    await using house = await open()
    const { server } = house
    const socket = new WebSocket(`${server.world.gatewayUrl}?v=10`)
    socket.once('message', () => {
      const text = typeof message === 'string' ? message : JSON.stringify(message)
      socket.send(text.replace('"T"', JSON.stringify(server.token)))
    })
    expect(await closing(socket)).toBe(code)
  })

  test.each([
    ['v=9', 4012],
    ['v=10&compress=zlib-stream', 4002],
  ])('a connection asked for with %s is ended', async (query, code) => {
    await using house = await open()
    expect(await closing(new WebSocket(`${house.server.world.gatewayUrl}?${query}`))).toBe(code)
  })

  test('whoever sends no heartbeats is let go', async () => {
    await using house = await open({ gateway: { lapse: 20 } })
    expect(await closing(new WebSocket(`${house.server.world.gatewayUrl}?v=10`))).toBe(4009)
  })
})

describe.concurrent('connections that end', () => {
  test.each([4000, 4009, undefined])('with %s are resumed, and nothing is missed', async (code) => {
    await using house = await open()
    const { server, anna } = house
    const { first } = ear(await house.bot())
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
    await using house = await open()
    const { first } = ear(await house.bot())
    house.server.gateway.reconnect()
    await house.server.session('resumed')
    house.server.says(house.anna, 'a')
    expect(await first(1)).toEqual(['a'])
  })

  test('silently are noticed by their heartbeat and resumed', async () => {
    await using house = await open({ gateway: { heartbeat: 300 } })
    const { first } = ear(await house.bot())
    house.server.gateway.silence()
    house.server.says(house.anna, 'lost?')
    await house.server.session('resumed')
    expect(await first(1)).toEqual(['lost?'])
  })

  test('with their session lost begin anew, and what was said meanwhile is lost', async () => {
    await using house = await open()
    const { server, anna } = house
    const { first } = ear(await house.bot())
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
    await using house = await open()
    const { server, anna } = house
    const { first } = ear(await house.bot())
    await server.session('identified')
    server.gateway.invalidate(false)
    await server.session('identified')
    server.says(anna, 'heard')
    expect(await first(1)).toEqual(['heard'])
  })

  test('are forgotten after a while', async () => {
    let now = Date.now()
    await using house = await open({ now: () => now, gateway: { resumable: 1000 } })
    const { server, anna } = house
    const { first } = ear(await house.bot())
    server.gateway.drop(4000)
    await server.session('closed')
    now += 1001
    await server.session('refused')
    await server.session('identified')
    server.says(anna, 'heard')
    expect(await first(1)).toEqual(['heard'])
  })

  test('with a revoked token stay dead until somebody logs in', async () => {
    await using house = await open()
    const { server, anna } = house
    const client = await house.bot()
    const closed = new Promise((resolve) => client.once(Events.ShardDisconnect, ({ code }) => resolve(code)))
    server.revoke()
    expect(await closed).toBe(4004)
    await expect(client.users.fetch(anna.id)).rejects.toThrow('401: Unauthorized')
    server.restore()
    expect((await house.bot()).isReady()).toBe(true)
  })
})

describe.concurrent('sessions', () => {
  test('that begin end the one before, which takes its place back', async () => {
    await using house = await open()
    const { server, anna } = house
    const { first } = ear(await house.bot())
    const rival = new WebSocket(`${server.world.gatewayUrl}?v=10`)
    const invalid = new Promise<unknown>((resolve) => {
      rival.on('message', (data) => {
        const { op, d } = JSON.parse(String(data))
        if (op === 10) rival.send(JSON.stringify({ op: 2, d: { token: server.token, intents: 1 } }))
        if (op === 9) resolve(d)
      })
    })
    const lost = await server.session('replaced')
    const back = await server.session('replaced')
    expect(back.session).not.toBe(lost.session)
    expect(await invalid).toBe(false)
    await server.session('identified')
    server.says(anna, 'hi')
    expect(await first(1)).toEqual(['hi'])
    expect(server.gateway.live).toHaveLength(1)
    rival.terminate()
  })

  test('live side by side when that is allowed, and all hear everything', async () => {
    await using house = await open({ gateway: { many: true } })
    const ears = [ear(await house.bot()), ear(await house.bot())]
    house.server.says(house.anna, 'hi')
    for (const { first } of ears) expect(await first(1)).toEqual(['hi'])
  })

  test('are over when the bot leaves, and what is said then can only be fetched', async () => {
    await using house = await open()
    await (await house.bot()).destroy()
    await house.server.session('closed')
    house.server.says(house.anna, 'anybody?')
    const client = await house.bot()
    const { first } = ear(client)
    house.server.says(house.anna, 'hello?')
    expect(await first(1)).toEqual(['hello?'])
    const channel = await (await client.users.fetch(house.anna.id)).createDM()
    expect((await channel.messages.fetch()).map(({ content }) => content)).toEqual(['hello?', 'anybody?'])
  })

  test('without the content intent hear words only where they are for the bot', async () => {
    await using house = await open()
    const { server, anna } = house
    const { GuildMessages, Guilds } = GatewayIntentBits
    const client = await house.bot({ intents: [Guilds, GuildMessages] })
    const guild = server.guild({ members: [anna] })
    const { first } = ear(client)
    server.says(anna, 'among us', { channel: guild.general })
    server.says(anna, `${server.mention(server.bot)} hi`, { channel: guild.general })
    expect(await first(2)).toEqual(['', `<@${server.bot.id}> hi`])
  })

  test('hear only what their intents ask for', async () => {
    await using house = await open()
    const { server, anna } = house
    const client = await house.bot({ intents: [GatewayIntentBits.DirectMessages] })
    const types: string[] = []
    const heard = new Promise<void>((resolve) => {
      client.on(Events.Raw, ({ t }: { t: string }) => {
        types.push(t)
        if (t === 'MESSAGE_CREATE') resolve()
      })
    })
    const guild = server.guild({ members: [anna] })
    server.says(anna, 'in the open', { channel: guild.general })
    server.joins(server.person(), guild)
    server.says(anna, 'alone')
    await heard
    expect(types).toEqual(['MESSAGE_CREATE'])
  })

  test('without the channel partial hear no direct messages', async () => {
    await using house = await open()
    const { server, anna } = house
    const { first } = ear(await house.bot({ partials: [] }))
    const guild = server.guild({ members: [anna] })
    server.says(anna, 'alone')
    server.says(anna, 'in the open', { channel: guild.general })
    expect(await first(1)).toEqual(['in the open'])
  })
})

describe.concurrent('strange events', () => {
  test('a message that comes again is heard once', async () => {
    await using house = await open()
    const { first } = ear(await house.bot())
    house.server.says(house.anna, 'hi')
    house.server.repeat(house.server.lastEvent())
    house.server.says(house.anna, 'there')
    expect(await first(2)).toEqual(['hi', 'there'])
  })

  test('events are held back and come in another order', async () => {
    await using house = await open()
    const { server, anna } = house
    const { first, heard } = ear(await house.bot())
    server.hold()
    for (const text of ['a', 'b', 'c']) server.says(anna, text)
    expect(heard).toEqual([])
    server.release((events) => events.toReversed())
    expect(await first(3)).toEqual(['c', 'b', 'a'])
  })

  test('what is no event does no harm where the library bears it', async () => {
    await using house = await open()
    const { server, anna } = house
    const { first } = ear(await house.bot())
    server.pushRaw('{ this is no JSON')
    server.push('SOMETHING_NEW', { a: [1] })
    server.says(anna, 'still here')
    expect(await first(1)).toEqual(['still here'])
  })
})
