import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import manifest from '../../adapters/slack/manifest.json' with { type: 'json' }
import { methodNamed } from '../platforms/slack/methods/index.ts'
import { startSlack } from '../platforms/slack/server.ts'

const folder = new URL('../../adapters/slack/', import.meta.url)
const source = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  .join('\n')

/** What a method that goes by a channel's kind, or hears what it is told, needs besides. */
const events: Readonly<Record<string, string>> = {
  app_mention: 'app_mentions:read',
  'message.channels': 'channels:history',
  'message.groups': 'groups:history',
  'message.im': 'im:history',
}
const { bot: scopes } = manifest.oauth_config.scopes
const { bot_events: heard } = manifest.settings.event_subscriptions

describe('the app manifest', () => {
  it('is one that Slack takes', async () => {
    await using server = await startSlack()
    server.install(manifest)
    server.install({ ...manifest, settings: { ...manifest.settings, socket_mode_enabled: true } })
  })

  it('asks for the scopes of what is called and heard, and for no other', () => {
    const called = [
      ...new Set(
        [...source.matchAll(/'((?:auth|bots|chat|conversations|files|users|views)\.[A-Za-z]+)'/g)].map(
          ([, name = '']) => name,
        ),
      ),
    ]
    expect(called.length).toBeGreaterThan(10)
    const needed = called.map((name) => {
      const method = methodNamed(name)
      if (!method) throw new Error(`there is no method ${name}`)
      return method.scope
    })
    const all = [...needed, ...heard.map((name) => events[name]), 'commands']
    expect(scopes.toSorted()).toEqual([...new Set(all.filter((scope) => scope !== undefined))].sort())
  })

  it('subscribes to what is read', () => {
    const read = heard.map((name) => name.split('.')[0] ?? '')
    for (const name of read) expect(source).toContain(`'${name}'`)
    expect(heard.toSorted()).toEqual([
      'app_home_opened',
      'app_mention',
      'message.channels',
      'message.groups',
      'message.im',
    ])
  })

  it('has the command, both tabs and interactivity, and hears over socket mode', () => {
    expect(manifest.features.slash_commands).toMatchObject([{ command: '/regulars', should_escape: true }])
    expect(manifest.features.app_home).toEqual({
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: false,
    })
    expect(manifest.settings).toMatchObject({ interactivity: { is_enabled: true }, socket_mode_enabled: true })
  })
})
