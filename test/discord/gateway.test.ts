import { describe, expect, it } from 'vitest'
import { holdGateway } from '../../adapters/discord/gateway.ts'
import { makeSessions } from '../../adapters/discord/session.ts'
import type { Happening } from '../../src/chat.ts'
import { until } from '../contract/until.ts'
import type { DiscordServer } from '../platforms/discord/server.ts'
import { type House, openHouse, person, place } from './house.ts'

const texts = (heard: Happening[]) => heard.map((happening) => ('text' in happening ? happening.text : happening.kind))
const heardOnce = (house: House) => new Set(house.ear.told.map(({ id }) => id)).size === house.ear.told.length

describe('what is heard', () => {
  it('is what people say to the bot alone, and in servers what mentions or answers it', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const [ada, ben] = [server.person({ name: 'Ada' }), server.person({ name: 'Ben' })]
    const { general } = server.guild({ members: [ada, ben] })
    server.says(ada, 'among ourselves', { channel: general })
    server.says(ada, '@everyone look', { channel: general })
    server.says(ada, `${server.mention(server.bot)} points`, { channel: general })
    const asked = server.says(ben, 'What is it?', { channel: general })
    server.says(ada, `hey ${server.mention(server.bot)}, he asks`, { channel: general, replyTo: asked })
    const { message } = await house.send({ place: place(general) }, 'Here')
    server.says(ben, 'thanks', { channel: general, replyTo: message })
    server.says(ada, 'alone')
    const heard = await ear.first(4)
    expect(heard).toMatchObject([
      { kind: 'said', text: 'points', where: place(general), direct: false, who: person(ada), called: true },
      { text: `hey ${server.mention(server.bot)}, he asks`, replyTo: person(ben), inReplyTo: asked.id },
      { text: 'thanks', who: person(ben), inReplyTo: message },
      { text: 'alone', direct: true, where: house.alone(ada) },
    ])
    expect(heard.map((happening) => 'called' in happening)).toEqual([true, false, false, false])
    expect(house.adapter.status()).toBe('ok')
    expect(house.adapter.link?.()).toBe(`https://discord.com/users/${server.bot.id}`)
  })

  it('is a command also when it is written out', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const [ada, ben] = [server.person(), server.person()]
    server.says(ada, '/claim ABCDE-FGHIJ')
    server.says(ada, `/Earn ${server.mention(ben)} 12.50`)
    server.says(ada, 'and /or')
    expect(await ear.first(3)).toMatchObject([
      { kind: 'asked', command: 'claim', args: 'ABCDE-FGHIJ' },
      { kind: 'asked', command: 'earn', args: `discord:${ben.id} 12.50` },
      { kind: 'said', text: 'and /or' },
    ])
  })

  it('is what becomes of messages for us, in servers too, and nothing of others', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const ada = server.person()
    const { general } = server.guild({ members: [ada] })
    const other = server.says(ada, 'among ourselves', { channel: general })
    const mine = server.says(ada, `${server.mention(server.bot)} five`, { channel: general })
    const alone = server.says(ada, 'alone')
    server.edits(ada, other, 'still among ourselves')
    server.edits(ada, mine, 'six')
    for (const message of [other, mine, alone]) server.deletes(ada, message)
    const heard = await ear.first(5)
    expect(heard.slice(2)).toMatchObject([
      { kind: 'edited', message: mine.id, text: 'six', where: place(general), who: { id: ada.id } },
      { kind: 'deleted', message: mine.id, where: place(general), who: { id: ada.id } },
      { kind: 'deleted', message: alone.id, direct: true, who: { id: ada.id } },
    ])
    expect(heardOnce(house)).toBe(true)
  })

  it('is what becomes of a command written out in a server, and of an answer to us', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const ada = server.person()
    const { general } = server.guild({ members: [ada] })
    const bot = server.mention(server.bot)
    const asked = server.says(ada, `${bot} /reply we are sorry`, { channel: general })
    const { message } = await house.send({ place: place(general) }, 'Here')
    const answer = server.says(ada, 'thanks', { channel: general, replyTo: message })
    server.edits(ada, asked, `${bot} /reply we are very sorry`)
    server.edits(ada, answer, 'many thanks')
    for (const each of [asked, answer]) server.deletes(ada, each)
    expect(await ear.first(6)).toMatchObject([
      { kind: 'asked', command: 'reply', args: 'we are sorry', message: asked.id },
      { kind: 'said', text: 'thanks', message: answer.id, inReplyTo: message },
      { kind: 'edited', message: asked.id, text: '/reply we are very sorry' },
      { kind: 'edited', message: answer.id, text: 'many thanks' },
      { kind: 'deleted', message: asked.id },
      { kind: 'deleted', message: answer.id },
    ])
  })

  it('is of a deletion only what somebody else deleted, one by one or all at once', async () => {
    await using house = await (await openHouse({ thinking: 10 })).listen()
    const { server, ear } = house
    const ada = server.person()
    const { general } = server.guild({ members: [ada] })
    await until(() => server.commands().length > 0)
    server.slash(ada, 'points')
    await ear.next()
    await server.nextCall('deleteOriginal')
    const say = (text: string) => server.says(ada, `${server.mention(server.bot)} ${text}`, { channel: general })
    const [one, two] = [say('one'), say('two')]
    const where = { channel: general }
    const ids = [one.id, 'nonsense', two.id, '5', null]
    server.push('MESSAGE_DELETE_BULK', { ids, channel_id: general, guild_id: '5' }, where)
    server.push('MESSAGE_DELETE_BULK', { ids: 7, channel_id: general }, where)
    server.says(ada, 'after')
    expect((await ear.first(6)).slice(3)).toMatchObject([
      { kind: 'deleted', message: one.id, who: { id: ada.id } },
      { kind: 'deleted', message: two.id },
      { kind: 'said', text: 'after' },
    ])
    // nobody had to be asked whose conversation it was from which we took something away
    expect(server.calls('getChannel')).toEqual([])
  })

  it('is in a thread also when nobody told us of that', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const ada = server.person()
    const { general } = server.guild({ members: [ada] })
    const thread = server.opensThread(ada, 'Alerts', { channel: general })
    server.says(ada, `${server.mention(server.bot)} one`, { channel: thread })
    const wanted = { ...place(general), thread: thread.id }
    expect(await ear.next()).toMatchObject({ text: 'one', where: wanted })
    await house.stop()
    const next = house.another()
    await next.start()
    next.begin()
    await server.session('resumed')
    server.says(ada, 'among ourselves', { channel: thread })
    server.says(ada, `${server.mention(server.bot)} two`, { channel: thread })
    server.says(ada, `${server.mention(server.bot)} three`, { channel: general })
    expect(await ear.first(3)).toMatchObject([
      {},
      { text: 'two', where: wanted },
      { text: 'three', where: place(general) },
    ])
    expect(server.calls('getChannel').map(({ chat }) => chat)).toEqual([thread.id, general])
    await next.stop()
  })

  it('comes from people alone', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const ada = server.person()
    const dm = server.dm(ada).id
    const author = { id: ada.id, username: 'ada' }
    const message = { id: '900', channel_id: dm, content: 'x', type: 0, timestamp: new Date().toISOString(), author }
    server.push('MESSAGE_CREATE', { ...message, author: { ...author, bot: true } })
    server.push('MESSAGE_CREATE', { ...message, webhook_id: '5' })
    server.push('MESSAGE_CREATE', { ...message, author: { ...author, system: true } })
    server.push('MESSAGE_CREATE', { ...message, type: 6 })
    server.says(ada, 'me')
    expect(texts(await ear.first(1))).toEqual(['me'])
  })
})

