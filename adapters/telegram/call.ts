import type { Dispatcher } from 'undici'
import { exchange, openPool } from '../shared/exchange.ts'
import { multipart, type Upload } from './multipart.ts'

/**
 * How a call went wrong:
 * - `unsent`: it never left, so nothing can have happened;
 * - `lost`: it left, and no answer came that could be understood;
 * - `answered`: somebody said no: the platform (`json`), or something between here and there.
 */
export type Failure =
  | { kind: 'unsent'; reason: string }
  | { kind: 'lost'; reason: string }
  | { kind: 'answered'; json: boolean; status: number; reason: string; retryAfter?: number; migrateTo?: string }

/** A call that did not succeed. The message is fit for a log: no token, no payload. */
export class CallError extends Error {
  readonly failure: Failure
  constructor(method: string, failure: Failure) {
    super(`${method}: ${failure.reason}`)
    this.name = 'CallError'
    this.failure = failure
  }
}

type CallOptions = { signal: AbortSignal; upload?: Upload | undefined }

/** Calls methods of the Bot API. */
export interface Caller {
  /** Resolves with the `result`. Throws {@link CallError}; when the signal ends a call under way it is `lost`. */
  call(method: string, payload: object, options: CallOptions): Promise<unknown>
  /** Breaks off what is under way. */
  close(): Promise<void>
}

export type CallerSettings = { token: string; apiRoot: string; connections: number }

/**
 * A client for sending: cheaper than telegraf's, and it tells whether a request that failed had left. Answers that the
 * caller's signal does not end are waited for a minute.
 */
export function makeCaller({ token, apiRoot, connections }: CallerSettings): Caller {
  const base = new URL(`./bot${token}/`, apiRoot)
  const pool = openPool(base.origin, connections)
  return {
    call: (method, payload, { signal, upload }) => {
      const { type, body } = upload ? multipart(payload, upload) : { type: jsonType, body: JSON.stringify(payload) }
      const headers = ['content-type', type]
      const request = {
        path: base.pathname + method,
        method: 'POST',
        headers,
        body,
      } satisfies Dispatcher.DispatchOptions
      return new Promise((resolve, reject) => {
        exchange(pool, request, signal, (answer) => {
          const outcome = 'kind' in answer ? answer : readAnswer(answer.status, answer.text, token)
          if ('kind' in outcome) reject(new CallError(method, outcome))
          else resolve(outcome.result)
        })
      })
    },
    close: () => pool.destroy(),
  }
}

const jsonType = 'application/json'

type Answer = {
  ok?: unknown
  result?: unknown
  description?: unknown
  parameters?: { retry_after?: unknown; migrate_to_chat_id?: unknown } | null
}

function readAnswer(status: number, text: string, token: string): { result: unknown } | Failure {
  let answer: Answer | undefined
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && 'ok' in value) answer = value
  } catch {
    // what is not JSON is not from the platform: see below
  }
  if (!answer) {
    const reason = `${status} without a readable answer`
    return status >= 300 && status < 500 ? { kind: 'answered', json: false, status, reason } : { kind: 'lost', reason }
  }
  if (answer.ok === true && status < 300) return { result: answer.result }
  const description = typeof answer.description === 'string' ? answer.description.slice(0, 200) : ''
  const { retry_after: seconds, migrate_to_chat_id: moved } = answer.parameters ?? {}
  return {
    kind: 'answered',
    json: true,
    status,
    reason: `${status} ${description}`.trimEnd().replaceAll(token, '***'),
    ...(typeof seconds === 'number' && seconds >= 0 && { retryAfter: seconds }),
    ...(Number.isSafeInteger(moved) && { migrateTo: String(moved) }),
  }
}
