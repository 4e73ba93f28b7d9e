import { type Judge, longestPause, pauseAfter } from '../shared/patience.ts'
import { ClientError } from './client.ts'

/** Longest pause that the platform may ask for, in milliseconds. */
const longestAsked = 600_000

/**
 * Pause before the next try and what is wrong, in a few words. What only people can mend (a wrong token) is tried
 * again slowly, for it may be mended; what the platform asks for is honoured, up to ten minutes.
 */
export const judge: Judge = (error, failures) => {
  const { code, retryAfter } = error instanceof ClientError ? error : {}
  const pause = pauseAfter(failures)
  if (code === 401 || code === 404)
    return { pause: longestPause, trouble: `Telegram does not accept the token (${code})` }
  if (code === 409) return { pause, trouble: 'somebody else receives with the same token (409)' }
  if (code === 429 && retryAfter !== undefined) {
    return { pause: Math.min(retryAfter * 1000, longestAsked), trouble: 'Telegram asked for a pause (429)' }
  }
  const reason = error instanceof Error ? error.message : 'failed'
  return {
    pause,
    trouble: code === undefined ? `Telegram cannot be reached (${reason})` : `Telegram failed (${reason})`,
  }
}
