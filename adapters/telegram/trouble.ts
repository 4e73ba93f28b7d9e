import { SendError } from '../../src/chat.ts'
import type { Floods } from '../shared/floods.ts'
import { CallError } from './call.ts'

/** People who never spoke to the bot, and groups it is not in, are told with 400 as well as with 403. */
const strangers = /chat not found|user not found|PEER_ID_INVALID|USER_ID_INVALID|INPUT_USER_DEACTIVATED/i

/**
 * What a failed call means for the delivery. `repeatable` calls lead to the same end however often they are carried
 * out (edits): they are tried again where the outcome of others would be unknown.
 */
export function troubleOf(error: unknown, chat: string, floods: Floods, repeatable = false): SendError {
  if (!(error instanceof CallError)) throw error
  const { failure, message } = error
  switch (failure.kind) {
    case 'unsent':
      return new SendError({ kind: 'later', scope: 'platform' }, message)
    case 'lost':
      return new SendError(repeatable ? { kind: 'later' } : { kind: 'unknown' }, message)
    case 'answered':
      break
  }
  const { status, json, reason, retryAfter, migrateTo } = failure
  const afterMs = retryAfter === undefined ? {} : { afterMs: retryAfter * 1000 }
  if (status === 429) return new SendError({ kind: 'later', ...afterMs, scope: floods.refused(chat) }, message)
  if (status >= 500) return new SendError({ kind: 'later', ...afterMs }, message)
  if (!json) return new SendError(status === 413 ? { kind: 'refused' } : { kind: 'later', scope: 'platform' }, message)
  if (status === 401 || status === 404) return new SendError({ kind: 'later', scope: 'platform' }, message)
  if (migrateTo !== undefined) return new SendError({ kind: 'moved', channel: migrateTo }, message)
  if (status === 403 || strangers.test(reason)) return new SendError({ kind: 'unreachable' }, message)
  return new SendError({ kind: 'refused' }, message)
}

/** Whether the platform itself refused the call with 400 in words like these. */
export function refusedWith(error: unknown, words: RegExp): boolean {
  if (!(error instanceof CallError) || error.failure.kind !== 'answered') return false
  return error.failure.json && error.failure.status === 400 && words.test(error.failure.reason)
}
