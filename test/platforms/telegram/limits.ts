import { Times, timesOf, type Window } from '../shared/window.ts'
import { Refusal } from './refusal.ts'

/** The windows that hold, and whether too much is refused or only noted. A window left out does not hold. */
export type LimitSettings = { overall?: Window; chat?: Window; group?: Window; enforce?: boolean }

/** What Telegram tells bots to keep to. */
export const realLimits: LimitSettings = {
  overall: { count: 30, ms: 1000 },
  chat: { count: 1, ms: 1000 },
  group: { count: 20, ms: 60_000 },
}

/** A message that came too early by `early` milliseconds. `at` is milliseconds since 1970. */
export type Violation = { at: number; chat: number; window: 'overall' | 'chat' | 'group'; early: number }

/** Most violations kept in full; all are counted. */
const kept = 10_000

/** Watches how fast messages are sent, in true sliding windows. */
export class Limits {
  readonly violations: Violation[] = []
  /** All of them, also those no longer kept. */
  violated = 0
  private settings: LimitSettings = {}
  private overall: Times | undefined
  private readonly chats = new Map<number, Times>()
  private readonly groups = new Map<number, Times>()

  /** Sets the windows anew; what was sent before does not count. */
  set(settings: LimitSettings): void {
    this.settings = settings
    this.overall = settings.overall && new Times(settings.overall)
    this.chats.clear()
    this.groups.clear()
  }

  /** Notes a message to this chat, and throws 429 when it comes too early and limits are enforced. */
  pass(chat: number, now: number): void {
    const { overall, chat: perChat, group } = this.settings
    if (!overall && !perChat && !group) return
    const windows: [Violation['window'], Times | undefined][] = [
      ['overall', this.overall],
      ['chat', perChat && timesOf(this.chats, chat, perChat)],
      ['group', chat < 0 && group ? timesOf(this.groups, chat, group) : undefined],
    ]
    let longest = 0
    for (const [window, times] of windows) {
      const early = times?.wait(now) ?? 0
      if (early <= 0) continue
      longest = Math.max(longest, early)
      this.violated++
      if (this.violations.length < kept) this.violations.push({ at: now, chat, window, early })
    }
    if (longest > 0 && this.settings.enforce) throw tooMany(Math.ceil(longest / 1000))
    for (const [, times] of windows) times?.add(now)
  }
}

/** 429 with the seconds to wait. */
export const tooMany = (seconds: number): Refusal =>
  new Refusal(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds })
