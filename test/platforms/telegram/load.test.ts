import { Telegraf } from 'telegraf'
import { afterEach, expect, test } from 'vitest'
import { type RemoteTelegram, type Spawned, spawnTelegram } from './remote.ts'
import { startTelegram } from './server.ts'

let spawned: Spawned | undefined
afterEach(async () => {
  await spawned?.stop()
  spawned = undefined
})

const botOf = ({ token, root }: Pick<RemoteTelegram, 'token' | 'root'>) =>
  new Telegraf(token, { telegram: { apiRoot: root } })

test('many people write, each update once, and every answer is counted', async () => {
  await using server = await startTelegram()
  const bot = botOf(server)
  const seen: string[] = []
  bot.on('text', async (context) => {
    seen.push(`${context.chat.id} ${context.message.text}`)
    await context.reply('5 points')
  })
  void bot.launch()
  const load = server.load({ chats: 30, perChat: 4, text: '/points {n}' })
  const result = await load.done
  bot.stop()
  expect(result).toMatchObject({ total: 120, handedOut: 120, answered: 120, extra: 0, again: 0, done: true })
  expect(new Set(seen).size).toBe(120)
  expect(seen).toContain('2000000029 /points 4')
  expect([...server.counts().values()]).toEqual(Array.from({ length: 30 }, () => 4))
  const { p50, p99, max } = result.latency
  expect(p50).toBeGreaterThan(0)
  expect(p99).toBeGreaterThanOrEqual(p50)
  expect(max).toBeGreaterThanOrEqual(p99)
})

test('no more than so many wait for an answer at once', async () => {
  await using server = await startTelegram()
  const { telegram } = botOf(server)
  server.load({ chats: 10, perChat: 1, text: 'hi', concurrentLimit: 3 })
  const first = await telegram.getUpdates(0, 100, 0, undefined)
  expect(first).toHaveLength(3)
  const offset = (first.at(-1)?.update_id ?? 0) + 1
  expect(await telegram.getUpdates(0, 100, offset, undefined)).toEqual([])
  await telegram.sendMessage(2_000_000_000, 'hello')
  expect(await telegram.getUpdates(0, 100, offset, undefined)).toMatchObject([
    { message: { chat: { id: 2_000_000_003 } } },
  ])
})

test('updates that were not confirmed come again, and a second answer is extra', async () => {
  await using server = await startTelegram()
  const { telegram } = botOf(server)
  server.load({ chats: 1, perChat: 1, text: 'hi' })
  await telegram.getUpdates(0, 100, 0, undefined)
  await telegram.getUpdates(0, 100, 0, undefined)
  await telegram.sendMessage(2_000_000_000, 'hello')
  await telegram.sendMessage(2_000_000_000, 'hello')
  expect(server.loaded()).toMatchObject({ handedOut: 1, again: 1, answered: 1, extra: 1 })
})

test('the server outlives the bot in a process of its own', async () => {
  const server = await spawnTelegram(['--seed', '3'])
  spawned = server
  const { telegram } = botOf(server)
  const anna = await server.person({ name: 'Anna' })
  await server.says(anna.id, '/start')
  expect(await telegram.getUpdates(0, 100, 0, undefined)).toMatchObject([{ message: { text: '/start' } }])
  const arrival = server.next(anna.id, 'Hello')
  const keyboard = { inline_keyboard: [[{ text: 'A', callback_data: 'a' }]] }
  await telegram.sendMessage(anna.id, 'Hello', { reply_markup: keyboard })
  const hello = await arrival
  await server.presses(anna.id, hello, 'A')
  expect(await telegram.getUpdates(0, 100, 100_002, undefined)).toMatchObject([{ callback_query: { data: 'a' } }])
  await server.load({ chats: 2, perChat: 2, text: 'x' })
  const updates = await telegram.getUpdates(0, 100, 100_003, undefined)
  expect(updates).toHaveLength(4)
  await telegram.sendMessage(2_000_000_000, 'y')
  expect(await server.counts()).toEqual({ [anna.id]: 1, '2000000000': 1 })
  expect(await server.loaded()).toMatchObject({ handedOut: 4, answered: 1 })
  await server.fault({ kind: 'answer', code: 500, on: 'getMe' })
  await expect(telegram.getMe()).rejects.toMatchObject({ code: 500 })
  await server.lift()
  await telegram.getMe()
  const state = await server.state()
  expect(state).toMatchObject({ sent: 2, updates: { made: 6, settled: 2, pending: 4, offset: 100_003 } })
  expect(state.calls).toMatchObject({ sendMessage: { calls: 2, refused: 0 }, getMe: { calls: 2, refused: 1 } })
  const calls = await server.calls({ from: 1, limit: 2 })
  expect(calls.map(({ n, method }) => [n, method])).toEqual([
    [1, 'sendMessage'],
    [2, 'getUpdates'],
  ])
  expect(await server.messages({ chat: anna.id })).toMatchObject([{ text: 'Hello' }])
  expect(await server.sent({ limit: 1 })).toMatchObject({ total: 2, list: [{ text: 'Hello' }] })
  await expect(server.says(4, 'x')).rejects.toThrow('there is no person 4')
})
