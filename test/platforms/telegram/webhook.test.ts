import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Telegraf } from 'telegraf'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Person, startTelegram, type TelegramServer } from './server.ts'

const secret = 'a-secret_1'
let server: TelegramServer
let bot: Telegraf
let anna: Person
let web: Server
let handle: (request: IncomingMessage, response: ServerResponse) => void

beforeEach(async () => {
  server = await startTelegram({ webhook: { firstPause: 1 } })
  bot = new Telegraf(server.token, { telegram: { apiRoot: server.root } })
  anna = server.person()
  web = createServer((request, response) => handle(request, response))
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  await server.stop()
  web.closeAllConnections()
  web.close()
})

const url = () => `http://127.0.0.1:${(web.address() as AddressInfo).port}/hook`

/** Takes updates by hand: resolves with the body and a way to answer, one after the other. */
function byHand() {
  type Delivery = { text: string; answer(status: number, body?: object): void }
  const come: Delivery[] = []
  const wanted: ((delivery: Delivery) => void)[] = []
  handle = (request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      const answer = (status: number, value?: object) => {
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(value && JSON.stringify(value))
      }
      const delivery = { text: JSON.parse(body).message.text, answer }
      const next = wanted.shift()
      if (next) next(delivery)
      else come.push(delivery)
    })
  }
  const next = (): Promise<Delivery> => {
    const there = come.shift()
    return there ? Promise.resolve(there) : new Promise((resolve) => wanted.push(resolve))
  }
  return { next, come }
}

test('telegraf gets its updates and answers, with the secret checked', async () => {
  bot.on('text', (context) => context.reply(`You said ${context.message.text}`))
  handle = bot.webhookCallback('/hook', { secretToken: secret })
  await bot.telegram.setWebhook(url(), { secret_token: secret })
  server.says(anna, 'hi')
  expect(await server.next(anna)).toMatchObject({ text: 'You said hi' })
})

test('what was said before the webhook was set is brought too', async () => {
  const hook = byHand()
  server.says(anna, 'early')
  await bot.telegram.setWebhook(url())
  expect((await hook.next()).text).toBe('early')
})

test('it comes again until it is taken, and the next of that chat waits', async () => {
  const hook = byHand()
  const ben = server.person()
  await bot.telegram.setWebhook(url())
  server.says(anna, 'one')
  server.says(anna, 'two')
  server.says(ben, 'other')
  const first = await hook.next()
  const other = await hook.next()
  expect([first.text, other.text]).toEqual(['one', 'other'])
  other.answer(200)
  first.answer(500)
  const again = await hook.next()
  expect(again.text).toBe('one')
  expect(await bot.telegram.getWebhookInfo()).toMatchObject({
    url: url(),
    pending_update_count: 1,
    last_error_message: 'Wrong response from the webhook: 500 Internal Server Error',
  })
  again.answer(200)
  const second = await hook.next()
  expect(second.text).toBe('two')
  second.answer(200)
})

test('no more connections than were asked for', async () => {
  const hook = byHand()
  await bot.telegram.setWebhook(url(), { max_connections: 2 })
  for (let i = 0; i < 3; i++) server.says(server.person(), `${i}`)
  const [first] = [await hook.next(), await hook.next()]
  expect(server.world.webhook.inFlight).toBe(2)
  expect(hook.come).toEqual([])
  first.answer(200)
  expect((await hook.next()).text).toBe('2')
})

test('a repeated update arrives several times at once', async () => {
  const hook = byHand()
  await bot.telegram.setWebhook(url())
  server.fault({ kind: 'repeat', times: 2, count: 1 })
  server.says(anna, 'hi')
  const three = [await hook.next(), await hook.next(), await hook.next()]
  expect(three.map(({ text }) => text)).toEqual(['hi', 'hi', 'hi'])
})

test('a repeated update arrives again after it was taken', async () => {
  const hook = byHand()
  await bot.telegram.setWebhook(url())
  server.fault({ kind: 'repeat', times: 1, when: 'later' })
  server.says(anna, 'hi')
  const first = await hook.next()
  expect(hook.come).toEqual([])
  first.answer(200)
  expect((await hook.next()).text).toBe('hi')
})

test('a later update overtakes when updates are to be reordered', async () => {
  const hook = byHand()
  await bot.telegram.setWebhook(url())
  server.fault({ kind: 'reorder' })
  server.says(anna, 'one')
  server.says(anna, 'two')
  const both = [await hook.next(), await hook.next()]
  expect(both.map(({ text }) => text).toSorted()).toEqual(['one', 'two'])
})

test('a call inside the answer is carried out', async () => {
  const hook = byHand()
  await bot.telegram.setWebhook(url())
  server.says(anna, 'hi')
  const { answer } = await hook.next()
  answer(200, { method: 'sendMessage', chat_id: anna.id, text: 'inside' })
  expect(await server.next(anna)).toMatchObject({ text: 'inside' })
})

test('polling and a webhook exclude each other', async () => {
  const hook = byHand()
  await bot.telegram.setWebhook(url())
  await expect(bot.telegram.getUpdates(0, 1, 0, undefined)).rejects.toMatchObject({ code: 409 })
  server.says(anna, 'one')
  await hook.next()
  await bot.telegram.deleteWebhook()
  web.closeAllConnections()
  server.says(anna, 'two')
  const update = await bot.telegram.getUpdates(5, 10, 0, undefined)
  expect(update.length).toBeGreaterThan(0)
  expect((await bot.telegram.getWebhookInfo()).url).toBe('')
})

test('a secret or an address that cannot be is refused', async () => {
  const wrong = bot.telegram.setWebhook(url(), { secret_token: 'no spaces' })
  await expect(wrong).rejects.toThrow('secret token contains unallowed characters')
  await expect(bot.telegram.setWebhook('ftp://example.org')).rejects.toThrow('bad webhook')
})
