import { expect, onTestFinished, test } from 'vitest'
import { type TelegramSettings, telegram } from '../../adapters/telegram/adapter.ts'
import { examined } from '../doctor/examined.ts'
import { silent } from '../log.ts'
import { startTelegram, type TelegramServer } from '../platforms/telegram/server.ts'
import type { Options } from '../platforms/telegram/setup.ts'

async function open(options: Options = {}): Promise<TelegramServer> {
  const server = await startTelegram(options)
  onTestFinished(() => server.stop())
  return server
}

const looked = (server: TelegramServer, desks: { id: number }[] = [], settings: Partial<TelegramSettings> = {}) =>
  examined(
    telegram({ token: server.token, apiRoot: server.root, log: silent, ...settings }),
    desks.map(({ id }) => ({ platform: 'telegram', channel: String(id) })),
  )

test('where all is well it says so, and changes nothing', async () => {
  const server = await open()
  server.tellsTime(Date.now)
  const ann = server.person({ name: 'Ann' })
  server.says(ann, 'hello')
  const plain = server.group({ title: 'Staff', members: [ann], type: 'group' })
  const forum = server.group({ title: 'Desk', members: [ann], forum: true, botIsAdmin: true })
  expect(await looked(server, [plain, forum, ann])).toEqual({
    'clock Telegram': '0',
    'Telegram token': 'ok: @regulars_bot',
    'Telegram groups': 'ok: the bot may be added; Group Privacy is off: it is sent all that is written there',
    'Telegram receiving': 'ok: polling, no webhook is set',
    [`Telegram desk ${plain.id}`]: 'ok: “Staff”, answers below alerts',
    [`Telegram desk ${forum.id}`]: 'ok: “Desk”, a topic for each alert',
    [`Telegram desk ${ann.id}`]: 'ok: a conversation with one person',
  })
  const methods = new Set(server.calls().map(({ method }) => method))
  expect([...methods].sort()).toEqual(['getChat', 'getChatMember', 'getMe', 'getWebhookInfo'])
})

test('a wrong token is said and not told', async () => {
  const server = await open()
  const found = await looked(server, [], { token: '4711:not-that-one' })
  expect(found).toEqual({ 'Telegram token': 'wrong: Telegram does not accept it' })
  expect(JSON.stringify(found)).not.toContain('not-that-one')
})

test('a server that cannot be reached is said', async () => {
  const server = await open()
  const { root } = server
  await server.stop()
  expect(await looked(server, [], { apiRoot: root })).toEqual({
    'Telegram token': `wrong: ${new URL(root).host} cannot be reached (ECONNREFUSED)`,
  })
})

test('how far the clock is away', async () => {
  const server = await open()
  server.tellsTime(() => Date.now() - 90_000)
  expect(await looked(server)).toMatchObject({ 'clock Telegram': '90' })
})

test('a webhook that is set while we poll, and a bot that nobody can add', async () => {
  const server = await open({ joins: false })
  server.world.webhook.set({ url: 'http://other.example/hook', secret: '', maxConnections: 1 })
  expect(await looked(server)).toMatchObject({
    'Telegram groups': 'look: the bot cannot be added to groups, so none can be a desk',
    'Telegram receiving': 'look: a webhook is set (to other.example), but the program polls',
  })
})

test('a webhook of ours: set, not yet, failing, and what waits', async () => {
  const server = await open()
  const webhook = { publicUrl: 'http://shop.example/', secret: 's' }
  const receiving = async () => {
    const found = await looked(server, [], { webhook })
    return [found['Telegram receiving'], found['Telegram waiting']]
  }
  expect(await receiving()).toEqual(['look: no webhook is set yet', undefined])
  server.world.webhook.hook = { url: 'http://shop.example/telegram/webhook', secret: 's', maxConnections: 1 }
  expect(await receiving()).toEqual(['ok: webhook', undefined])
  server.world.webhook.lastError = { at: Date.now() - 5_000, message: 'Connection refused' }
  expect(await receiving()).toEqual(['wrong: Telegram could not deliver: Connection refused', undefined])
  server.world.webhook.lastError.at -= 2 * 3600_000
  server.world.webhook.hook = { url: 'http://other.example/hook', secret: 's', maxConnections: 0 }
  const ann = server.person({ name: 'Ann' })
  for (let nth = 0; nth < 100; nth += 1) server.says(ann, 'hello')
  expect(await receiving()).toEqual(['look: the webhook goes to other.example', 'look: 100 updates wait to be fetched'])
})

test('groups in which the bot is not, may not write, or may open no topics', async () => {
  const server = await open()
  const out = server.group({ title: 'Out', withBot: false })
  const muted = server.group({ title: 'Muted' })
  Object.assign(server.world.chats.get(muted.id).chat, { permissions: { can_send_messages: false } })
  const forum = server.group({ title: 'Topics', forum: true })
  const old = server.group({ title: 'Small', type: 'group' })
  const description = 'Bad Request: group chat was upgraded to a supergroup chat'
  server.fault({ kind: 'answer', on: 'getChat', chat: old.id, code: 400, description })
  const found = await looked(server, [out, muted, forum, old, { id: -4711 }])
  expect(found[`Telegram desk ${out.id}`]).toMatch(/^wrong: the bot is not there/)
  expect(found[`Telegram desk ${muted.id}`]).toBe('wrong: the bot may not write in “Muted”')
  expect(found[`Telegram desk ${forum.id}`]).toBe('look: “Topics” has topics, but the bot may not open any')
  expect(found[`Telegram desk ${old.id}`]).toBe('look: the group has become a supergroup with another number')
  expect(found['Telegram desk -4711']).toMatch(/^wrong: the bot is not there \(Bad Request: chat not found\)/)
})
