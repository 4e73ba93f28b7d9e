import { type Judge, longestPause, pauseAfter } from '../shared/patience.ts'
import { CallError } from './call.ts'

/** Longest pause that the platform may ask for, in milliseconds. */
const longestAsked = 600_000

/** Said of a token that Discord does not accept. */
export const badToken = (code: number): string => `Discord does not accept the token (${code})`

/**
 * Pause before the next try and what is wrong, in a few words. What only people can mend (a wrong token) is tried
 * again slowly, for it may be mended; what the platform asks for is honoured, up to ten minutes.
 */
export const judge: Judge = (error, failures) => {
  const pause = pauseAfter(failures)
  if (!(error instanceof CallError)) return { pause, trouble: 'Discord cannot be reached' }
  const { failure, message } = error
  if (failure.kind !== 'answered') return { pause, trouble: `Discord cannot be reached (${message})` }
  const { status, afterMs } = failure
  if (status === 401) return { pause: longestPause, trouble: badToken(status) }
  if (status === 429 && afterMs !== undefined) {
    return { pause: Math.min(Math.max(afterMs, pause), longestAsked), trouble: 'Discord asked for a pause (429)' }
  }
  return { pause, trouble: `Discord failed (${message})` }
}
