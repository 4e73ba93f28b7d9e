import { Journal } from '../shared/journal.ts'
import { seeded } from '../shared/random.ts'
import { Connections } from './delivery/connections.ts'
import { Endpoint } from './delivery/endpoint.ts'
import { Envelopes } from './delivery/envelopes.ts'
import { Events } from './delivery/events.ts'
import { Faults } from './faults.ts'
import { Files } from './files.ts'
import { Limits } from './limits.ts'
import { Responses } from './responses.ts'
import { Screen } from './screen.ts'
import { Stamps } from './stamps.ts'
import { Tokens } from './tokens.ts'
import { Triggers } from './triggers.ts'
import { Views } from './views.ts'
import { Workspace } from './workspace.ts'
import type { World } from './world.ts'

/** How the server is to be; everything has a default. Times in milliseconds. */
export type Options = {
  /** 0 takes a free port. */
  port?: number
  botToken?: string
  appToken?: string
  signingSecret?: string
  botName?: string
  /** Milliseconds since 1970. */
  now?: () => number
  /** How long `next` and `nextCall` wait. */
  patience?: number
  /** `counts` keeps no calls, for long loads. */
  record?: 'full' | 'counts'
  /** The same seed makes faults strike the same calls. */
  seed?: number
  /** How long the app may take to acknowledge. */
  deadline?: number
  /** Pauses before an event is given again. */
  retries?: readonly number[]
  /** How long a modal may be opened after what a person did. */
  triggerLife?: number
  /** How often connections are pinged. */
  pingEvery?: number
  /** Most connections in socket mode. */
  mostConnections?: number
}

/** Everything as it is before anybody has done anything. */
export function makeWorld(options: Options): World {
  const now = options.now ?? Date.now
  const tokens = new Tokens({
    bot: options.botToken ?? 'xoxb-local-bot-token',
    app: options.appToken ?? 'xapp-1-A000000001-local',
    signingSecret: options.signingSecret ?? 'local-signing-secret',
  })
  const { deadline = 3000 } = options
  const random = seeded(options.seed ?? 1)
  const workspace = new Workspace(options.botName ?? 'Regulars')
  const stamps = new Stamps(now)
  const faults = new Faults(random)
  const envelopes = new Envelopes(faults, now, options.retries ?? [0, 60_000, 300_000])
  const connections = new Connections({
    appId: workspace.app.id,
    deadline,
    pingEvery: options.pingEvery ?? 4000,
    most: options.mostConnections ?? 10,
    ticketLife: 30_000,
    now,
  })
  const { signingSecret } = tokens
  const endpoint = new Endpoint({ signingSecret, token: 'local-verification-token', deadline, now })
  envelopes.carrier = (...given) => (endpoint.urls ? endpoint.send(...given) : connections.send(...given))
  return {
    now,
    random,
    stamps,
    tokens,
    workspace,
    files: new Files(),
    views: new Views(workspace),
    triggers: new Triggers(now, options.triggerLife ?? 3000),
    responses: new Responses(),
    events: new Events(workspace, stamps, envelopes),
    envelopes,
    connections,
    endpoint,
    faults,
    limits: new Limits(),
    journal: new Journal(options.record !== 'counts', now),
    screen: new Screen(workspace, now),
    features: { interactivity: true, home: true, messages: true, writing: true, tags: false },
    root: '',
  }
}
