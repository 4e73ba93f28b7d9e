import { describe, expect, it } from 'vitest'
import { makeFloods } from '../../adapters/shared/floods.ts'
import { CallError, type Failure } from '../../adapters/slack/client.ts'
import { judge } from '../../adapters/slack/patience.ts'
import { troubleOf } from '../../adapters/slack/trouble.ts'

const refused = (error: string): Failure => ({ kind: 'refused', error, about: [] })
const trouble = (failure: Failure, aimed: { channel?: string; person?: boolean; repeatable?: boolean } = {}) => {
  const where = { channel: 'D0001', person: true, ...aimed }
  return troubleOf(new CallError('chat.postMessage', failure), where, makeFloods()).trouble
}

describe('a send that failed', () => {
  it.each<[Failure, object]>([
    [
      { kind: 'unsent', reason: 'ECONNREFUSED' },
      { kind: 'later', scope: 'platform' },
    ],
    [{ kind: 'lost', reason: 'ECONNRESET' }, { kind: 'unknown' }],
    [
      { kind: 'slow', retryAfter: 7 },
      { kind: 'later', afterMs: 7_000, scope: 'place' },
    ],
    [
      { kind: 'broken', status: 503 },
      { kind: 'later', scope: 'platform' },
    ],
    [{ kind: 'broken', status: 500 }, { kind: 'unknown' }],
    [
      { kind: 'broken', status: 404 },
      { kind: 'later', scope: 'platform' },
    ],
    [{ kind: 'broken', status: 413 }, { kind: 'refused' }],
    ...['invalid_auth', 'account_inactive', 'token_revoked', 'not_authed', 'missing_scope'].map(
      (error): [Failure, object] => [refused(error), { kind: 'later', scope: 'platform' }],
    ),
    [refused('ratelimited'), { kind: 'later' }],
    [refused('service_unavailable'), { kind: 'later' }],
    [refused('internal_error'), { kind: 'unknown' }],
    [refused('fatal_error'), { kind: 'unknown' }],
    ...['channel_not_found', 'is_archived', 'not_in_channel', 'cannot_dm_bot', 'user_disabled', 'user_not_found'].map(
      (error): [Failure, object] => [refused(error), { kind: 'unreachable' }],
    ),
    [refused('msg_too_long'), { kind: 'refused' }],
    [refused('anything_else'), { kind: 'refused' }],
  ])('with %j is %j', (failure, expected) => {
    expect(trouble(failure)).toEqual(expected)
  })

  it('in a channel is refused where a person would be out of reach', () => {
    for (const error of ['channel_not_found', 'is_archived', 'not_in_channel'])
      expect(trouble(refused(error), { channel: 'C0001', person: false })).toEqual({ kind: 'refused' })
  })

  it('is tried again when it does no harm to do it twice', () => {
    for (const failure of [
      { kind: 'lost', reason: 'x' },
      { kind: 'broken', status: 500 },
      refused('fatal_error'),
    ] as const)
      expect(trouble(failure, { repeatable: true })).toEqual({ kind: 'later' })
  })

  it('means all of Slack when one channel after the other is asked to wait', () => {
    const floods = makeFloods()
    const scopes = Array.from({ length: 6 }, (_, n) => {
      const error = new CallError('chat.postMessage', { kind: 'slow', retryAfter: 1 })
      const { trouble } = troubleOf(error, { channel: `C${n}`, person: false }, floods)
      return 'scope' in trouble && trouble.scope
    })
    expect(scopes).toEqual(['place', 'place', 'place', 'place', 'platform', 'platform'])
  })

  it('is thrown on when it is no failed call', () => {
    expect(() => troubleOf(new TypeError('x'), { channel: 'C1', person: false }, makeFloods())).toThrow(TypeError)
  })
})

describe('what is tried again', () => {
  it.each<[Failure | undefined, number, object]>([
    [refused('invalid_auth'), 1, { pause: 30_000, trouble: 'Slack does not let us in (invalid_auth)' }],
    [{ kind: 'slow', retryAfter: 12 }, 1, { pause: 12_000, trouble: 'Slack asked for a pause (429)' }],
    [{ kind: 'slow', retryAfter: 99_999 }, 1, { pause: 600_000 }],
    [
      { kind: 'unsent', reason: 'ECONNREFUSED' },
      1,
      { pause: 500, trouble: 'Slack cannot be reached (m: ECONNREFUSED)' },
    ],
    [{ kind: 'broken', status: 500 }, 3, { pause: 2_000, trouble: 'Slack failed (m: status 500)' }],
    [undefined, 20, { pause: 30_000, trouble: 'Slack cannot be reached (no hello in time)' }],
  ])('after %j waits as long as that calls for', (failure, failures, expected) => {
    expect(judge(failure ? new CallError('m', failure) : new Error('no hello in time'), failures)).toMatchObject(
      expected,
    )
  })
})
