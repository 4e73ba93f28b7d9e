import { Journal } from '../shared/journal.ts'
import { seeded } from '../shared/random.ts'
import { Faults } from './faults.ts'
import { Files } from './files.ts'
import { Events } from './gateway/events.ts'
import { Gateway, type GatewaySettings } from './gateway/gateway.ts'
import { Snowflakes } from './ids.ts'
import { Interactions } from './interactions.ts'
import { Limits } from './limits.ts'
import { Messages } from './messages.ts'
import { Places } from './places.ts'
import { Registry } from './registry.ts'
import { Screen } from './screen.ts'
import type { World } from './world.ts'

/** How the server is to be; everything has a default. */
export type Options = {
  /** 0 takes a free port. */
  port?: number
  token?: string
  username?: string
  /** Milliseconds since 1970. */
  now?: () => number
  /** How long `next` and its like wait, in milliseconds. */
  patience?: number
  /** How long an interaction waits for its first answer, and for any, in milliseconds. */
  interactionLife?: { first?: number; all?: number }
  /** `counts` keeps no calls, for long loads. */
  record?: 'full' | 'counts'
  /** The same seed makes faults strike the same calls. */
  seed?: number
  gateway?: Partial<GatewaySettings>
}

const usual: GatewaySettings = {
  heartbeat: 41_250,
  lapse: 90_000,
  resumable: 120_000,
  intents: ['members', 'presences', 'content'],
  many: false,
}

/** Everything as it is before anybody has done anything. */
export function makeWorld(options: Options): World {
  const now = options.now ?? Date.now
  const ids = new Snowflakes(now)
  const app = ids.next()
  const username = options.username ?? 'Regulars'
  const me = { id: app, username, discriminator: '0000', global_name: null, avatar: null, bot: true as const }
  const places = new Places()
  const faults = new Faults(seeded(options.seed ?? 1))
  const { first = 3000, all = 15 * 60_000 } = options.interactionLife ?? {}
  const get = () => world
  const gateway = new Gateway({ ...usual, ...options.gateway }, get)
  const world: World = {
    token: options.token ?? `${Buffer.from(app).toString('base64url')}.local.test-token`,
    me,
    app,
    gatewayUrl: '',
    now,
    ids,
    places,
    messages: new Messages(get),
    registry: new Registry(ids, app, now),
    reactions: new Map(),
    interactions: new Interactions({ first, all }, get),
    events: new Events(faults, (event) => {
      for (const session of gateway.each()) session.offer(event)
    }),
    gateway,
    faults,
    limits: new Limits(),
    files: new Files(ids),
    journal: new Journal<string>(options.record !== 'counts', now),
    screen: new Screen(places, now),
  }
  return world
}