describe('a connection that ends', () => {
  const ends: [string, (server: DiscordServer) => void, 'resumed' | 'identified'][] = [
    ['breaks', (server) => server.gateway.drop(), 'resumed'],
    ['is closed with 4000', (server) => server.gateway.drop(4000), 'resumed'],
    ['is closed with 4009', (server) => server.gateway.drop(4009), 'resumed'],
    ['is closed with 1001', (server) => server.gateway.drop(1001), 'identified'],
    ['is to be made anew', (server) => server.gateway.reconnect(), 'resumed'],
    ['has a session that is not valid', (server) => server.gateway.invalidate(false), 'identified'],
    ['has a session that is forgotten', (server) => [server.gateway.forget(), server.gateway.drop()], 'identified'],
  ]
  it.each(ends)('and %s is made anew, and what was said meanwhile is heard once', async (_, end, how) => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const ada = server.person()
    const before = server.says(ada, 'before')
    await ear.first(1)
    ear.conversations.set(server.dm(ada).id, before.id)
    end(server)
    server.says(ada, 'meanwhile')
    await server.session(how)
    server.says(ada, 'after')
    await until(() => ear.told.length >= 3)
    expect(texts(ear.told).sort()).toEqual(['after', 'before', 'meanwhile'])
    await until(() => house.adapter.status() === 'ok')
    expect(heardOnce(house)).toBe(true)
  })

  it('without a sound is given up, and what was said into it is heard', async () => {
    await using house = await (await openHouse({ silence: 150 })).listen()
    const { server, ear } = house
    const ada = server.person()
    server.gateway.silence()
    server.says(ada, 'Anybody there?')
    expect(texts(await ear.first(1))).toEqual(['Anybody there?'])
    await until(() => house.adapter.status() === 'ok')
    expect(house.said).toContain('the connection to Discord broke (1006)')
  })

  it('with a session that can be gone on with, is gone on with', async () => {
    await using house = await (await openHouse()).listen()
    house.server.gateway.invalidate(true)
    const ada = house.server.person()
    house.server.says(ada, 'still here')
    expect(texts(await house.ear.first(1))).toEqual(['still here'])
  })

  it('ends no more than once, however nonsensical the frames were', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    for (const data of [null, 7, 'x', [], {}, { id: {} }, { id: '1', channel_id: [], author: null }]) {
      for (const type of ['MESSAGE_CREATE', 'MESSAGE_UPDATE', 'MESSAGE_DELETE', 'INTERACTION_CREATE', 'GUILD_CREATE'])
        server.push(type, data)
    }
    const ada = server.person()
    server.says(ada, 'one')
    expect(texts(await ear.first(1))).toEqual(['one'])
    expect(house.pauses).toEqual([])
    for (const [n, frame] of ['nonsense', '7', '[]', '{"op":9}', '{"op":10}', '{"op":0,"t":"READY"}'].entries()) {
      server.pushRaw(frame)
      server.says(ada, `after ${frame}`)
      expect(texts(await ear.first(n + 2)).at(-1)).toBe(`after ${frame}`)
    }
  })
})

