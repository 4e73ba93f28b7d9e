import type { Journal, Call as SharedCall } from '../shared/journal.ts'
import type { Faults } from './faults.ts'
import type { Files } from './files.ts'
import type { Events } from './gateway/events.ts'
import type { Gateway } from './gateway/gateway.ts'
import type { Snowflakes } from './ids.ts'
import type { Interactions } from './interactions.ts'
import type { Limits } from './limits.ts'
import type { Messages } from './messages.ts'
import type { Places } from './places.ts'
import type { Registry } from './registry.ts'
import type { Screen } from './screen.ts'
import type { User } from './wire.ts'

/** One call of the bot; channels and messages are known by their ids. */
export type Call = SharedCall<string>

/** Everything that the server knows. */
export type World = {
  /** The bot's token; another one is refused. */
  token: string
  readonly me: User
  /** The id of the application. */
  readonly app: string
  gatewayUrl: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly ids: Snowflakes
  readonly places: Places
  readonly messages: Messages
  readonly registry: Registry
  /** Who reacted, by message and emoji. */
  readonly reactions: Map<string, Set<string>>
  readonly interactions: Interactions
  readonly events: Events
  readonly gateway: Gateway
  readonly faults: Faults
  readonly limits: Limits
  readonly files: Files
  readonly journal: Journal<string>
  readonly screen: Screen
}
