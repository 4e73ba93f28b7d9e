import { SocketModeClient } from '@slack/socket-mode'
import { WebClient } from '@slack/web-api'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { quiet } from './bolt.ts'
import { type Spawned, spawnSlack } from './remote.ts'

let server: Spawned
let web: WebClient
let socket: SocketModeClient

beforeEach(async () => {
  server = await spawnSlack(['--seed', '3', '--retries', '0,5'])
  const clientOptions = { slackApiUrl: server.keys.apiUrl, retryConfig: { retries: 0 } }
  web = new WebClient(server.keys.botToken, { ...clientOptions, logger: quiet })
  socket = new SocketModeClient({ appToken: server.keys.appToken, logger: quiet, clientOptions })
  await socket.start()
})
afterEach(async () => {
  await socket.disconnect()
  await server.stop()
})

test('people act over HTTP, and the record is read over HTTP', async () => {
  const title = { type: 'plain_text' as const, text: 'Form' }
  const element = { type: 'plain_text_input' as const, action_id: 'a' }
  const block = { type: 'input' as const, block_id: 'b', label: title, element }
  socket.on('slack_event', async ({ body, ack }) => {
    if (body.event?.type === 'message' && body.event.bot_id === undefined) {
      const button = { type: 'button' as const, action_id: 'go', text: { ...title, text: 'Go' } }
      await web.chat.postMessage({
        channel: body.event.channel,
        text: 'x',
        blocks: [{ type: 'actions', elements: [button] }],
      })
    }
    if (body.command || body.actions) {
      await web.views.open({
        trigger_id: body.trigger_id,
        view: { type: 'modal', title, submit: title, blocks: [block] },
      })
    }
    await ack()
  })
  const anna = await server.person({ name: 'Anna' })
  const room = await server.channel({ name: 'shop', members: [anna.id] })
  await server.says(anna.id, 'hello', { chat: room.id })
  const seen = await server.next(room.id)
  expect(seen.buttons).toMatchObject([{ text: 'Go' }])
  expect(await server.presses(anna.id, seen, 'Go')).toMatchObject({ ok: true })
  expect(await server.nextModal(anna.id)).toMatchObject({ title: 'Form' })
  expect(await server.submits(anna.id, { b: 'text' })).toMatchObject({ kind: 'closed' })
  expect(await server.asks(anna.id, '/regulars x')).toMatchObject({ ok: true })
  expect(await server.modal(anna.id)).toMatchObject({ title: 'Form' })
  expect((await server.sent({ chat: room.id })).total).toBe(1)
  expect((await server.calls()).map(({ method }) => method)).toContain('views.open')
  expect((await server.messages({ from: 1 })).length).toBe(0)
  expect(await server.counts()).toEqual({ [room.id]: 1 })
  expect((await server.envelopes()).map(({ type }) => type)).toEqual([
    'message',
    'message',
    'block_actions',
    'view_submission',
    'slash_commands',
  ])
  expect(await server.state()).toMatchObject({
    sent: 1,
    chats: 1,
    connections: 1,
    envelopes: { made: 5, lost: 0 },
    calls: { 'views.open': { calls: 2, refused: 0 } },
  })
})

test('faults, limits and mistakes go over HTTP too', async () => {
  const anna = await server.person()
  await server.fault({ kind: 'answer', error: 'fatal_error', count: 1 })
  await server.limits({ channel: { count: 1, ms: 60_000 } })
  await expect(web.chat.postMessage({ channel: anna.id, text: 'x' })).rejects.toThrow('fatal_error')
  await web.chat.postMessage({ channel: anna.id, text: 'x' })
  await web.chat.postMessage({ channel: anna.id, text: 'x' })
  expect((await server.violations()).total).toBe(1)
  await expect(server.says('U0', 'x')).rejects.toThrow('there is no person U0')
  await expect(server.point('http://127.0.0.1:1/')).rejects.toThrow('ECONNREFUSED')
})
