import { Telegraf, TelegramError } from 'telegraf'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { realLimits } from './limits.ts'
import { type Person, startTelegram, type TelegramServer } from './server.ts'

let server: TelegramServer
let bot: Telegraf
let anna: Person
let now: number

beforeEach(async () => {
  now = 1_700_000_000_000
  server = await startTelegram({ now: () => now, seed: 7 })
  bot = new Telegraf(server.token, { telegram: { apiRoot: server.root } })
  anna = server.person({ started: true })
})
afterEach(async () => {
  await server.stop()
})

const send = (text: string) => bot.telegram.sendMessage(anna.id, text)
const outcome = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => (error instanceof TelegramError ? `${error.code} ${error.description}` : String(error)),
  )
const texts = () => server.sent(anna).map(({ text }) => text)
const ids = async (offset: number) =>
  (await bot.telegram.getUpdates(0, 100, offset, undefined)).map((update) => update.update_id)

describe('answers that are wrong', () => {
  test.each([
    [{ code: 429, retryAfter: 7 }, '429 Too Many Requests: retry after 7'],
    [{ code: 403 }, '403 Forbidden: bot was blocked by the user'],
    [{ code: 500 }, '500 Internal Server Error'],
    [{ code: 502, body: 'html' }, '502 Bad Gateway'],
    [{ code: 400, description: 'Bad Request: no' }, '400 Bad Request: no'],
  ] as const)('%o', async (fault, seen) => {
    server.fault({ kind: 'answer', on: 'sendMessage', count: 1, ...fault })
    expect(await outcome(send('one'))).toBe(seen)
    expect(await outcome(send('two'))).toBe('ok')
    expect(texts()).toEqual(['two'])
  })

  test('retry_after comes as a parameter', async () => {
    server.fault({ kind: 'answer', code: 429, retryAfter: 7 })
    expect(await send('one').catch((error: TelegramError) => error.parameters)).toEqual({ retry_after: 7 })
  })

  test('a 400 that is not JSON is something telegraf cannot read', async () => {
    server.fault({ kind: 'answer', code: 400, body: 'html' })
    expect(await outcome(send('one'))).toMatch(/^FetchError: invalid json response body/)
    expect(server.calls().at(-1)).toMatchObject({ method: 'sendMessage', code: 400, faults: ['answer'] })
  })
})

describe('connections that break', () => {
  test('cut before anything was done', async () => {
    server.fault({ kind: 'cut', count: 1 })
    expect(await outcome(send('one'))).toMatch('socket hang up')
    expect(texts()).toEqual([])
    expect(server.calls().at(-1)).toMatchObject({ code: 0, faults: ['cut'] })
  })

  test('done, and then the answer is lost', async () => {
    server.fault({ kind: 'lose', count: 1 })
    expect(await outcome(send('one'))).toMatch('socket hang up')
    expect(texts()).toEqual(['one'])
    expect(server.calls().at(-1)).toMatchObject({ code: 200, faults: ['lose'] })
  })

  test.each([
    [false, []],
    [true, ['one']],
  ])('no answer ever; done before that: %s', async (done, shown) => {
    server.fault({ kind: 'hang', done })
    const sending = outcome(send('one'))
    const call = await server.nextCall('sendMessage')
    expect(call.faults).toEqual(['hang'])
    expect(texts()).toEqual(shown)
    await server.stop()
    expect(await sending).toMatch('socket hang up')
  })

  test('connections are refused for a while', async () => {
    const resume = await server.refuse()
    expect(await outcome(send('one'))).toMatch('ECONNREFUSED')
    await resume()
    expect(await outcome(send('two'))).toBe('ok')
    expect(texts()).toEqual(['two'])
  })

  test('updates whose answer was lost come again', async () => {
    server.says(anna, 'hi')
    server.fault({ kind: 'lose', on: 'getUpdates', count: 1 })
    expect(await outcome(ids(0))).toMatch('socket hang up')
    expect(await ids(0)).toEqual([100_001])
  })
})

