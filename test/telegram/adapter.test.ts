import { setImmediate } from 'node:timers/promises'
import { Telegram } from 'telegraf'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { makeHealth } from '../../adapters/shared/health.ts'
import { telegram } from '../../adapters/telegram/adapter.ts'
import { makeClient } from '../../adapters/telegram/client.ts'
import { poll } from '../../adapters/telegram/source.ts'
import type { Happening } from '../../src/chat.ts'
import type { Fault } from '../platforms/telegram/faults.ts'
import { startTelegram } from '../platforms/telegram/server.ts'
import { chat, openHouse } from './house.ts'

const silent = { info: () => {}, warn: () => {}, error: () => {} }
const texts = (heard: Happening[]) => heard.map((happening) => ('text' in happening ? happening.text : ''))

afterEach(() => {
  vi.useRealTimers()
})

describe('polling', () => {
  it('hears what people do', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const ada = server.person({ name: 'Ada', language: 'zh-hans' })
    server.says(ada, '/start ref_7')
    server.blocks(ada)
    server.unblocks(ada)
    server.says(ada, 'hello')
    expect(await ear.first(4)).toMatchObject([
      { kind: 'asked', command: 'start', args: 'ref_7', who: { name: 'Ada', locale: 'zh-hans' }, where: chat(ada) },
      { kind: 'left' },
      { kind: 'joined' },
      { kind: 'said', text: 'hello' },
    ])
    expect(house.adapter.status()).toBe('ok')
  })

  it('hands a batch over at once and in order, and confirms it when all of it is stored', async () => {
    await using house = await openHouse()
    const { server, ear } = house
    const stored = Promise.withResolvers<void>()
    ear.gate = stored.promise
    server.hold()
    const ada = server.person()
    for (const text of ['one', 'two', 'three']) server.says(ada, text)
    await house.listen()
    server.release((updates) => updates.toReversed())
    expect(texts(await ear.first(3, ear.told))).toEqual(['one', 'two', 'three'])
    expect(server.pending).toBe(3)
    const polls = server.calls('getUpdates').length
    stored.resolve()
    await ear.first(3)
    server.says(ada, 'four')
    await ear.first(4)
    expect(server.calls('getUpdates')[polls]?.params.offset).toBe(Number(ear.heard[2]?.id) + 1)
    expect(ear.told).toHaveLength(4)
  })

  it('has what could not be stored come again, and confirms only what is before it', async () => {
    await using house = await openHouse()
    const { server, ear } = house
    let refusals = 2
    ear.refuses = (happening) => 'text' in happening && happening.text === 'two' && refusals-- > 0
    server.hold()
    const ada = server.person()
    for (const text of ['one', 'two', 'three']) server.says(ada, text)
    await house.listen()
    server.release()
    expect(texts(await ear.first(5))).toEqual(['one', 'three', 'three', 'two', 'three'])
    server.says(ada, 'four')
    await ear.first(6)
    const first = Number(ear.told[0]?.id)
    const offsets = server.calls('getUpdates').map(({ params }) => params.offset)
    expect(offsets.slice(0, 4)).toEqual([0, first + 1, first + 1, first + 3])
    expect(house.pauses).toEqual([500, 1000])
    expect(house.said).toEqual(['updates cannot be stored', 'updates cannot be stored'])
    expect(house.adapter.status()).toBe('ok')
  })

  it('hands on what comes twice as it is', async () => {
    await using house = await (await openHouse()).listen()
    const ada = house.server.person()
    house.server.says(ada, 'once')
    await house.ear.first(1)
    house.server.repeat(house.server.lastUpdate(), 2)
    const ids = (await house.ear.first(3)).map(({ id }) => id)
    expect(new Set(ids).size).toBe(1)
  })

  it('is not stopped by an update that makes no sense', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    server.push({ message: 'x' })
    server.push({ message: { chat: null, from: [], text: 7 } })
    server.pushRaw(
      'message',
      (id) => `{"update_id":${id},"message":{"__proto__":{"text":"x"},"text":"\\ud800\\u0000"}}`,
    )
    server.push({
      message: { message_id: 1, from: { id: 5 }, chat: { id: 5, type: 'private' }, text: 'x'.repeat(1e6) },
    })
    server.says(server.person(), 'sound')
    const [cut, sound] = await ear.first(2)
    expect(cut).toMatchObject({ kind: 'said', text: 'x'.repeat(4096) })
    expect(sound).toMatchObject({ text: 'sound' })
    expect(house.pauses).toEqual([])
  })

  const token = 'Telegram does not accept the token'
  const interruptions: [Fault, number[], RegExp][] = [
    [{ kind: 'answer', code: 500 }, [500, 1000, 2000], /failed/],
    [{ kind: 'answer', code: 502, body: 'html' }, [500, 1000, 2000], /failed/],
    [{ kind: 'answer', code: 200, body: 'html' }, [500, 1000, 2000], /cannot be reached/],
    [{ kind: 'cut' }, [500, 1000, 2000], /cannot be reached/],
    [{ kind: 'lose' }, [500, 1000, 2000], /cannot be reached/],
    [{ kind: 'answer', code: 429, retryAfter: 3 }, [3000, 3000, 3000], /asked for a pause/],
    [{ kind: 'answer', code: 429, retryAfter: 40_000 }, [600_000, 600_000, 600_000], /asked for a pause/],
    [{ kind: 'answer', code: 409 }, [500, 1000, 2000], /somebody else/],
    [{ kind: 'answer', code: 401 }, [30_000, 30_000, 30_000], new RegExp(`^${token} \\(401\\)$`)],
    [{ kind: 'answer', code: 404 }, [30_000, 30_000, 30_000], new RegExp(`^${token} \\(404\\)$`)],
    [{ kind: 'answer', code: 404, body: 'html' }, [500, 1000, 2000], /cannot be reached/],
  ]
  it.each(interruptions)('goes on after %j', async (fault, pauses, status) => {
    await using house = await openHouse()
    house.server.fault({ ...fault, on: 'getUpdates', count: 3 })
    await house.listen()
    house.server.says(house.server.person(), 'still there')
    await house.ear.first(1)
    expect(house.pauses).toEqual(pauses)
    for (const said of house.said) expect(said).toMatch(status)
    expect(house.adapter.status()).toBe('ok')
    expect(`${house.log.join()}${house.said.join()}`).not.toContain(house.server.token)
  })

  it('gives up a poll that is never answered', async () => {
    await using server = await startTelegram()
    const hang = server.fault({ kind: 'hang', on: 'getUpdates', count: 1 })
    const end = new AbortController()
    const paused: unknown[] = []
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const polling = poll({
      client: makeClient(new Telegram(server.token, { apiRoot: server.root })),
      take: async () => end.abort(),
      signal: end.signal,
      wait: async (ms) => void paused.push(ms),
      health: makeHealth(),
      log: { ...silent, warn: (about) => paused.push(about) },
    })
    while (hang.struck === 0) await setImmediate()
    vi.advanceTimersByTime(39_999)
    await setImmediate()
    expect(paused).toEqual([])
    vi.advanceTimersByTime(1)
    server.says(server.person(), 'still there')
    await polling
    expect(paused).toMatchObject([{ trouble: 'Telegram cannot be reached (getUpdates: no answer in time)' }, 500])
  })

  it('comes back when the server was away', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const ada = server.person()
    server.says(ada, 'before')
    await ear.first(1)
    const open = await server.refuse()
    server.says(ada, 'meanwhile')
    await open()
    expect(texts(await ear.first(2))).toEqual(['before', 'meanwhile'])
  })

  it('takes away a webhook that would keep updates from it', async () => {
    await using house = await openHouse()
    const { server, ear } = house
    await post(`${server.root}/bot${server.token}/setWebhook`, { url: 'http://127.0.0.1:9/x' })
    await house.listen()
    const ada = server.person()
    server.says(ada, 'one')
    await ear.first(1)
    await post(`${server.root}/bot${server.token}/setWebhook`, { url: 'http://127.0.0.1:9/x' })
    server.says(ada, 'two')
    await ear.first(2)
    expect(house.said.every((said) => said.includes('409'))).toBe(true)
  })

  it('tries again within seconds while nothing can be stored, and is well once another process has taken over', async () => {
    await using house = await openHouse()
    house.ear.refuses = () => true
    await house.listen()
    house.server.says(house.server.person(), 'hello')
    await house.ear.first(8, house.ear.told)
    expect(house.pauses.slice(0, 6)).toEqual([500, 1000, 2000, 4000, 5000, 5000])
    await house.deafen()
    expect(house.adapter.status()).toBe('ok')
  })

  it('ends at once when told to, though a poll is held', async () => {
    await using house = await (await openHouse()).listen()
    await house.server.nextCall('getMe')
    await house.deafen()
    expect(house.pauses).toEqual([])
  })
})

