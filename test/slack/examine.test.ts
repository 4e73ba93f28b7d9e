import { expect, onTestFinished, test } from 'vitest'
import { type SlackSettings, slack } from '../../adapters/slack/adapter.ts'
import manifest from '../../adapters/slack/manifest.json' with { type: 'json' }
import { examined } from '../doctor/examined.ts'
import { silent } from '../log.ts'
import { type SlackServer, startSlack } from '../platforms/slack/server.ts'

async function open(): Promise<SlackServer> {
  const server = await startSlack()
  onTestFinished(() => server.stop())
  server.install(manifest)
  return server
}

const looked = (server: SlackServer, desks: { id: string }[] = [], settings: Partial<SlackSettings> = {}) =>
  examined(
    slack({ botToken: server.botToken, appToken: server.appToken, apiUrl: server.apiUrl, log: silent, ...settings }),
    desks.map(({ id }) => ({ platform: 'slack', channel: id })),
  )

test('where all is well it says so, and posts nothing', async () => {
  const server = await open()
  server.tellsTime(Date.now)
  const ann = server.person({ name: 'Ann' })
  const [open1, hidden] = [server.channel({ members: [ann] }), server.channel({ private: true, members: [ann] })]
  expect(await looked(server, [open1, hidden])).toEqual({
    'clock Slack': '0',
    'Slack token': 'ok: regulars in Corner Shop',
    'Slack scopes': 'ok: all 10',
    'Slack receiving': 'ok: socket mode, the app token is good',
    [`Slack desk ${open1.id}`]: 'ok: the app is in it',
    [`Slack desk ${hidden.id}`]: 'ok: the app is in it',
  })
  const methods = new Set(server.calls().map(({ method }) => method))
  expect([...methods].sort()).toEqual(['apps.connections.open', 'auth.test', 'conversations.history'])
})

test('a revoked token, and none of it is told', async () => {
  const server = await open()
  server.revokes()
  expect(await looked(server)).toEqual({ 'Slack token': 'wrong: Slack does not let us in (token_revoked)' })
  const found = await looked(server, [], { botToken: 'xoxb-wrong-one' })
  expect(found).toEqual({ 'Slack token': 'wrong: Slack does not let us in (invalid_auth)' })
})

test('a server that cannot be reached, and a clock that is off', async () => {
  const server = await open()
  server.tellsTime(() => Date.now() + 400_000)
  expect(await looked(server)).toMatchObject({ 'clock Slack': '-400' })
  await server.stop()
  expect((await looked(server))['Slack token']).toMatch(/^wrong: 127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)$/)
})

test('scopes that are missing, by name', async () => {
  const server = await open()
  const bot = manifest.oauth_config.scopes.bot.filter((scope) => scope !== 'users:read' && scope !== 'files:read')
  server.install({ ...manifest, oauth_config: { scopes: { bot } } })
  expect(await looked(server)).toMatchObject({ 'Slack scopes': 'wrong: missing: files:read, users:read' })
})

test('an app token that is none, and HTTP with its secret', async () => {
  const server = await open()
  expect(await looked(server, [], { appToken: 'xapp-wrong' })).toMatchObject({
    'Slack receiving': 'wrong: socket mode is refused (invalid_auth)',
  })
  expect(await looked(server, [], { appToken: undefined, signingSecret: 'secret' })).toMatchObject({
    'Slack receiving': 'ok: over HTTP below /slack/events; the signing secret is set',
  })
})

test('a channel that the app is not in, or that there is not', async () => {
  const server = await open()
  const channel = server.channel({ bot: false })
  const found = await looked(server, [channel, { id: 'C000009999' }])
  expect(found[`Slack desk ${channel.id}`]).toBe('wrong: the app is not in it (not_in_channel)')
  expect(found['Slack desk C000009999']).toBe('wrong: the app is not in it (channel_not_found)')
})
