import { type Telegram, TelegramError } from 'telegraf'
import type { Telegram as Methods, Opts } from 'telegraf/types'

/** Calls a method through telegraf, with a deadline in milliseconds. Throws {@link ClientError} alone. */
export type Client = <M extends keyof Methods>(
  method: M,
  payload: Opts<M>,
  options: { signal: AbortSignal; deadline: number },
) => Promise<ReturnType<Methods[M]>>

/**
 * A call that failed, fit for a log: telegraf's own errors can hold the token. `code` is that of the platform's
 * answer and absent when there was none; `retryAfter` is in seconds.
 */
export class ClientError extends Error {
  readonly code: number | undefined
  readonly retryAfter: number | undefined
  constructor(method: string, reason: string, code?: number, retryAfter?: number) {
    super(`${method}: ${reason}`)
    this.name = 'ClientError'
    this.code = code
    this.retryAfter = retryAfter
  }
}

/** What telegraf calls a signal; the runtime's own serves as one. */
type Signal = NonNullable<NonNullable<Parameters<Telegram['callApi']>[2]>['signal']>

export function makeClient(telegram: Telegram): Client {
  return async (method, payload, { signal, deadline }) => {
    const own = new AbortController()
    const abort = () => own.abort()
    const timer = setTimeout(abort, deadline)
    signal.addEventListener('abort', abort)
    try {
      if (signal.aborted) abort()
      return await telegram.callApi(method, payload, { signal: own.signal as unknown as Signal })
    } catch (error) {
      throw harmless(method, error, telegram.token)
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
  }
}

function harmless(method: string, error: unknown, token: string): ClientError {
  if (error instanceof TelegramError) {
    const reason = `${error.code} ${error.description}`.slice(0, 200).replaceAll(token, '***')
    const seconds = error.parameters?.retry_after
    return new ClientError(method, reason, error.code, typeof seconds === 'number' ? seconds : undefined)
  }
  if (!(error instanceof Error)) return new ClientError(method, 'failed')
  if (error.name === 'AbortError') return new ClientError(method, 'no answer in time')
  const { code, type } = error as { code?: unknown; type?: unknown }
  const reason = [code, type, error.name].find((part) => typeof part === 'string')
  return new ClientError(method, String(reason))
}