describe('starting', () => {
  it('does not wait for the platform, and asks who it is until it is told', async () => {
    await using house = await openHouse()
    house.server.fault({ kind: 'answer', code: 502, on: 'getMe', count: 2 })
    const open = await house.server.refuse()
    await house.adapter.start(house.ear)
    expect(house.adapter.status()).toBe('connecting')
    await open()
    await house.listen()
    house.server.says(house.server.person(), 'hello')
    await house.ear.first(1)
    expect(house.adapter.status()).toBe('ok')
  })

  it('can be stopped while it has not met the platform', async () => {
    const house = await openHouse()
    house.server.fault({ kind: 'hang', on: '*' })
    await house.listen()
    await house[Symbol.asyncDispose]()
  })

  it('registers its commands for each language, and not again when they are the same', async () => {
    const first = await (await openHouse()).listen()
    const { server } = first
    for (const _ of [1, 2, 3]) await server.nextCall('setMyCommands')
    const set = server.calls('setMyCommands').map(({ params }) => params)
    expect(set).toEqual([
      { commands: [{ command: 'points', description: 'Your points' }] },
      { language_code: 'en', commands: [{ command: 'points', description: 'Your points' }] },
      { language_code: 'zh', commands: [{ command: 'points', description: '你的积分' }] },
    ])
    await first.deafen()
    await using again = await (await openHouse({ apiRoot: server.root })).listen()
    for (const _ of [1, 2, 3]) await server.nextCall('getMyCommands')
    again.server.says(again.server.person(), 'x')
    server.says(server.person(), 'hello')
    await again.ear.first(1)
    expect(server.calls('setMyCommands')).toHaveLength(3)
    await first[Symbol.asyncDispose]()
  })

  it('does without its menu when that is refused, and tries again when it failed', async () => {
    await using house = await openHouse()
    const { server } = house
    server.fault({ kind: 'answer', code: 500, on: 'getMyCommands', count: 1 })
    server.fault({ kind: 'answer', code: 400, on: 'setMyCommands' })
    await house.listen()
    await server.nextCall('setMyCommands')
    server.says(server.person(), 'hello')
    await house.ear.first(1)
    expect(server.calls('getMyCommands').map(({ code }) => code)).toEqual([500, 200])
    expect(house.adapter.status()).toBe('ok')
  })

  it('refuses a token and a secret that cannot be one, without telling them', () => {
    for (const token of ['', 'nonsense', '12:a/../b', '12:a b'])
      expect(() => telegram({ token, log: silent })).toThrow(/^the Telegram bot token must look like 123456:letters/)
    const webhook = { publicUrl: 'https://shop.example', secret: 'not allowed!' }
    expect(() => telegram({ token: '12:ab', webhook, log: silent })).toThrow(/webhook secret takes 1 to 256/)
  })

  it('keeps to the pace that Telegram names, or to that of its settings', () => {
    const { pace } = telegram({ token: '12:ab', log: silent })
    expect(pace).toMatchObject({ all: [{ count: 30, ms: 1000 }], inFlight: 400 })
    expect(pace.place(chat({ id: 5 }))).toEqual([{ count: 1, ms: 1000 }])
    expect(pace.place(chat({ id: -5 }))).toEqual([{ count: 20, ms: 60_000 }])
    expect(telegram({ token: '12:ab', log: silent, pace: { all: [] } }).pace).toMatchObject({ all: [], inFlight: 400 })
  })
})

