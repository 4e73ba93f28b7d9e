import { Journal } from '../shared/journal.ts'
import { seeded } from '../shared/random.ts'
import { Chats } from './chats.ts'
import { Faults } from './faults.ts'
import { Files } from './files.ts'
import { Limits } from './limits.ts'
import { Polling } from './polling.ts'
import { Screen } from './screen.ts'
import { Updates } from './updates.ts'
import { Webhook } from './webhook.ts'
import type { World } from './world.ts'

/** How the server is to be; everything has a default. */
export type Options = {
  /** 0 takes a free port. */
  port?: number
  token?: string
  username?: string
  /** Milliseconds since 1970. */
  now?: () => number
  /** Milliseconds from any beginning, never set back: what a load is timed by. */
  clock?: () => number
  /** How long `next` and `nextCall` wait, in milliseconds. */
  patience?: number
  firstUpdateId?: number
  /** Whether the bot may be added to groups. */
  joins?: boolean
  /** How long a press may be answered, in milliseconds. */
  queryLife?: number
  /** `counts` keeps no calls and only the newest messages of a chat, for long loads. */
  record?: 'full' | 'counts'
  /** The same seed makes faults strike the same calls. */
  seed?: number
  /** Pauses between tries of a webhook and how long one may take, in milliseconds. */
  webhook?: { firstPause?: number; longestPause?: number; timeout?: number }
}

/** Everything as it is before anybody has done anything. */
export function makeWorld(options: Options): World {
  const token = options.token ?? '7000001:local-test-token'
  const now = options.now ?? Date.now
  const me = {
    id: Number.parseInt(token, 10) || 7000001,
    is_bot: true,
    first_name: 'Regulars',
    username: options.username ?? 'regulars_bot',
  }
  const abilities = {
    can_join_groups: options.joins ?? true,
    can_read_all_group_messages: true,
    supports_inline_queries: false,
  }
  const full = options.record !== 'counts'
  const faults = new Faults(seeded(options.seed ?? 1))
  const parts = {
    token,
    me,
    meJson: JSON.stringify({ ...me, ...abilities }),
    now,
    chats: new Chats(full ? Number.POSITIVE_INFINITY : 20),
    updates: new Updates(options.firstUpdateId ?? 100_001),
    faults,
    limits: new Limits(),
    files: new Files(),
    journal: new Journal<number>(full, now),
    screen: new Screen(),
    queryLife: options.queryLife ?? 15 * 60_000,
    queries: new Map(),
    profile: new Map(),
    polling: new Polling(),
  }
  const { firstPause = 100, longestPause = 5000, timeout = 60_000 } = options.webhook ?? {}
  return { ...parts, webhook: new Webhook(parts, { firstPause, longestPause, timeout }) }
}
