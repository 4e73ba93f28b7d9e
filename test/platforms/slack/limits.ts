import { type Times, timesOf, type Window } from '../shared/window.ts'
import { rateLimited } from './refusal.ts'

/**
 * The windows that hold, and whether too much is refused or only noted. `channel`: chat.postMessage to one channel;
 * `workspace`: chat.postMessage to all; `tiers`: the documented tier of each other method. One left out does not hold.
 */
export type LimitSettings = { channel?: Window; workspace?: Window; tiers?: boolean; enforce?: boolean }

/** What Slack tells apps to keep to. */
export const realLimits: LimitSettings = {
  channel: { count: 1, ms: 1000 },
  workspace: { count: 300, ms: 60_000 },
  tiers: true,
}

/** A call that came too early by `early` milliseconds. `at` is milliseconds since 1970. */
export type Violation = {
  at: number
  method: string
  chat?: string
  window: 'channel' | 'workspace' | 'tier'
  early: number
}

const perMinute = [0, 1, 20, 50, 100] as const

/** Documented tiers of the methods that are here. */
const tiers: Readonly<Record<string, 1 | 2 | 3 | 4>> = {
  'apps.connections.open': 1,
  'chat.delete': 3,
  'chat.postEphemeral': 4,
  'chat.update': 3,
  'conversations.history': 3,
  'conversations.info': 3,
  'conversations.join': 3,
  'conversations.list': 2,
  'conversations.members': 4,
  'conversations.open': 3,
  'conversations.replies': 3,
  'files.completeUploadExternal': 4,
  'files.delete': 3,
  'files.getUploadURLExternal': 4,
  'files.info': 4,
  'reactions.add': 3,
  'users.info': 4,
  'users.list': 2,
  'views.open': 4,
  'views.publish': 4,
  'views.push': 4,
  'views.update': 4,
}

/** Most violations kept in full; all are counted. */
const kept = 10_000

/** Watches how fast the app calls, in true sliding windows. */
export class Limits {
  readonly violations: Violation[] = []
  /** All of them, also those no longer kept. */
  violated = 0
  private settings: LimitSettings = {}
  private readonly times = new Map<string, Times>()

  /** Sets the windows anew; what was called before does not count. */
  set(settings: LimitSettings): void {
    this.settings = settings
    this.times.clear()
  }

  /** Notes a call, and throws 429 when it comes too early and limits are enforced. */
  pass(method: string, chat: string | undefined, now: number): void {
    const windows = this.windows(method, chat)
    let longest = 0
    for (const [window, times] of windows) {
      const early = times.wait(now)
      if (early <= 0) continue
      longest = Math.max(longest, early)
      this.violated++
      const violation = { at: now, method, ...(chat !== undefined && { chat }), window, early }
      if (this.violations.length < kept) this.violations.push(violation)
    }
    if (longest > 0 && this.settings.enforce) throw rateLimited(Math.ceil(longest / 1000))
    for (const [, times] of windows) times.add(now)
  }

  private windows(method: string, chat: string | undefined): [Violation['window'], Times][] {
    const { channel, workspace, tiers: tiered } = this.settings
    if (method === 'chat.postMessage') {
      return [
        ...(channel && chat !== undefined ? [this.window('channel', `channel ${chat}`, channel)] : []),
        ...(workspace ? [this.window('workspace', 'workspace', workspace)] : []),
      ]
    }
    const tier = tiers[method]
    if (!tiered || tier === undefined) return []
    return [this.window('tier', method, { count: perMinute[tier], ms: 60_000 })]
  }

  private window(name: Violation['window'], key: string, window: Window): [Violation['window'], Times] {
    return [name, timesOf(this.times, key, window)]
  }
}