describe('buttons', () => {
  it('are answered once the press is stored', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const ada = server.person({ started: true })
    await house.send(ada, {
      text: 'x',
      parts: [{ kind: 'buttons', buttons: [{ label: 'Ask', form: 'ask', about: '7' }] }],
    })
    const stored = Promise.withResolvers<void>()
    ear.gate = stored.promise
    const query = server.presses(ada, await server.next(ada), 'Ask')
    await ear.first(1, ear.told)
    expect(server.answers(query)).toEqual([])
    stored.resolve()
    await server.nextCall('answerCallbackQuery')
    expect(server.answers(query)).toHaveLength(1)
    expect(ear.heard).toMatchObject([{ kind: 'pressed', press: 'form:ask:7', message: '1', where: chat(ada) }])
  })

  it('hold nothing up when they cannot be answered', async () => {
    await using house = await openHouse()
    const { server, ear } = house
    server.fault({ kind: 'hang', on: 'answerCallbackQuery', count: 1 })
    server.fault({ kind: 'answer', code: 400, on: 'answerCallbackQuery' })
    await house.listen()
    const ada = server.person({ started: true })
    await house.send(ada, { text: 'x', parts: [{ kind: 'buttons', buttons: [{ label: 'Ask', press: 'ask' }] }] })
    const seen = await server.next(ada)
    for (let n = 1; n <= 3; n += 1) {
      server.presses(ada, seen, 'Ask')
      await ear.first(n)
    }
    expect(house.pauses).toEqual([])
  })
})

async function post(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(response.status).toBe(200)
}
