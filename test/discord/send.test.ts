import { describe, expect, it } from 'vitest'
import type { Button, Message, Part, SendTrouble } from '../../src/chat.ts'
import { until } from '../contract/until.ts'
import type { Fault } from '../platforms/discord/faults.ts'
import { realLimits } from '../platforms/discord/limits.ts'
import { stripes } from '../web/picture.ts'
import { type House, openHouse, person, place } from './house.ts'

const buttons = (...list: Button[]): Part => ({ kind: 'buttons', buttons: list })
const image: Part = { kind: 'image', media: 'image/png', data: stripes(40, 30), name: 'card.png', alt: 'Card' }
const open = async (settings: Parameters<typeof openHouse>[0] = {}) => (await openHouse(settings)).start()
const words = ({ server }: House) => server.sent().map(({ text }) => text)

describe('how a send goes wrong', () => {
  const cases: [string, Fault, SendTrouble][] = [
    [
      'a limit of the channel',
      { kind: 'answer', code: 429, retryAfter: 2.5 },
      { kind: 'later', afterMs: 2500, scope: 'place' },
    ],
    [
      'a limit of all',
      { kind: 'answer', code: 429, retryAfter: 1, global: true },
      { kind: 'later', afterMs: 1000, scope: 'platform' },
    ],
    ['a limit before Discord', { kind: 'answer', code: 429, body: 'html' }, { kind: 'later', scope: 'platform' }],
    ['a failure', { kind: 'answer', code: 503 }, { kind: 'later' }],
    ['a page instead of an answer', { kind: 'answer', code: 502, body: 'html' }, { kind: 'later' }],
    ['a page that says yes', { kind: 'answer', code: 200, body: 'html' }, { kind: 'later' }],
    ['an answer that gets lost', { kind: 'lose' }, { kind: 'later' }],
    ['a connection that is cut', { kind: 'cut' }, { kind: 'later' }],
    ['a token that is not accepted', { kind: 'answer', code: 401 }, { kind: 'later', scope: 'platform' }],
    ['a proxy that wants more', { kind: 'answer', code: 403, body: 'html' }, { kind: 'later', scope: 'platform' }],
    ['somebody who wants nothing of us', { kind: 'answer', code: 403, error: 50007 }, { kind: 'unreachable' }],
    ['somebody who shares no server with us', { kind: 'answer', code: 403, error: 50278 }, { kind: 'unreachable' }],
    ['a channel that we may not see', { kind: 'answer', code: 403, error: 50001 }, { kind: 'refused' }],
    ['a channel that we may not write in', { kind: 'answer', code: 403, error: 50013 }, { kind: 'refused' }],
    ['a channel that is gone', { kind: 'answer', code: 404, error: 10003 }, { kind: 'refused' }],
    ['too many conversations opened', { kind: 'answer', code: 400, error: 40003 }, { kind: 'later' }],
    ['a Discord that has too much to do', { kind: 'answer', code: 400, error: 130000 }, { kind: 'later' }],
    ['something wrong with the message', { kind: 'answer', code: 400, error: 50035 }, { kind: 'refused' }],
  ]
  it.each(cases)('%s', async (_, fault, trouble) => {
    await using house = await open()
    const ada = house.server.person()
    house.server.fault({ ...fault, on: 'createMessage', count: 1 })
    expect(await house.trouble(ada, 'Hello')).toEqual(trouble)
    await house.send(ada, 'After')
    expect(words(house).at(-1)).toBe('After')
    expect(house.adapter.status()).toBe('ok')
  })

  it('somebody whom Discord does not know', async () => {
    await using house = await open()
    const to = { place: place('77'), only: { platform: 'discord', id: '12345' } }
    expect(await house.trouble(to, 'Hello')).toEqual({ kind: 'unreachable' })
    expect(await house.trouble({ ...to, only: { ...to.only, id: 'nobody' } }, 'Hello')).toEqual({ kind: 'refused' })
  })

  it('is told without what was written and without tokens', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const ada = server.person()
    const { general } = server.guild({ members: [ada] })
    await until(() => server.commands().length > 0)
    server.slash(ada, 'points', {}, { channel: general })
    await ear.next()
    server.fault({ kind: 'answer', code: 500, on: 'editOriginal' })
    const to = { place: place(general), only: person(ada) }
    const error: unknown = await house.send(to, 'between you and me').catch((reason: unknown) => reason)
    expect(String(error)).toBe('SendError: editOriginal: 500 0 500: Internal Server Error')
  })
})

