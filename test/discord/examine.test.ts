import { expect, onTestFinished, test } from 'vitest'
import { discord } from '../../adapters/discord/adapter.ts'
import { permitted } from '../../adapters/discord/permitted.ts'
import { examined } from '../doctor/examined.ts'
import { silent } from '../log.ts'
import { type DiscordServer, startDiscord } from '../platforms/discord/server.ts'
import type { Options } from '../platforms/discord/setup.ts'

async function open(options: Options = {}): Promise<DiscordServer> {
  const server = await startDiscord(options)
  onTestFinished(() => server.stop())
  return server
}

const looked = (server: DiscordServer, desks: string[] = [], token = server.token) =>
  examined(
    discord({ token, api: server.apiRoot, log: silent }),
    desks.map((channel) => ({ platform: 'discord', channel })),
  )

test('where all is well it says so, and changes nothing', async () => {
  const server = await open()
  server.tellsTime(Date.now)
  const guild = server.guild()
  const { id } = server.channel(guild, { name: 'staff' })
  expect(await looked(server, [id])).toEqual({
    'clock Discord': '0',
    'Discord token': 'ok: Regulars',
    'Discord message content': 'ok: the intent is on',
    'Discord connections': 'ok: 1000 of 1000 new ones left today',
    [`Discord desk ${id}`]: 'ok: #staff, all six permissions',
  })
  expect(server.calls().every(({ method }) => method.startsWith('get'))).toBe(true)
})

test('a wrong token, a clock that is off, a server that is away', async () => {
  const server = await open()
  server.tellsTime(() => Date.now() - 60_000)
  expect(await looked(server, [], 'a.b.c')).toEqual({
    'clock Discord': '60',
    'Discord token': 'wrong: Discord does not accept it',
  })
  await server.stop()
  expect((await looked(server))['Discord token']).toMatch(/^wrong: .* cannot be reached \(ECONNREFUSED\)$/)
})

test('the intent that is off', async () => {
  const server = await open({ gateway: { intents: [] } })
  expect((await looked(server))['Discord message content']).toMatch(/^look: the intent is off/)
})

test('channels that it cannot see, may not write in, or only in part', async () => {
  const server = await open()
  const [whole, partly, out] = [server.guild(), server.guild({ without: ['createThreads'] }), server.guild()]
  const hidden = server.channel(whole, { hidden: true }).id
  const silenced = server.channel(whole, { name: 'news', readOnly: true }).id
  server.removesBot(out)
  const found = await looked(server, [hidden, silenced, partly.general, out.general])
  expect(found[`Discord desk ${hidden}`]).toBe('wrong: the bot cannot see it (403)')
  expect(found[`Discord desk ${silenced}`]).toBe('wrong: #news: the bot may not send messages')
  expect(found[`Discord desk ${partly.general}`]).toBe('look: #general: the bot may not create public threads')
  expect(found[`Discord desk ${out.general}`]).toBe('wrong: the bot cannot see it (403)')
})

test('permissions add up as Discord says: roles, then everybody, roles and member of the channel', () => {
  const guild = {
    id: '1',
    owner_id: '9',
    roles: [
      { id: '1', permissions: '3072' },
      { id: '2', permissions: '65536' },
      { id: '3', permissions: '8' },
    ],
  }
  const may = (roles: string[], permission_overwrites: object[] = [], me = '5') =>
    permitted({ channel: { permission_overwrites }, guild, member: { roles }, me })
  const deny = (id: string, bits: string) => ({ id, allow: '0', deny: bits })
  const allow = (id: string, bits: string) => ({ id, allow: bits, deny: '0' })
  expect(may([])).toBe(3072n)
  expect(may(['2'])).toBe(3072n + 65536n)
  expect(may(['3'])).toBe(~0n)
  expect(may([], [], '9')).toBe(~0n)
  expect(may(['2'], [deny('1', '2048')])).toBe(1024n + 65536n)
  expect(may(['2'], [deny('1', '2048'), allow('2', '2048')])).toBe(3072n + 65536n)
  expect(may(['2'], [allow('2', '2048'), deny('5', '2048')])).toBe(1024n + 65536n)
  expect(may([], [allow('2', '8192')])).toBe(3072n)
})
