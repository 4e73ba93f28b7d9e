import { WebAPIPlatformError, type WebClient } from '@slack/web-api'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { client } from './bolt.ts'
import { type Person, type SlackServer, startSlack } from './server.ts'
import type { Json } from './wire.ts'

let server: SlackServer
let web: WebClient
let anna: Person

beforeEach(async () => {
  server = await startSlack()
  web = client(server)
  anna = server.person()
})
afterEach(() => server.stop())

const scopes = ['app_mentions:read', 'chat:write', 'commands', 'im:history', 'files:read']

function manifest({
  bot = scopes,
  events = ['app_mention', 'message.im'],
  home = {},
  settings = {},
  ...more
}: Json = {}) {
  return {
    display_information: { name: 'Regulars' },
    features: {
      app_home: {
        home_tab_enabled: false,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
        ...(home as Json),
      },
      bot_user: { display_name: 'Regulars' },
      slash_commands: [{ command: '/regulars', description: 'All there is', usage_hint: 'points' }],
    },
    oauth_config: { scopes: { bot } },
    settings: {
      event_subscriptions: { bot_events: events },
      interactivity: { is_enabled: true },
      socket_mode_enabled: true,
      ...(settings as Json),
    },
    ...more,
  }
}

const outcome = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'ok',
    (error: unknown) => (error instanceof WebAPIPlatformError ? error.data : error),
  )

describe('a manifest', () => {
  test('leaves only what is in it', async () => {
    server.install(manifest())
    expect(await outcome(web.chat.postMessage({ channel: anna.id, text: 'x' }))).toBe('ok')
    expect(await outcome(web.users.info({ user: anna.id }))).toMatchObject({
      error: 'missing_scope',
      needed: 'users:read',
      provided: scopes.join(','),
    })
    expect(() => server.asks(anna, '/other')).toThrow('there is no command /other; there are: /regulars')
    server.asks(anna, '/regulars points')
    const room = server.channel({ members: [anna] })
    server.says(anna, 'hey @Regulars', { chat: room })
    server.says(anna, 'hello')
    expect(server.envelopes().map(({ type }) => type)).toEqual(['message', 'slash_commands', 'app_mention', 'message'])
    expect((await web.auth.test()).response_metadata?.scopes).toEqual(scopes)
  })

  test('asks for a scope for each kind of channel', async () => {
    server.install(manifest())
    const { chat } = server.says(anna, 'x')
    const room = server.channel({ members: [anna] })
    expect(await outcome(web.conversations.history({ channel: chat }))).toBe('ok')
    expect(await outcome(web.conversations.history({ channel: room.id }))).toMatchObject({ needed: 'channels:history' })
    expect(await outcome(web.conversations.info({ channel: chat }))).toMatchObject({ needed: 'im:read' })
    expect(await outcome(web.conversations.list({}))).toMatchObject({ needed: 'channels:read' })
  })

  test('without a home or messages has neither', async () => {
    server.install(manifest({ home: { messages_tab_enabled: false } }))
    const view = { type: 'home' as const, blocks: [] }
    expect(await outcome(web.views.publish({ user_id: anna.id, view }))).toMatchObject({ error: 'not_enabled' })
    expect(() => server.opensHome(anna)).toThrow('no home')
    expect(await outcome(web.chat.postMessage({ channel: anna.id, text: 'x' }))).toMatchObject({
      error: 'messages_tab_disabled',
    })
    expect(() => server.says(anna, 'x')).toThrow('takes no messages')
  })

  test('with a conversation for reading only lets nobody write', async () => {
    server.install(manifest({ home: { messages_tab_read_only_enabled: true } }))
    expect(await outcome(web.chat.postMessage({ channel: anna.id, text: 'x' }))).toBe('ok')
    expect(() => server.says(anna, 'x')).toThrow('takes no messages')
  })

  test('tells people, channels and links in a command as tags where it asks for that', () => {
    const ben = server.person({ name: 'Ben Hill' })
    const line = '/regulars earn @Ben Hill 5 <b> & https://x.example'
    const told = () => server.envelopes('slash_commands').at(-1)?.payload.text
    server.install(manifest())
    server.asks(anna, line)
    expect(told()).toBe('earn @Ben Hill 5 &lt;b&gt; &amp; https://x.example')
    const command = { command: '/regulars', description: 'All there is', should_escape: true }
    server.install(manifest({ features: { bot_user: { display_name: 'Regulars' }, slash_commands: [command] } }))
    server.asks(anna, line)
    expect(told()).toBe(`earn <@${ben.id}|ben.hill> 5 &lt;b&gt; &amp; <https://x.example>`)
  })

  test('without interactivity has no buttons', async () => {
    server.install(manifest({ settings: { interactivity: { is_enabled: false } } }))
    await web.chat.postMessage({ channel: anna.id, text: 'x' })
    const seen = await server.next(anna)
    expect(() => server.presses(anna, seen, { action: 'a' })).toThrow('no interactivity')
  })

  test.each<[string, Json, string]>([
    [
      'a long name',
      { display_information: { name: 'x'.repeat(36) } },
      'must be less than 36 characters [json-pointer:/display_information/name]',
    ],
    ['no name', { display_information: {} }, 'missing required field: name [json-pointer:/display_information]'],
    ['a field too many', { colour: 'red' }, 'invalid additional property: colour [json-pointer:]'],
    [
      'an event without its scope',
      { events: ['message.channels'] },
      'message.channels needs the scope channels:history',
    ],
    ['an event that is none', { events: ['message.pigeon'] }, 'unknown event: message.pigeon'],
    ['commands without their scope', { bot: ['chat:write'], events: [] }, 'slash_commands needs the scope commands'],
    ['no bot for its scopes', { features: {} }, 'scopes of a bot need a bot_user'],
    ['neither socket mode nor addresses', { settings: { socket_mode_enabled: false } }, 'a request URL is needed'],
    [
      'an address without https',
      { settings: { event_subscriptions: { request_url: 'http://x.example' } } },
      'must be an https URL',
    ],
    [
      'a command in capitals',
      { features: { slash_commands: [{ command: '/Regulars', description: 'x' }] } },
      'must be a slash',
    ],
  ])('with %s is refused', (_, more, message) => {
    expect(() => server.install(manifest(more))).toThrow(message)
  })

  test('is no list', () => {
    expect(() => server.install([])).toThrow('must be an object')
  })
})