describe('a send of which nothing is known', () => {
  const faults: Fault[] = [{ kind: 'lose' }, { kind: 'hang', done: true }, { kind: 'answer', code: 500 }]
  it.each(faults)('comes once however often it is repeated: %j', async (fault) => {
    await using house = await open()
    const ada = house.server.person()
    house.server.fault({ ...fault, on: 'createMessage', count: 2 })
    for (let tried = 0; tried < 2; tried += 1) {
      const ending = new AbortController()
      const trouble = house.trouble(ada, 'Hello', { key: 'one', signal: ending.signal })
      if (fault.kind === 'hang') {
        await house.server.arrival('createMessage')
        await until(() => words(house).length === 1)
        ending.abort()
      }
      expect(await trouble).toEqual({ kind: 'later' })
    }
    const sent = await house.send(ada, 'Hello', { key: 'one' })
    await house.send(ada, 'Hello', { key: 'two' })
    expect(words(house)).toEqual(['Hello', 'Hello'])
    expect(house.server.sent()[0]?.id).toBe(sent.message)
  })

  it('is unknown when Discord may no longer know it again, and then starts afresh', async () => {
    await using house = await open()
    const ada = house.server.person()
    house.server.fault({ kind: 'lose', on: 'createMessage', count: 1 })
    expect(await house.trouble(ada, 'Hello', { key: 'one' })).toEqual({ kind: 'later' })
    house.later = 121_000
    expect(await house.trouble(ada, 'Hello', { key: 'one' })).toEqual({ kind: 'unknown' })
    expect(house.server.calls('createMessage')).toHaveLength(1)
    await house.send(ada, 'Hello', { key: 'one' })
    expect(house.server.calls('createMessage')).toHaveLength(2)
  })

  it('is the same for all processes, and another for each place', async () => {
    await using house = await open()
    const { server } = house
    const [ada, ben] = [server.person(), server.person()]
    const other = await house.another().start()
    const first = await house.send(ada, 'Hello', { key: 'one' })
    expect(await other.send(ada, 'Hello', { key: 'one' })).toEqual(first)
    await other.send(ben, 'Hello', { key: 'one' })
    expect(words(house)).toEqual(['Hello', 'Hello'])
    await other.stop()
  })

  it('stays unknown where Discord knows nothing again: one more answer to a command', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const ada = server.person()
    const { general } = server.guild({ members: [ada] })
    await until(() => server.commands().length > 0)
    server.slash(ada, 'points', {}, { channel: general })
    await ear.next()
    const to = { place: place(general), only: person(ada) }
    // the first takes the place of what is shown as thinking, which can be done twice
    for (const on of ['editOriginal', 'followUp']) server.fault({ kind: 'lose', on, count: 1 })
    expect(await house.trouble(to, 'One', { key: 'one' })).toEqual({ kind: 'later' })
    await house.send(to, 'One', { key: 'one' })
    expect(await house.trouble(to, 'Two', { key: 'two' })).toEqual({ kind: 'unknown' })
    expect(server.sees(ada, general).map(({ text }) => text)).toEqual(['One', 'Two'])
  })

  it('that replaces can be done twice', async () => {
    await using house = await open()
    const ada = house.server.person()
    const { message: replaces } = await house.send(ada, 'One')
    house.server.fault({ kind: 'lose', on: 'editMessage', count: 1 })
    const to = { place: house.alone(ada), replaces }
    expect(await house.trouble(to, 'Two')).toEqual({ kind: 'later' })
    await house.send(to, 'Two')
    expect(words(house)).toEqual(['Two'])
  })
})

describe('what Discord does not take of a message', () => {
  it('is left out: addresses of buttons', async () => {
    await using house = await open()
    const ada = house.server.person()
    const message: Message = {
      text: 'Choose',
      parts: [buttons({ label: 'Go', url: 'https://shop.example/' }, { label: 'Stay', press: 'stay' })],
    }
    house.server.fault({ kind: 'answer', code: 400, error: 50035, on: 'createMessage', count: 1 })
    await house.send(ada, message)
    expect(
      house.server
        .sent()[0]
        ?.buttons.flat()
        .map(({ label }) => label),
    ).toEqual(['Stay'])
    house.server.fault({ kind: 'answer', code: 400, error: 50035, on: 'createMessage' })
    expect(await house.trouble(ada, message)).toEqual({ kind: 'refused' })
  })

  it('is told in words: files that are too large', async () => {
    await using house = await open()
    const ada = house.server.person()
    house.server.fault({ kind: 'answer', code: 413, error: 40005, on: 'createMessage', count: 1 })
    await house.send(ada, { text: 'Your card', parts: [image] })
    house.ear.stored.set('big', Buffer.alloc(10 * 1024 * 1024 + 1))
    const file: Part = { kind: 'file', file: 'big', name: 'film_1.mp4', media: 'video/mp4', size: 1 }
    await house.send(ada, { text: '', parts: [file] })
    expect(house.server.sent().map(({ text, files }) => [text, files.length])).toEqual([
      ['Your card\nCard', 0],
      ['film_1.mp4', 0],
    ])
  })

  it('does not spoil the form in which it goes: names and types of files', async () => {
    await using house = await open()
    const ada = house.server.person()
    house.ear.stored.set('1', Buffer.from('one'))
    const hostile = 'a"; filename="b\r\nx: y\u0000\u202e.txt'
    const file = { kind: 'file' as const, file: '1', name: hostile, media: 'text/plain\r\nx: y', size: 3 }
    await house.send(ada, { text: 'Files', parts: [file, { ...image, name: '../😀' }, { ...file, name: '' }] })
    expect(house.server.sent()[0]?.files.map(({ name, type }) => [name, type])).toEqual([
      ['a__filename__b_x_y.txt', 'application/octet-stream'],
      ['..__.png', 'image/png'],
      ['file', 'application/octet-stream'],
    ])
  })
})

