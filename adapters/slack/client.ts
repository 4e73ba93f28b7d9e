import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type FetchFunction,
  type Logger,
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api'
import type { Dispatcher } from 'undici'
import { type Answered, type Broken, exchange } from '../shared/exchange.ts'
import { type Shape, shape, string } from '../shared/shape.ts'

/**
 * How a call went wrong:
 * - `unsent`: it never left, so nothing can have happened;
 * - `lost`: it left, and no answer came that could be understood;
 * - `slow`: too much was called; `retryAfter` in seconds;
 * - `broken`: an answer of a server in trouble, with its status;
 * - `refused`: Slack said no; `error` is its name for that, `about` what it found wrong.
 */
export type Failure =
  | { kind: 'unsent' | 'lost'; reason: string }
  | { kind: 'slow'; retryAfter: number }
  | { kind: 'broken'; status: number }
  | { kind: 'refused'; error: string; about: string[] }

/** A call that did not succeed. The message is fit for a log: no token, no payload. */
export class CallError extends Error {
  readonly failure: Failure
  constructor(method: string, failure: Failure) {
    super(`${method}: ${inWords(failure)}`)
    this.name = 'CallError'
    this.failure = failure
  }
}

/** Calls methods of the Web API. */
export interface Client {
  /** Resolves with the answer. Throws {@link CallError}; what the signal or the deadline (milliseconds) ends is `lost`. */
  call(method: string, args: Record<string, unknown>, until: Until): Promise<Shape>
}

type Until = { signal: AbortSignal; deadline?: number }

/** Says nothing: what the libraries would log are payloads. */
export const mute: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
}

/** Longest a call may take where the caller says nothing, in milliseconds. */
const usualDeadline = 15_000

/**
 * Slack's own client without its patience: nothing is tried again, nothing is held back, each call has a deadline of
 * its own. `apiUrl` ends with a slash.
 */
export function makeClient(token: string, apiUrl: string, dispatcher: Dispatcher): Client {
  const deadlines = new AsyncLocalStorage<AbortSignal>()
  const web = new WebClient(token, {
    slackApiUrl: apiUrl,
    allowAbsoluteUrls: false,
    logger: mute,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    // nothing may wait in the client's own queue, where it would run under somebody else's deadline
    maxRequestConcurrency: Number.POSITIVE_INFINITY,
    fetch: makeFetch(dispatcher, () => deadlines.getStore()),
  })
  return {
    async call(method, args, { signal, deadline = usualDeadline }) {
      try {
        const answer = await within(signal, deadline, (ending) =>
          deadlines.run(ending, () => web.apiCall(method, args)),
        )
        return shape(answer) ?? {}
      } catch (error) {
        throw callError(method, error, token)
      }
    },
  }
}

/** `fetch` over those connections, as Slack's clients use it. Rejects with {@link BrokenError}. */
export function makeFetch(
  dispatcher: Dispatcher,
  signal: () => AbortSignal | undefined = () => undefined,
): FetchFunction {
  return async (url, init = {}) => {
    const { origin, pathname, search } = new URL(url)
    const body = typeof init.body === 'string' ? init.body : ''
    const request = { origin, path: pathname + search, method: 'POST' as const, headers: init.headers ?? {}, body }
    const call = (until: AbortSignal) =>
      new Promise<Answered>((resolve, reject) => {
        exchange(dispatcher, request, until, (outcome) => {
          if ('kind' in outcome) reject(new BrokenError(outcome))
          else resolve(outcome)
        })
      })
    const given = signal()
    const answer = await (given ? call(given) : within(init.signal, usualDeadline, call))
    return responseOf(answer, String(url))
  }
}

/** What Slack's own client threw, without what may not be told. */
export function callError(method: string, error: unknown, token: string): CallError {
  return new CallError(method, failureOf(error, token))
}

/** Why there was no answer. */
class BrokenError extends Error {
  readonly broken: Broken
  constructor(broken: Broken) {
    super(broken.reason)
    this.broken = broken
  }
}

/** Does it under a signal that also ends after so many milliseconds. */
export async function within<T>(
  outer: AbortSignal | undefined,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new AbortController()
  const abort = () => own.abort()
  const timer = setTimeout(abort, ms)
  outer?.addEventListener('abort', abort)
  try {
    if (outer?.aborted) abort()
    return await work(own.signal)
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', abort)
  }
}

function responseOf({ status, headers, text }: Answered, url: string) {
  const all = new Headers()
  for (const [name, value] of Object.entries(headers)) if (typeof value === 'string') all.set(name, value)
  // the library knows no 429 that does not say how long
  if (status === 429 && !/^\d+$/.test(all.get('retry-after') ?? '')) all.set('retry-after', '1')
  return {
    ok: status >= 200 && status < 300,
    status,
    statusText: '',
    url,
    headers: all,
    text: async () => text,
    json: async (): Promise<unknown> => JSON.parse(text),
    arrayBuffer: async () => new TextEncoder().encode(text).buffer,
  }
}

function failureOf(error: unknown, token: string): Failure {
  if (error instanceof WebAPIRateLimitedError) return { kind: 'slow', retryAfter: Math.max(0, error.retryAfter) }
  if (error instanceof WebAPIHTTPError) return { kind: 'broken', status: error.statusCode }
  if (error instanceof WebAPIRequestError) {
    if (error.original instanceof BrokenError) return error.original.broken
    return { kind: 'lost', reason: error.original.name }
  }
  if (!(error instanceof WebAPIPlatformError)) return { kind: 'lost', reason: 'failed' }
  const name = string(error.data.error) ?? ''
  if (!/^\w{1,80}$/.test(name)) return { kind: 'lost', reason: 'answered with something else' }
  const { messages } = error.data.response_metadata ?? {}
  const about = Array.isArray(messages)
    ? messages.map((each) => String(each).replaceAll(token, '***').slice(0, 200))
    : []
  return { kind: 'refused', error: name, about: about.slice(0, 3) }
}

function inWords(failure: Failure): string {
  switch (failure.kind) {
    case 'slow':
      return `asked for a pause of ${failure.retryAfter} s`
    case 'broken':
      return `status ${failure.status}`
    case 'refused':
      return failure.error
    default:
      return failure.reason
  }
}
