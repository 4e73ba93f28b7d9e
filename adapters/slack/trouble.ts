import { SendError } from '../../src/chat.ts'
import type { Floods } from '../shared/floods.ts'
import { CallError } from './client.ts'

/** Slack does not take the token (any more), or lets the app do nothing here: only people can mend that. */
const closed = new Set([
  'access_denied',
  'account_inactive',
  'app_uninstalled',
  'ekm_access_denied',
  'invalid_auth',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'not_authed',
  'org_login_required',
  'team_access_not_granted',
  'token_expired',
  'token_revoked',
])

/** Nothing was done, and later it may be. */
const passing = new Set([
  'message_limit_exceeded',
  'rate_limited',
  'ratelimited',
  'request_timeout',
  'service_unavailable',
])

/** Slack's own trouble in the middle of it: some of it may have been done. */
const unsure = new Set(['fatal_error', 'internal_error', 'team_added_to_org'])

/** The person is not there any more, or Slack does not let anybody write to him. */
const gone = new Set([
  'cannot_dm_bot',
  'channel_not_found',
  'is_archived',
  'not_in_channel',
  'user_disabled',
  'user_not_found',
  'user_not_visible',
  'users_not_found',
])

/** Where a failed call was to go: `person` in a conversation with one person alone. `repeatable`: doing it twice is as once. */
export type Aimed = { channel: string; person: boolean; repeatable?: boolean }

/** What a failed call means for the delivery. Throws anything that is no failed call. */
export function troubleOf(error: unknown, { channel, person, repeatable = false }: Aimed, floods: Floods): SendError {
  if (!(error instanceof CallError)) throw error
  const { failure, message } = error
  const unknown = () => new SendError(repeatable ? { kind: 'later' } : { kind: 'unknown' }, message)
  switch (failure.kind) {
    case 'unsent':
      return new SendError({ kind: 'later', scope: 'platform' }, message)
    case 'lost':
      return unknown()
    case 'slow':
      return new SendError(
        { kind: 'later', afterMs: failure.retryAfter * 1000, scope: floods.refused(channel) },
        message,
      )
    case 'broken':
      // 503 says that it was not taken up; of all others of a server in trouble nobody knows
      if (failure.status >= 500 && failure.status !== 503) return unknown()
      return new SendError(failure.status === 413 ? { kind: 'refused' } : { kind: 'later', scope: 'platform' }, message)
    case 'refused':
      break
  }
  const { error: name } = failure
  if (closed.has(name)) return new SendError({ kind: 'later', scope: 'platform' }, message)
  if (passing.has(name)) return new SendError({ kind: 'later' }, message)
  if (unsure.has(name)) return unknown()
  return new SendError(person && gone.has(name) ? { kind: 'unreachable' } : { kind: 'refused' }, message)
}

/** Whether Slack refused the call for one of these reasons. */
export function refusedFor(error: unknown, reasons: RegExp): boolean {
  return error instanceof CallError && error.failure.kind === 'refused' && reasons.test(error.failure.error)
}

/** Whether what Slack found wrong with the call mentions that. */
export function refusedAbout(error: unknown, words: RegExp): boolean {
  return (
    error instanceof CallError && error.failure.kind === 'refused' && error.failure.about.some((it) => words.test(it))
  )
}

/** What people have to mend before anything gets through, in a few words; undefined for anything else. */
export function closedBy(error: unknown): string | undefined {
  if (!(error instanceof CallError) || error.failure.kind !== 'refused' || !closed.has(error.failure.error))
    return undefined
  return `Slack does not let us in (${error.failure.error})`
}