describe('when Discord does not let us in', () => {
  it('tries again ever more slowly, and comes back by itself', async () => {
    await using house = await openHouse()
    const { server, ear } = house
    const back = await server.refuse()
    await house.start()
    house.begin()
    await until(() => house.pauses.length >= 8)
    expect(house.pauses.slice(0, 8)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    expect(house.adapter.status()).toMatch(/^Discord cannot be reached/)
    await back()
    await server.session('identified')
    server.says(server.person(), 'hello')
    expect(texts(await ear.first(1))).toEqual(['hello'])
    expect(house.adapter.status()).toBe('ok')
  })

  it('tries a wrong token slowly, says so, and goes on when it is right', async () => {
    await using house = await openHouse()
    const { server } = house
    server.revoke()
    await house.start()
    house.begin()
    await until(() => house.pauses.length >= 2)
    expect(new Set(house.pauses)).toEqual(new Set([30_000]))
    expect(house.adapter.status()).toBe('Discord does not accept the token (401)')
    server.restore()
    await server.session('identified')
    await until(() => house.adapter.status() === 'ok')
  })

  it('says that the token was revoked, and goes on when it is good again', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const ada = server.person()
    server.revoke()
    await until(() => house.said.some((said) => said.includes('(4004)')))
    expect(house.pauses).toContain(30_000)
    expect(await house.trouble(ada, 'Hello')).toEqual({ kind: 'later', scope: 'platform' })
    expect(house.adapter.status()).toContain('Discord does not accept the token (401)')
    server.restore()
    await server.session('identified')
    server.says(ada, 'again')
    expect(texts(await ear.first(1))).toEqual(['again'])
    await house.send(ada, 'Hello')
    expect(house.adapter.status()).toBe('ok')
    expect(house.log.join()).not.toContain(server.token)
  })

  it('does without the words that are not for us when it may not hear them', async () => {
    await using house = await (await openHouse({}, { gateway: { intents: [] } })).listen()
    const { server, ear } = house
    const ada = server.person()
    const { general } = server.guild({ members: [ada] })
    const bot = server.mention(server.bot)
    const said = server.says(ada, `${bot} points`, { channel: general })
    server.edits(ada, said, 'never mind')
    server.edits(ada, said, `${bot} history`)
    server.says(ada, 'alone')
    expect(texts(await ear.first(3))).toEqual(['points', 'history', 'alone'])
    expect(house.pauses).toEqual([500, expect.any(Number)])
    expect(house.adapter.status()).toBe('ok')
  })

  it('waits when it may begin no more sessions today', async () => {
    const waits: number[] = []
    const ending = new AbortController()
    const said: (string | undefined)[] = []
    const limit = { remaining: 0, reset_after: 90_000 }
    await holdGateway({
      token: 'x',
      caller: { call: async () => ({ url: 'ws://127.0.0.1:1', session_start_limit: limit }), close: async () => {} },
      signal: ending.signal,
      health: { set: (_, trouble) => said.push(trouble), text: () => '' },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      wait: async (ms) => {
        waits.push(ms)
        limit.reset_after = 9_000_000
        if (waits.length === 2) ending.abort()
      },
      now: () => waits.length * 10_000,
      session: makeSessions({}, { id: '1', app: '2' }),
      take: async () => {},
      began: () => {},
      silence: 1_000,
    })
    expect(waits).toEqual([90_000, 600_000])
    expect(said).toContain('Discord allows no more connections today')
  })

  it.each([
    [{ kind: 'answer', code: 500 }, /failed/],
    [{ kind: 'answer', code: 502, body: 'html' }, /failed/],
    [{ kind: 'answer', code: 429, retryAfter: 9 }, /asked for a pause/],
    [{ kind: 'lose' }, /cannot be reached/],
  ] as const)('and answers %j when asked where to go', async (fault, said) => {
    await using house = await openHouse()
    house.server.fault({ ...fault, on: 'getGateway', count: 2 })
    await house.listen()
    expect(house.said.some((each) => said.test(each))).toBe(true)
    if ('retryAfter' in fault) expect(house.pauses).toContain(9000)
    await until(() => house.adapter.status() === 'ok')
  })

  it('can be stopped at once', async () => {
    await using house = await openHouse()
    const back = await house.server.refuse()
    await house.start()
    house.begin()
    await until(() => house.pauses.length >= 1)
    await house.stop()
    await back()
    expect(await house.trouble({ place: place('1') }, 'x')).toMatchObject({ kind: 'later' })
  })
})

