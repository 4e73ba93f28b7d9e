import { type Client, Events, type Interaction, RateLimitError } from 'discord.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTogether, refusal } from './client.ts'
import { realLimits } from './limits.ts'
import type { DiscordServer, Person } from './server.ts'

let both: Awaited<ReturnType<typeof openTogether>>
let server: DiscordServer
let client: Client<true>
let anna: Person
let now: number
let send: (text: string) => Promise<unknown>

beforeEach(async () => {
  now = 1_700_000_000_000
  const rest = { retries: 0, rejectOnRateLimit: ['/'], offset: 0, timeout: 5000 }
  both = await openTogether({ now: () => now, seed: 7 }, { rest })
  server = both.server
  client = both.client
  anna = server.person()
  const channel = await (await client.users.fetch(anna.id)).createDM()
  send = (text) => channel.send(text)
})
afterEach(() => both[Symbol.asyncDispose]())

const outcome = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => {
      if (error instanceof RateLimitError) return `limited for ${error.retryAfter} ${error.scope}`
      return error instanceof Error ? error.message : String(error)
    },
  )
const texts = () => server.sent(anna).map(({ text }) => text)

describe('answers that are wrong', () => {
  test.each([
    [{ code: 429, retryAfter: 7 }, 'limited for 7000 user'],
    [{ code: 429, retryAfter: 0.25, global: true }, 'limited for 250 global'],
    [{ code: 500 }, 'Internal Server Error'],
    [{ code: 502, body: 'html' }, 'Bad Gateway'],
    [
      { code: 403, error: 50007, description: 'Cannot send messages to this user' },
      'Cannot send messages to this user',
    ],
  ] as const)('%o', async (fault, seen) => {
    server.fault({ kind: 'answer', on: 'createMessage', count: 1, ...fault })
    expect(await outcome(send('one'))).toBe(seen)
    expect(texts()).toEqual([])
    expect(server.calls('createMessage')).toMatchObject([{ code: fault.code, faults: ['answer'] }])
  })

  test('a 400 that is no JSON is something discord.js cannot read', async () => {
    server.fault({ kind: 'answer', code: 400, body: 'html', count: 1 })
    expect(await outcome(send('one'))).not.toBe('ok')
    expect(await outcome(send('two'))).toBe('ok')
  })
})

describe('connections that break', () => {
  test('cut before anything was done', async () => {
    server.fault({ kind: 'cut', count: 1 })
    expect(await outcome(send('one'))).toMatch(/other side closed|ECONNRESET/)
    expect(texts()).toEqual([])
  })

  test('done, and then the answer is lost', async () => {
    server.fault({ kind: 'lose', count: 1 })
    expect(await outcome(send('one'))).toMatch(/other side closed|ECONNRESET/)
    expect(texts()).toEqual(['one'])
    expect(server.calls('createMessage')).toMatchObject([{ code: 200, faults: ['lose'] }])
  })

  test('done, its answer lost, and sent again with the same nonce, it is there once', async () => {
    server.fault({ kind: 'lose', on: 'createMessage', count: 1 })
    const once = { content: 'one', nonce: 'n', enforceNonce: true }
    const channel = await (await client.users.fetch(anna.id)).createDM()
    expect(await outcome(channel.send(once))).toMatch(/other side closed|ECONNRESET/)
    expect(await outcome(channel.send(once))).toBe('ok')
    expect(texts()).toEqual(['one'])
  })

  test.each([
    [false, []],
    [true, ['one']],
  ])('no answer ever; done before that: %s', async (done, shown) => {
    server.fault({ kind: 'hang', done, on: 'createMessage' })
    const sending = outcome(send('one'))
    expect((await server.nextCall('createMessage')).faults).toEqual(['hang'])
    expect(texts()).toEqual(shown)
    await server.stop()
    expect(await sending).toMatch(/other side closed|ECONNRESET/)
  })

  test('connections are refused for a while', async () => {
    const resume = await server.refuse()
    expect(await outcome(send('one'))).toMatch(/ECONNREFUSED|other side closed/)
    await resume()
    expect(await outcome(send('two'))).toBe('ok')
    expect(texts()).toEqual(['two'])
    await server.session('resumed')
  })

  test('the answer to an interaction is lost, and giving it again is too much', async () => {
    await client.application.commands.set([{ name: 'points', description: 'Your points' }])
    const arrival = new Promise<Interaction>((resolve) => client.once(Events.InteractionCreate, resolve))
    const made = server.slash(anna, 'points')
    const got = await arrival
    if (!got.isChatInputCommand()) throw new Error('no command')
    server.fault({ kind: 'lose', on: 'answerInteraction', count: 1 })
    expect(await outcome(got.reply('120'))).toMatch(/other side closed|ECONNRESET/)
    expect(await refusal(got.reply('120'))).toMatch(/^400 40060 /)
    expect(server.standing(made)).toMatchObject({ state: 'answered' })
    expect(texts()).toEqual(['120'])
  })
})

