import { SendError } from '../../src/chat.ts'
import { CallError } from './call.ts'

/** Discord's own codes, as far as something follows from them. */
export const codes = {
  unknownChannel: 10003,
  unknownMessage: 10008,
  unknownUser: 10013,
  unknownWebhook: 10015,
  unknownInteraction: 10062,
  tooFast: 40003,
  tooLarge: 40005,
  acknowledged: 40060,
  missingAccess: 50001,
  notInDm: 50003,
  notOurs: 50005,
  emptyMessage: 50006,
  cannotDm: 50007,
  missingPermissions: 50013,
  wrongChannelType: 50024,
  expiredToken: 50027,
  invalidRecipient: 50033,
  invalidForm: 50035,
  archived: 50083,
  noMutualServer: 50278,
  tooManyEdits: 30046,
  overloaded: 130000,
  threadExists: 160004,
  locked: 160005,
  tooManyThreads: 160006,
} as const

/** The person never met the bot, or wants no messages of it. */
const strangers: readonly number[] = [codes.cannotDm, codes.noMutualServer, codes.invalidRecipient, codes.unknownUser]

/** Discord says so with other statuses than 429, too. */
const passing: readonly number[] = [codes.tooFast, codes.overloaded]

/** Discord's code for why a call was refused; undefined when it was not Discord that refused it. */
export function codeOf(error: unknown): number | undefined {
  return error instanceof CallError && error.failure.kind === 'answered' ? error.failure.code : undefined
}

/** Whether a call may have been carried out though it did not succeed. */
export function isDoubtful(error: unknown): boolean {
  if (!(error instanceof CallError)) return true
  const { failure } = error
  return failure.kind === 'lost' || (failure.kind === 'answered' && failure.status >= 500)
}

/**
 * What a failed call means for the delivery. `repeatable` calls come to the same however often they are carried out:
 * they are tried again where the outcome of others would be unknown.
 */
export function troubleOf(error: unknown, repeatable: boolean): SendError {
  if (!(error instanceof CallError)) throw error
  const { failure, message } = error
  if (failure.kind === 'unsent') return new SendError({ kind: 'later', scope: 'platform' }, message)
  if (isDoubtful(error)) return new SendError(repeatable ? { kind: 'later' } : { kind: 'unknown' }, message)
  if (failure.kind !== 'answered') return new SendError({ kind: 'unknown' }, message)
  const { status, code, afterMs, everywhere } = failure
  if (status === 429) {
    // without a code of Discord's it comes from before Discord, where all calls are one
    const scope = everywhere || code === undefined ? 'platform' : 'place'
    return new SendError({ kind: 'later', ...(afterMs !== undefined && { afterMs }), scope }, message)
  }
  if (status === 401) return new SendError({ kind: 'later', scope: 'platform' }, message)
  if (code === undefined)
    return new SendError(status === 413 ? { kind: 'refused' } : { kind: 'later', scope: 'platform' }, message)
  if (passing.includes(code)) return new SendError({ kind: 'later' }, message)
  return new SendError({ kind: strangers.includes(code) ? 'unreachable' : 'refused' }, message)
}
