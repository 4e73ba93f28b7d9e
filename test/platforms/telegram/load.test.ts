import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
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

test('by webhook, in order within each chat', async () => {
  await using server = await startTelegram()
  const bot = botOf(server)
  const seen: string[] = []
  bot.on('text', async (context) => {
    seen.push(`${context.chat.id} ${context.message.text}`)
    await context.reply('ok')
  })
  const web = createServer(bot.webhookCallback('/hook'))
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  await bot.telegram.setWebhook(`http://127.0.0.1:${(web.address() as AddressInfo).port}/hook`, { max_connections: 8 })
  const result = await server.load({ chats: 20, perChat: 3, text: '{n}' }).done
  web.closeAllConnections()
  web.close()
  expect(result).toMatchObject({ handedOut: 60, again: 0, answered: 60, extra: 0 })
  expect(seen).toHaveLength(60)
  expect(seen.filter((each) => each.startsWith('2000000007 '))).toEqual(['1', '2', '3'].map((n) => `2000000007 ${n}`))
})

test('at a steady rate they come when they are due, and latency is timed from hand-out', async () => {
  let time = 0
  await using server = await startTelegram({ record: 'counts', clock: () => time })
  const { telegram } = botOf(server)
  const load = server.load({ chats: 4, perChat: 1, text: 'hi', rate: 100 })
  const fetched = async () => (await telegram.getUpdates(0, 100, 0, undefined)).length
  expect(await fetched()).toBe(1)
  time = 9
  expect(await fetched()).toBe(1)
  time = 25
  expect(await fetched()).toBe(3)
  time = 1000
  expect(await fetched()).toBe(4)
  time = 1025
  for (let i = 0; i < 4; i++) await telegram.sendMessage(2_000_000_000 + i, 'ok')
  const { latency, seconds, perSecond } = await load.done
  expect(latency).toEqual({ p50: 1000, p90: 1025, p99: 1025, max: 1025, mean: 762.5 })
  expect([seconds, perSecond]).toEqual([1.025, 4 / 1.025])
})

test('one of many can be singled out to press a button', async () => {
  await using server = await startTelegram()
  const { telegram } = botOf(server)
  server.load({ chats: 3, perChat: 1, text: 'hi' })
  const reply_markup = { inline_keyboard: [[{ text: 'A', callback_data: 'a' }]] }
  const { message_id: id } = await telegram.sendMessage(2_000_000_001, 'x', { reply_markup })
  server.presses(2_000_000_001, { chat: 2_000_000_001, id }, 'A')
  const updates = await telegram.getUpdates(0, 100, 0, ['callback_query'])
  expect(updates).toContainEqual(expect.objectContaining({ callback_query: expect.objectContaining({ data: 'a' }) }))
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
