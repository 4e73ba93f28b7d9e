import { Times, timesOf, type Window } from '../shared/window.ts'
import { Refusal } from './refusal.ts'

/**
 * The windows that hold, and whether too much is refused or only noted. A window left out does not hold. `channel`
 * holds for each kind of call in each channel by itself. `told`: answers say how much is left (true when absent).
 */
export type LimitSettings = { overall?: Window; channel?: Window; enforce?: boolean; told?: boolean }

/** What Discord lets a bot do. */
export const realLimits: LimitSettings = {
  overall: { count: 50, ms: 1000 },
  channel: { count: 5, ms: 5000 },
}

/** A call that came too early by `early` milliseconds. `at` is milliseconds since 1970. */
export type Violation = { at: number; channel: string; method: string; window: 'overall' | 'channel'; early: number }

/** Most violations kept in full; all are counted. */
const kept = 10_000
/** Calls that put something into a channel. */
const counted = new Set(['createMessage', 'editMessage', 'createReaction', 'startThread', 'typing'])
/** Calls that the window over all does not hold for. */
const free = new Set(['answerInteraction', 'followUp', 'editOriginal', 'getOriginal', 'deleteOriginal'])

/** Watches how fast the bot calls, in true sliding windows. */
export class Limits {
  readonly violations: Violation[] = []
  /** All of them, also those no longer kept. */
  violated = 0
  private settings: LimitSettings = {}
  private overall: Times | undefined
  private readonly channels = new Map<string, Times>()

  /** Sets the windows anew; what was called before does not count. */
  set(settings: LimitSettings): void {
    this.settings = settings
    this.overall = settings.overall && new Times(settings.overall)
    this.channels.clear()
  }

  /**
   * Notes a call and throws 429 when it comes too early and limits are enforced. Returns the headers that tell how
   * much is left.
   */
  pass(method: string, channel: string | undefined, now: number): Record<string, string> | undefined {
    const { channel: perChannel } = this.settings
    const key = `${method} ${channel}`
    const place = perChannel && channel && counted.has(method) ? timesOf(this.channels, key, perChannel) : undefined
    const overall = free.has(method) ? undefined : this.overall
    if (!place && !overall) return undefined
    const windows: [Violation['window'], Times | undefined][] = [
      ['overall', overall],
      ['channel', place],
    ]
    for (const [window, times] of windows) {
      const early = times?.wait(now) ?? 0
      if (early <= 0) continue
      this.violated++
      if (this.violations.length < kept) {
        this.violations.push({ at: now, channel: channel ?? '', method, window, early })
      }
      if (this.settings.enforce) throw tooMany(early / 1000, window === 'overall' ? 'global' : 'user', method)
    }
    for (const [, times] of windows) times?.add(now)
    return place && perChannel && this.settings.told !== false ? told(place, perChannel, method, now) : undefined
  }
}

function told(times: Times, window: Window, method: string, now: number): Record<string, string> {
  const wait = times.wait(now)
  const after = (wait > 0 ? wait : window.ms) / 1000
  return {
    'X-RateLimit-Limit': String(window.count),
    'X-RateLimit-Remaining': String(wait > 0 ? 0 : times.room(now)),
    'X-RateLimit-Reset': (now / 1000 + after).toFixed(3),
    'X-RateLimit-Reset-After': after.toFixed(3),
    'X-RateLimit-Bucket': method,
  }
}

/** 429 with the seconds to wait. */
export function tooMany(seconds: number, scope: 'user' | 'global', bucket?: string): Refusal {
  const message = 'You are being rate limited.'
  return new Refusal(429, 0, message, {
    body: { message, retry_after: seconds, global: scope === 'global' },
    headers: {
      'Retry-After': seconds.toFixed(3),
      'X-RateLimit-Scope': scope,
      ...(scope === 'global' && { 'X-RateLimit-Global': 'true' }),
      ...(bucket && scope === 'user' && { 'X-RateLimit-Bucket': bucket }),
    },
  })
}
