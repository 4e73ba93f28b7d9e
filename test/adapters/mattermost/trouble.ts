import { SendError } from '../../../src/chat.ts'
import { CallError } from './call.ts'

/**
 * What a failed call means for the delivery. `repeatable` calls lead to the same end however often they are carried out
 * (changing, removing, asking): they are tried again where the outcome of others would be unknown.
 */
export function troubleOf(error: unknown, repeatable = false): SendError {
  if (error instanceof SendError) return error
  if (!(error instanceof CallError)) throw error
  const { failure, message } = error
  if (failure.kind !== 'answered') {
    if (failure.kind === 'unsent') return new SendError({ kind: 'later', scope: 'platform' }, message)
    return new SendError({ kind: repeatable ? 'later' : 'unknown' }, message)
  }
  const { status, afterMs } = failure
  const pause = afterMs === undefined ? {} : { afterMs }
  // limits are counted by token, so nothing else gets through either
  if (status === 429 || status === 401) return new SendError({ kind: 'later', ...pause, scope: 'platform' }, message)
  if (status >= 500) return new SendError({ kind: 'later', ...pause }, message)
  return new SendError({ kind: status === 403 ? 'unreachable' : 'refused' }, message)
}

/** Whether Mattermost itself says that there is no such thing. */
export function isGone(error: unknown): boolean {
  return error instanceof CallError && error.failure.kind === 'answered' && error.failure.status === 404
}
