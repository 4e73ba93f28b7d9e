import { Telegraf } from 'telegraf'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTelegram, type TelegramServer } from './server.ts'

let server: TelegramServer
let bot: Telegraf

beforeEach(async () => {
  server = await startTelegram()
  bot = new Telegraf(server.token, { telegram: { apiRoot: server.root } })
})
afterEach(async () => {
  bot.stop()
  await server.stop()
})

test('a bot answers what people say and press', async () => {
  bot.on('message', (context) =>
    context.reply('Hello', { reply_markup: { inline_keyboard: [[{ text: 'More', callback_data: 'more' }]] } }),
  )
  bot.on('callback_query', async (context) => {
    await context.answerCbQuery('Here it is')
    await context.editMessageText('More for you')
  })
  void bot.launch()
  const anna = server.person({ name: 'Anna', language: 'de' })
  server.says(anna, '/start')
  const hello = await server.next(anna)
  expect(hello).toMatchObject({ text: 'Hello', edits: 0 })
  const press = server.presses(anna, hello, 'More')
  expect(await server.next(anna)).toMatchObject({ id: hello.id, text: 'More for you', edits: 1, buttons: [] })
  expect(server.answers(press)).toEqual([{ text: 'Here it is', alert: false }])
})