describe('when faults strike', () => {
  test('a delay takes at least its time', async () => {
    server.fault({ kind: 'delay', ms: 40, count: 1 })
    const start = performance.now()
    await send('one')
    expect(performance.now() - start).toBeGreaterThan(39)
    expect(texts()).toEqual(['one'])
  })

  test('the same seed strikes the same calls', async () => {
    const run = async () => {
      const other = await startTelegram({ seed: 42 })
      const { telegram } = new Telegraf(other.token, { telegram: { apiRoot: other.root } })
      const ben = other.person({ started: true })
      other.fault({ kind: 'answer', code: 500, chance: 0.5 })
      const outcomes: string[] = []
      for (let i = 0; i < 20; i++) outcomes.push(await outcome(telegram.sendMessage(ben.id, `${i}`)))
      await other.stop()
      return outcomes
    }
    const first = await run()
    expect(new Set(first).size).toBe(2)
    expect(await run()).toEqual(first)
  })

  test('only some methods, only some chats, only some times', async () => {
    const ben = server.person({ started: true })
    const rule = server.fault({ kind: 'answer', code: 500, on: ['sendMessage'], chat: anna.id, skip: 1, count: 1 })
    await bot.telegram.getMe()
    await bot.telegram.sendMessage(ben.id, 'x')
    const outcomes = [await outcome(send('1')), await outcome(send('2')), await outcome(send('3'))]
    expect(outcomes).toEqual(['ok', '500 Internal Server Error', 'ok'])
    expect(rule).toMatchObject({ seen: 2, struck: 1 })
  })

  test('a lifted fault does nothing', async () => {
    const { lift } = server.fault({ kind: 'cut' })
    lift()
    expect(await outcome(send('one'))).toBe('ok')
  })
})

describe('updates that come strangely', () => {
  test('several times in one batch', async () => {
    server.fault({ kind: 'repeat', times: 2 })
    server.says(anna, 'hi')
    expect(await ids(0)).toEqual([100_001, 100_001, 100_001])
    expect(await ids(100_002)).toEqual([])
  })

  test('again after they were confirmed', async () => {
    server.fault({ kind: 'repeat', times: 2, when: 'later', count: 1 })
    server.says(anna, 'hi')
    expect(await ids(0)).toEqual([100_001])
    expect(await ids(100_002)).toEqual([100_001])
    expect(await ids(100_002)).toEqual([100_001])
    expect(await ids(100_002)).toEqual([])
  })

  test('one given update again, long after', async () => {
    server.says(anna, 'hi')
    const update = server.lastUpdate()
    expect(await ids(0)).toEqual([100_001])
    expect(await ids(100_002)).toEqual([])
    server.repeat(update)
    expect(await ids(100_002)).toEqual([100_001])
  })

  test('in one batch, in another order', async () => {
    server.hold()
    for (const text of ['a', 'b', 'c']) server.says(anna, text)
    expect(await ids(0)).toEqual([])
    server.release((updates) => updates.toReversed())
    expect(await ids(0)).toEqual([100_003, 100_002, 100_001])
  })

  test('shuffled', async () => {
    server.fault({ kind: 'reorder', count: 1 })
    for (let i = 0; i < 20; i++) server.says(anna, `${i}`)
    const mixed = await ids(0)
    const sorted = mixed.toSorted((a, b) => a - b)
    expect(mixed).not.toEqual(sorted)
    expect(await ids(0)).toEqual(sorted)
  })

  test('not an update at all', async () => {
    server.push({ message: { text: 5, chat: null } })
    server.pushRaw('message', (id) => `{"update_id":${id},"message":{"text":"\\ud800"}}`)
    expect(await bot.telegram.getUpdates(0, 100, 0, undefined)).toEqual([
      { update_id: 100_001, message: { text: 5, chat: null } },
      { update_id: 100_002, message: { text: '\ud800' } },
    ])
  })
})

describe('limits', () => {
  test('one message a second for a chat: the second is refused until the first is a second old', async () => {
    server.limits({ ...realLimits, enforce: true })
    await send('1')
    now += 999
    expect(await outcome(send('2'))).toBe('429 Too Many Requests: retry after 1')
    now += 1
    expect(await outcome(send('3'))).toBe('ok')
    expect(server.violations).toEqual([{ at: now - 1, chat: anna.id, window: 'chat', early: 1 }])
  })

  test('twenty a minute for a group, in a window that slides', async () => {
    const group = server.group({ members: [anna] })
    server.limits({ group: { count: 20, ms: 60_000 }, enforce: true })
    const post = () => outcome(bot.telegram.sendMessage(group.id, 'x'))
    for (let i = 0; i < 20; i++) {
      expect(await post()).toBe('ok')
      now += 2_000
    }
    now += 15_000
    expect(await post()).toBe('429 Too Many Requests: retry after 5')
    now += 5_000
    expect(await post()).toBe('ok')
    expect(await post()).toBe('429 Too Many Requests: retry after 2')
  })

  test('what is only watched goes through and is noted', async () => {
    const people = Array.from({ length: 32 }, () => server.person({ started: true }))
    server.limits(realLimits)
    for (const each of people) await bot.telegram.sendMessage(each.id, 'x')
    expect(server.sent()).toHaveLength(32)
    expect(server.violations.map(({ window }) => window)).toEqual(['overall', 'overall'])
  })
})