describe('when faults strike', () => {
  test('only some calls, only some channels, only some times', async () => {
    const ben = server.person()
    const other = await (await client.users.fetch(ben.id)).createDM()
    const chat = server.dm(anna).id
    const rule = server.fault({ kind: 'answer', code: 500, on: ['createMessage'], chat, skip: 1, count: 1 })
    await other.send('x')
    const outcomes = [await outcome(send('1')), await outcome(send('2')), await outcome(send('3'))]
    expect(outcomes).toEqual(['ok', 'Internal Server Error', 'ok'])
    expect(rule).toMatchObject({ seen: 2, struck: 1 })
  })

  test('the same seed strikes the same calls, and a lifted fault none', async () => {
    const run = async () => {
      await using again = await openTogether({ seed: 42 }, { rest: { retries: 0 } })
      const ben = again.server.person()
      const channel = await (await again.client.users.fetch(ben.id)).createDM()
      const rule = again.server.fault({ kind: 'answer', code: 500, chance: 0.5, on: 'createMessage' })
      const outcomes: string[] = []
      for (let i = 0; i < 12; i++) outcomes.push(await outcome(channel.send(`${i}`)))
      rule.lift()
      expect(await outcome(channel.send('x'))).toBe('ok')
      return outcomes
    }
    const first = await run()
    expect(new Set(first).size).toBe(2)
    expect(await run()).toEqual(first)
  })

  test('a delay takes at least its time', async () => {
    server.fault({ kind: 'delay', ms: 40, count: 1 })
    const start = performance.now()
    await send('one')
    expect(performance.now() - start).toBeGreaterThan(39)
  })
})

describe('events that come strangely', () => {
  /** Names of the commands that arrive, until there are so many. */
  const commands = (count: number) =>
    new Promise<string[]>((resolve) => {
      const names: string[] = []
      client.on(Events.InteractionCreate, (it) => {
        if (it.isChatInputCommand()) names.push(it.commandName)
        if (names.length === count) resolve(names)
      })
    })
  const register = () =>
    client.application.commands.set(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ name, description: name })))

  test('interactions come twice', async () => {
    await register()
    server.fault({ kind: 'repeat', on: 'INTERACTION_CREATE', times: 1 })
    const arrived = commands(2)
    server.slash(anna, 'a')
    expect(await arrived).toEqual(['a', 'a'])
  })

  test('late, and overtaken', async () => {
    await register()
    server.fault({ kind: 'late', on: 'INTERACTION_CREATE', ms: 30, count: 1 })
    const arrived = commands(2)
    server.slash(anna, 'a')
    server.slash(anna, 'b')
    expect(await arrived).toEqual(['b', 'a'])
  })

  test('shuffled, and never', async () => {
    await register()
    server.fault({ kind: 'reorder', count: 1 })
    server.fault({ kind: 'drop', on: 'INTERACTION_CREATE', count: 1 })
    const arrived = commands(5)
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) server.slash(anna, name)
    const names = await arrived
    expect(names).not.toEqual(names.toSorted())
    expect(new Set(names).size).toBe(5)
  })

  test('too late to be answered', async () => {
    await register()
    server.fault({ kind: 'expire', count: 1 })
    const arrival = new Promise<Interaction>((resolve) => client.once(Events.InteractionCreate, resolve))
    const made = server.slash(anna, 'a')
    const got = await arrival
    if (!got.isChatInputCommand()) throw new Error('no command')
    expect(await refusal(got.deferReply())).toBe('404 10062 Unknown interaction')
    expect(server.standing(made)).toEqual({ state: 'failed' })
  })
})

describe('limits', () => {
  test('five in five seconds for a channel, in a window that slides', async () => {
    server.limits({ ...realLimits, enforce: true, told: false })
    for (let i = 0; i < 5; i++) {
      expect(await outcome(send(`${i}`))).toBe('ok')
      now += 500
    }
    expect(await outcome(send('x'))).toBe('limited for 2500 user')
    expect(server.violations).toMatchObject([{ channel: server.dm(anna).id, method: 'createMessage', early: 2500 }])
    now += 2500
    expect(server.sent(anna)).toHaveLength(5)
  })

  test('are told, so that discord.js keeps to them by itself', async () => {
    server.limits(realLimits)
    for (let i = 0; i < 5; i++) await send(`${i}`)
    expect(await outcome(send('x'))).toMatch(/^limited for \d+ user$/)
    expect(server.calls('createMessage')).toHaveLength(5)
    expect(server.violations).toEqual([])
  })

  test('fifty a second over all, which answers to interactions do not count for', async () => {
    server.limits({ overall: { count: 2, ms: 1000 }, enforce: true })
    await client.users.fetch(server.person().id)
    await client.users.fetch(server.person().id)
    expect(await outcome(client.users.fetch(server.person().id))).toBe('limited for 1000 global')
    expect(server.violations).toMatchObject([{ window: 'overall', method: 'getUser' }])
  })

  test('what is only watched goes through and is noted', async () => {
    server.limits({ ...realLimits, told: false })
    for (let i = 0; i < 7; i++) await send(`${i}`)
    expect(texts()).toHaveLength(7)
    expect(server.violations.map(({ window }) => window)).toEqual(['channel', 'channel'])
  })
})
