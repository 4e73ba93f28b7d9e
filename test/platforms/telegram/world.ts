import type { Journal } from '../shared/journal.ts'
import type { Chats } from './chats.ts'
import type { Faults } from './faults.ts'
import type { Files } from './files.ts'
import type { Call } from './journal.ts'
import type { Limits } from './limits.ts'
import type { Load } from './load.ts'
import type { Params } from './params.ts'
import type { Polling } from './polling.ts'
import type { Screen } from './screen.ts'
import type { Updates } from './updates.ts'
import type { Webhook } from './webhook.ts'
import type { CallbackQuery, User } from './wire.ts'

/** A pressed button that may still be answered. `at` is milliseconds since 1970. */
type Query = { query: CallbackQuery; at: number; answers: Answer[] }

/** What the person saw after a press. */
export type Answer = { text: string; alert: boolean; url?: string }

/** Everything the methods of one bot work on. */
export type World = {
  readonly token: string
  /** The bot as the sender of messages. */
  readonly me: User
  /** The bot as `getMe` tells it. */
  readonly meJson: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly chats: Chats
  readonly updates: Updates
  readonly polling: Polling
  readonly webhook: Webhook
  readonly faults: Faults
  readonly limits: Limits
  readonly files: Files
  load?: Load
  readonly journal: Journal<number>
  readonly screen: Screen
  /** How long a press may be answered, in milliseconds. */
  readonly queryLife: number
  readonly queries: Map<string, Query>
  /** Texts that were set about the bot: commands, descriptions; JSON by method, scope and language. */
  readonly profile: Map<string, string>
}

/** Carries out one call and returns the result as JSON. Throws a Refusal. `gone` tells when the caller hangs up. */
export type Method = (
  world: World,
  params: Params,
  call: Call,
  gone: (listener: () => void) => void,
) => string | Promise<string>
