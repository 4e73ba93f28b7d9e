import { isObject } from '../shared/json.ts'
import { type Check, flag, list, objects, type Problem, pattern, shape, words } from './blocks/schema.ts'
import type { Json } from './wire.ts'
import type { World } from './world.ts'

/** What the app has switched on; everything, as long as no manifest was installed. */
export type Features = {
  commands?: ReadonlySet<string>
  interactivity: boolean
  home: boolean
  messages: boolean
  writing: boolean
  /** People, channels and links in the text of a command are tags (`should_escape`). */
  tags: boolean
}

/** The scope that a subscription needs; '' for none. */
const needs: Readonly<Record<string, string>> = {
  app_home_opened: '',
  app_mention: 'app_mentions:read',
  app_uninstalled: '',
  file_deleted: 'files:read',
  file_shared: 'files:read',
  member_joined_channel: 'channels:read',
  member_left_channel: 'channels:read',
  'message.channels': 'channels:history',
  'message.groups': 'groups:history',
  'message.im': 'im:history',
  reaction_added: 'reactions:read',
  team_join: 'users:read',
  tokens_revoked: '',
  user_change: 'users:read',
}

const url = pattern(/^https:\/\/[^\s]+$/, 'an https URL')

const command = shape(
  { command: pattern(/^\/[a-z0-9_-]{1,31}$/, 'a slash and at most 31 lower-case letters'), description: words(2000) },
  { url, usage_hint: words(1000), should_escape: flag },
)

const anything: Check = () => {}

const check = shape(
  {
    display_information: shape(
      { name: words(35) },
      { description: words(140), long_description: words(4000, 174), background_color: words(7) },
    ),
  },
  {
    _metadata: anything,
    features: shape(
      {},
      {
        app_home: shape(
          {},
          { home_tab_enabled: flag, messages_tab_enabled: flag, messages_tab_read_only_enabled: flag },
        ),
        bot_user: shape({ display_name: words(80) }, { always_online: flag }),
        slash_commands: list(command, 1, 50),
        shortcuts: list(anything, 1, 10),
      },
    ),
    oauth_config: shape(
      {},
      {
        redirect_urls: list(url, 0, 1000),
        scopes: shape({}, { bot: list(words(100), 0, 255), user: list(words(100), 0, 255) }),
      },
    ),
    settings: shape(
      {},
      {
        event_subscriptions: shape({}, { request_url: url, bot_events: list(words(100), 0, 100) }),
        interactivity: shape({ is_enabled: flag }, { request_url: url, message_menu_options_url: url }),
        org_deploy_enabled: flag,
        socket_mode_enabled: flag,
        token_rotation_enabled: flag,
      },
    ),
  },
  whole,
)

const part = (value: unknown, ...path: string[]): unknown =>
  path.reduce((inner: unknown, name) => (isObject(inner) ? inner[name] : undefined), value)

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** What must fit together: scopes with what needs them, and addresses where there is no socket mode. */
function whole(value: unknown, at: string, found: Problem[]): void {
  const scopes = texts(part(value, 'oauth_config', 'scopes', 'bot'))
  const want = (scope: string, by: string) => {
    if (!scopes.includes(scope))
      found.push({ message: `${by} needs the scope ${scope}`, at: `${at}/oauth_config/scopes/bot` })
  }
  const events = texts(part(value, 'settings', 'event_subscriptions', 'bot_events'))
  for (const event of events) {
    const scope = needs[event]
    if (scope === undefined)
      found.push({ message: `unknown event: ${event}`, at: `${at}/settings/event_subscriptions` })
    else if (scope !== '') want(scope, event)
  }
  const commands = objects(part(value, 'features', 'slash_commands'))
  if (commands.length > 0) want('commands', 'slash_commands')
  if (scopes.length > 0 && part(value, 'features', 'bot_user') === undefined) {
    found.push({ message: 'scopes of a bot need a bot_user', at: `${at}/features` })
  }
  if (part(value, 'settings', 'socket_mode_enabled') === true) return
  const isMissing = (inner: unknown) => part(inner, 'request_url') === undefined && part(inner, 'url') === undefined
  const subscriptions = part(value, 'settings', 'event_subscriptions')
  const interactivity = part(value, 'settings', 'interactivity')
  const lacks = [
    events.length > 0 && isMissing(subscriptions),
    part(interactivity, 'is_enabled') === true && isMissing(interactivity),
    commands.some(isMissing),
  ]
  if (lacks.includes(true)) found.push({ message: 'a request URL is needed without socket mode', at: `${at}/settings` })
}

/**
 * Makes the app what the manifest says: from now on only its scopes, events, commands and surfaces are there. Throws
 * with everything that is wrong with it.
 */
export function install(world: World, manifest: unknown): void {
  const found: Problem[] = []
  check(manifest, '', found)
  if (found.length > 0) throw new Error(found.map(({ message, at }) => `${message} [json-pointer:${at}]`).join('\n'))
  world.tokens.scopes = new Set(texts(part(manifest, 'oauth_config', 'scopes', 'bot')))
  world.events.subscriptions = new Set(texts(part(manifest, 'settings', 'event_subscriptions', 'bot_events')))
  const commands = objects(part(manifest, 'features', 'slash_commands')).map((each: Json) => String(each.command))
  const tab = part(manifest, 'features', 'app_home')
  const messages = part(tab, 'messages_tab_enabled') !== false
  const features: Features = {
    commands: new Set(commands),
    interactivity: part(manifest, 'settings', 'interactivity', 'is_enabled') === true,
    home: part(tab, 'home_tab_enabled') === true,
    messages,
    tags: objects(part(manifest, 'features', 'slash_commands')).some((each) => each.should_escape === true),
    writing: messages && part(tab, 'messages_tab_read_only_enabled') !== true,
  }
  Object.assign(world.features, features)
  const name = part(manifest, 'features', 'bot_user', 'display_name')
  if (typeof name === 'string') world.workspace.bot.name = name
}
