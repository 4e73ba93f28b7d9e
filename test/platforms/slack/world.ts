import type { Journal, Call as SharedCall } from '../shared/journal.ts'
import type { Random } from '../shared/random.ts'
import type { Connections } from './delivery/connections.ts'
import type { Endpoint } from './delivery/endpoint.ts'
import type { Envelopes } from './delivery/envelopes.ts'
import type { Events } from './delivery/events.ts'
import type { Faults } from './faults.ts'
import type { Files } from './files.ts'
import type { Limits } from './limits.ts'
import type { Features } from './manifest.ts'
import type { Params } from './params.ts'
import type { Responses } from './responses.ts'
import type { Screen } from './screen.ts'
import type { Stamps } from './stamps.ts'
import type { Tokens } from './tokens.ts'
import type { Triggers } from './triggers.ts'
import type { Views } from './views.ts'
import type { Workspace } from './workspace.ts'

/** One call of the app; channels are known by ids, messages by timestamps. */
export type Call = SharedCall<string>

/** Everything the methods work on. */
export type World = {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly random: Random
  readonly stamps: Stamps
  readonly tokens: Tokens
  readonly workspace: Workspace
  readonly files: Files
  readonly views: Views
  readonly triggers: Triggers
  readonly responses: Responses
  readonly events: Events
  readonly envelopes: Envelopes
  readonly connections: Connections
  readonly endpoint: Endpoint
  readonly faults: Faults
  readonly limits: Limits
  readonly journal: Journal<string>
  readonly screen: Screen
  readonly features: Features
  /** Address of this server, once it listens. */
  root: string
}

/** Carries out one call and returns what the answer holds besides `ok`. Throws a Refusal. */
export type Method = (world: World, params: Params, call: Call) => Record<string, unknown>
