import { type Judge, longestPause, pauseAfter } from '../shared/patience.ts'
import { CallError } from './client.ts'
import { closedBy } from './trouble.ts'

/** Longest pause that the platform may ask for, in milliseconds. */
const longestAsked = 600_000

/**
 * Pause before the next try and what is wrong, in a few words. What only people can mend (a wrong token) is tried
 * again slowly, for it may be mended; what the platform asks for is honoured, up to ten minutes.
 */
export const judge: Judge = (error, failures) => {
  const pause = pauseAfter(failures)
  const closed = closedBy(error)
  if (closed !== undefined) return { pause: longestPause, trouble: closed }
  if (!(error instanceof CallError)) {
    const reason = error instanceof Error ? error.message : 'failed'
    return { pause, trouble: `Slack cannot be reached (${reason})` }
  }
  const { failure, message } = error
  if (failure.kind === 'slow') {
    return { pause: Math.min(failure.retryAfter * 1000, longestAsked), trouble: 'Slack asked for a pause (429)' }
  }
  const away = failure.kind === 'unsent' || failure.kind === 'lost'
  return { pause, trouble: away ? `Slack cannot be reached (${message})` : `Slack failed (${message})` }
}