describe('what could not be stored', () => {
  it('is tried again until it is, and so is what is left when the process ends', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const ada = server.person()
    const { general } = server.guild({ members: [ada] })
    const say = (text: string) => server.says(ada, `${server.mention(server.bot)} ${text}`, { channel: general })
    let refusals = 3
    ear.refuses = () => refusals-- > 0
    say('one')
    expect(texts(await ear.first(4))).toEqual(['one', 'one', 'one', 'one'])
    expect(house.pauses).toEqual([500, 1000, 2000])
    expect(house.said.every((each) => each === 'events cannot be stored')).toBe(true)
    await until(() => house.adapter.status() === 'ok')

    ear.refuses = (happening) => 'text' in happening && happening.text === 'two'
    say('two')
    say('three')
    await until(() => texts(ear.told).includes('three') && texts(ear.told).includes('two'))
    await house.stop()
    ear.refuses = () => false
    const before = ear.told.length
    const next = house.another()
    await next.start()
    next.begin()
    await server.session('resumed')
    expect(texts(await ear.first(before + 2)).slice(before)).toEqual(['two', 'three'])
    await next.stop()
  })
})

it('an event that is beyond us is told of in the log, and comes between nobody and the next', async () => {
  await using house = await (await openHouse()).listen()
  const { server, ear } = house
  const ada = server.person()
  const { general } = server.guild({ members: [ada] })
  await until(() => server.commands().length > 0)
  ear.form = () => {
    throw new TypeError('between you and me')
  }
  server.slash(ada, 'points', {}, { channel: general })
  server.says(ada, 'after')
  expect(await ear.next()).toMatchObject({ text: 'after' })
  await until(() => house.log.length > 0)
  expect(house.log).toEqual([expect.stringContaining('"type":"INTERACTION_CREATE","trouble":"TypeError"')])
  expect(house.log.join()).not.toContain('between you and me')
  await house.stop()
  const next = await house.another().start()
  next.begin()
  await server.session('resumed')
  server.says(ada, 'later')
  expect((await ear.first(2))[1]).toMatchObject({ text: 'later' })
  await next.stop()
})

