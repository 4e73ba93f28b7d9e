import type { App } from '@slack/bolt'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { client, socketApp } from './bolt.ts'
import { type Person, type SlackServer, startSlack } from './server.ts'

let server: SlackServer
let app: App
let anna: Person

beforeEach(async () => {
  server = await startSlack({ patience: 3000 })
  app = socketApp(server)
  anna = server.person({ name: 'Anna', locale: 'de-DE' })
})
afterEach(async () => {
  await app.stop()
  await server.stop()
})

test('a message in the conversation with the app is answered there', async () => {
  app.message('hello', async ({ say, message }) => {
    await say(`You are <@${'user' in message ? message.user : ''}>`)
  })
  await app.start()
  server.says(anna, 'hello')
  const seen = await server.next(anna)
  expect(seen).toMatchObject({ text: 'You are @Anna', fired: [`user:${anna.id}`] })
})

test('a mention in a channel comes as message and as app_mention', async () => {
  const heard: string[] = []
  app.event('message', async ({ event }) => {
    heard.push(event.type)
  })
  app.event('app_mention', async ({ event, say }) => {
    heard.push(event.type)
    await say({ text: 'here', thread_ts: event.ts })
  })
  await app.start()
  const room = server.channel({ members: [anna] })
  const { id } = server.says(anna, 'hey @Regulars', { chat: room })
  expect(await server.next(room)).toMatchObject({ text: 'here', thread: id })
  expect(heard.sort()).toEqual(['app_mention', 'message'])
})

test('a command opens a modal, its errors come back at the field, and then it closes', async () => {
  app.command('/regulars', async ({ ack, body, client }) => {
    await client.views.open({
      trigger_id: body.trigger_id,
      view: {
        type: 'modal',
        callback_id: 'complain',
        title: { type: 'plain_text', text: 'Complain' },
        submit: { type: 'plain_text', text: 'Send' },
        blocks: [
          {
            type: 'input',
            block_id: 'what',
            label: { type: 'plain_text', text: 'What happened' },
            element: { type: 'plain_text_input', action_id: 'text' },
          },
        ],
      },
    })
    await ack()
  })
  app.view('complain', async ({ ack, view }) => {
    const said = view.state.values.what?.text?.value ?? ''
    if (said.length < 5) await ack({ response_action: 'errors', errors: { what: 'Say more' } })
    else await ack()
  })
  await app.start()
  const { taken } = server.asks(anna, '/regulars complain')
  const modal = await server.nextModal(anna)
  expect(modal).toMatchObject({ title: 'Complain', submit: 'Send' })
  expect((await taken).ok).toBe(true)
  expect(await server.submits(anna)).toMatchObject({ kind: 'errors', byClient: true })
  expect(await server.submits(anna, { 'What happened': 'no' })).toMatchObject({
    kind: 'errors',
    errors: { what: 'Say more' },
    byClient: false,
  })
  expect(server.modal(anna)?.fields[0]).toMatchObject({ label: 'What happened', value: 'no', error: 'Say more' })
  expect(await server.submits(anna, { what: 'too cold' })).toMatchObject({ kind: 'closed' })
  expect(server.modal(anna)).toBeUndefined()
})

test('a button is pressed, and its message changes', async () => {
  app.action('yes', async ({ ack, respond, action }) => {
    await ack()
    await respond({ replace_original: true, text: `chose ${'value' in action ? action.value : ''}` })
  })
  await app.start()
  const button = {
    type: 'button' as const,
    action_id: 'yes',
    value: '1',
    text: { type: 'plain_text' as const, text: 'Yes' },
  }
  const blocks = [{ type: 'actions', elements: [button] }]
  await client(server).chat.postMessage({ channel: anna.id, text: 'Sure?', blocks })
  const seen = await server.next(anna)
  expect(seen.buttons).toMatchObject([{ text: 'Yes', action: 'yes', value: '1' }])
  const { taken } = server.presses(anna, seen, 'Yes')
  expect(await server.next(anna)).toMatchObject({ id: seen.id, text: 'chose 1', edits: 1, buttons: [] })
  expect((await taken).ok).toBe(true)
})