describe('where it can no longer go as it was meant', () => {
  it.each([10003, 160005, 50083])('it goes beside a thread that is no more: %i', async (error) => {
    await using house = await open()
    const { server } = house
    const ada = server.person()
    const { general } = server.guild({ members: [ada] })
    const thread = server.opensThread(ada, 'Alerts', { channel: general })
    server.fault({ kind: 'answer', code: 400, error, on: 'createMessage', count: 1 })
    const sent = await house.send({ place: { ...place(general), thread: thread.id } }, 'Alert')
    expect(sent).toEqual({ place: place(general), message: server.sent(general)[0]?.id })
  })

  it.each([10008, 50005, 50083, 30046])('it is sent anew: %i', async (error) => {
    await using house = await open()
    const ada = house.server.person()
    const { message: replaces } = await house.send(ada, 'One')
    house.server.fault({ kind: 'answer', code: 403, error, on: 'editMessage' })
    const sent = await house.send({ place: house.alone(ada), replaces }, 'Two')
    expect(sent.message).not.toBe(replaces)
    expect(words(house)).toEqual(['One', 'Two'])
  })
})

describe('every message', () => {
  it('pings nobody, previews nothing and carries a nonce', async () => {
    await using house = await open()
    const { server } = house
    const ada = server.person()
    const { general } = server.guild({ members: [ada] })
    const text = `@everyone ${server.mention(ada)} https://evil.example/`
    const { message: replaces } = await house.send({ place: place(general) }, text)
    await house.send({ place: place(general), replaces }, `${text}!`)
    const [seen] = server.sent()
    expect(seen).toMatchObject({ text: `${text}!`, marks: [], pings: { users: [], roles: [], everyone: false } })
    const [sent, edited] = server.calls().filter(({ method }) => /Message$/.test(method))
    expect(sent?.params).toMatchObject({
      flags: 4,
      allowed_mentions: { parse: [] },
      enforce_nonce: true,
      nonce: expect.stringMatching(/^.{24}$/),
    })
    expect(edited?.params).toMatchObject({ flags: 4, allowed_mentions: { parse: [] } })
  })

  it('goes as fast as Discord allows and no faster, if the courier keeps to the pace', async () => {
    await using house = await openHouse()
    const { server } = house
    const { discord } = await import('../../adapters/discord/adapter.ts')
    const { pace } = discord({ token: server.token, log: { info() {}, warn() {}, error() {} } })
    expect(pace.all).toEqual([realLimits.overall])
    expect(pace.place(place('1'))).toEqual([realLimits.channel])
    expect(pace.inFlight).toBeGreaterThan(10)
  })

  it('of our own accord needs no conversation to be opened that is there, and no look at one that is known', async () => {
    await using house = await open()
    const { server } = house
    const [ada, ben] = [server.person(), server.person()]
    const { general } = server.guild({ members: [ada, ben] })
    for (const text of ['One', 'Two']) await house.send({ place: house.alone(ada), only: person(ada) }, text)
    for (const text of ['One', 'Two']) await house.send({ place: place(ben.id), only: person(ben) }, text)
    for (const channel of [general, server.dm(ada).id, '12345', 'nonsense']) {
      const sent = await house.send({ place: place(channel), only: person(ben) }, `by ${channel}`)
      expect(sent.place).toEqual(house.alone(ben))
    }
    expect(server.sent(ada)).toHaveLength(2)
    expect(server.sent(ben)).toHaveLength(6)
    expect(server.calls('createDm')).toHaveLength(1)
    expect(server.calls('getChannel')).toHaveLength(3)
  })

  it('is kept from others when it is private', async () => {
    await using house = await open()
    const { server } = house
    const ada = server.person()
    const { general } = server.guild({ members: [ada] })
    expect(await house.trouble({ place: place(general) }, { text: 'x', private: true })).toEqual({ kind: 'refused' })
    await house.send(ada, { text: 'y', private: true })
    expect(words(house)).toEqual(['y'])
  })
})

it.each(['', 'x', 'a.b', '123:abc', 'a.b.c d'])('a token cannot be %j', async (token) => {
  const { discord } = await import('../../adapters/discord/adapter.ts')
  const log = { info() {}, warn() {}, error() {} }
  expect(() => discord({ token, log })).toThrow(/three parts/)
})