describe('another process', () => {
  it('goes on where the one before ended, wherever things were said', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const ada = server.person()
    const { general } = server.guild({ members: [ada] })
    const other = house.another()
    await other.start()
    await house.send(ada, 'from the one')
    await other.send(ada, 'from the other')
    server.says(ada, 'one')
    await ear.first(1)
    await house.deafen()
    server.says(ada, 'two')
    server.says(ada, `${server.mention(server.bot)} three`, { channel: general })
    other.begin()
    await server.session('resumed')
    expect(texts(await ear.first(3))).toEqual(['one', 'two', 'three'])
    await other.deafen()
    server.says(ada, 'four')
    house.begin()
    expect(texts(await ear.first(4)).at(-1)).toBe('four')
    expect(heardOnce(house)).toBe(true)
    await other.stop()
  })

  it('goes on also when the one before ended right after it began', async () => {
    await using house = await (await openHouse()).listen()
    await until(() => house.adapter.status() === 'ok')
    await house.send(house.server.person(), 'Hello')
    expect([...house.ear.kept.values()]).toEqual([expect.stringContaining('"id"')])
    const other = house.another()
    await other.start()
    other.begin()
    await house.server.session('resumed')
    await other.stop()
  })

  it('begins anew when the session is gone or was never written down', async () => {
    await using house = await (await openHouse()).listen()
    await house.stop()
    for (const kept of ['nonsense', 'null', '{"id":"gone","address":"ws://127.0.0.1:1","seen":1}']) {
      for (const name of house.ear.kept.keys()) house.ear.kept.set(name, kept)
      const next = house.another()
      await next.listen()
      await until(() => next.adapter.status() === 'ok')
      await next.stop()
    }
  })
})

describe('what was said to the bot alone while nobody listened', () => {
  it('is fetched once, the oldest first, however much it is', async () => {
    await using house = await openHouse()
    const { server, ear } = house
    const [ada, ben, cem] = [server.person(), server.person(), server.person()]
    const old = server.says(ada, 'known before')
    ear.conversations.set(server.dm(ada).id, old.id)
    ear.conversations.set('12345', '1')
    ear.conversations.set('nonsense', 'x')
    ear.conversations.set(server.dm(ben).id, undefined)
    ear.conversations.set(server.dm(cem).id, '1')
    const many = Array.from({ length: 230 }, (_, n) => `number ${n}`)
    for (const text of many) server.says(ada, text)
    server.says(ben, 'a single one')
    await house.listen()
    const heard = await ear.first(231)
    const byAda = heard.filter(({ who }) => who.id === ada.id)
    expect(texts(byAda)).toEqual(many)
    expect(byAda[0]).toMatchObject({ direct: true, where: house.alone(ada), message: byAda[0]?.id })
    server.says(cem, 'live')
    await ear.first(232)
    expect(heardOnce(house)).toBe(true)
    expect(texts(ear.told)).not.toContain('known before')
  })

  it('is told once, though the gateway tells of it as well, before or after', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const ada = server.person()
    ear.conversations.set(server.dm(ada).id, '1')
    server.says(ada, 'before')
    await ear.first(1)
    server.hold()
    server.says(ada, 'both')
    server.gateway.forget()
    server.gateway.drop()
    await server.session('identified')
    await ear.first(2)
    server.release()
    server.says(ada, 'after')
    expect(texts(await ear.first(3))).toEqual(['before', 'both', 'after'])
  })

  it('is left where it is older than the engine can know again', async () => {
    await using house = await openHouse()
    const { server, ear } = house
    const ada = server.person()
    server.says(ada, 'long ago')
    ear.conversations.set(server.dm(ada).id, '1')
    house.later = 7 * 86_400_000
    await house.listen()
    await server.nextCall('getMessages')
    server.says(ada, 'now')
    expect(texts(await ear.first(1))).toEqual(['now'])
  })

  it('is asked for again when Discord does not answer', async () => {
    await using house = await openHouse()
    const { server, ear } = house
    const ada = server.person()
    server.says(ada, 'missed')
    ear.conversations.set(server.dm(ada).id, '1')
    server.fault({ kind: 'answer', code: 500, on: 'getMessages', count: 2 })
    await house.listen()
    expect(texts(await ear.first(1))).toEqual(['missed'])
    expect(server.calls('getMessages')).toHaveLength(3)
  })
})
