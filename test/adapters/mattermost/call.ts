import type { Dispatcher } from 'undici'
import { exchange, openPool } from '../../../adapters/shared/exchange.ts'
import { type Shape, shape, string } from '../../../adapters/shared/shape.ts'

/**
 * How a call went wrong: it never left (`unsent`), no answer came that could be understood (`lost`), or Mattermost said no.
 */
export type Failure =
  | { kind: 'unsent' | 'lost'; reason: string }
  | { kind: 'answered'; status: number; reason: string; afterMs?: number }

/** A call that did not succeed. The message is fit for a log: no token, no text of people. */
export class CallError extends Error {
  readonly failure: Failure
  constructor(path: string, failure: Failure) {
    super(`${path.replace(/\?.*$/, '')}: ${failure.reason}`)
    this.name = 'CallError'
    this.failure = failure
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** What goes along: JSON, or the bytes of a file. */
type Body = { json: unknown } | { bytes: Uint8Array; media: string }

/** Calls the REST API below `/api/v4`. Throws {@link CallError}; when the signal ends a call under way it is `lost`. */
export interface Caller {
  call(method: Method, path: string, signal: AbortSignal, body?: Body): Promise<unknown>
  /** Breaks off what is under way. */
  close(): Promise<void>
}

/** Connections for sends under way, and for what is asked beside them. */
const connections = 24

export function makeCaller(root: string, token: string): Caller {
  const base = new URL('api/v4', root.endsWith('/') ? root : `${root}/`)
  const pool = openPool(base.origin, connections)
  return {
    call(method, path, signal, body) {
      const headers = ['authorization', `Bearer ${token}`]
      if (body) headers.push('content-type', 'json' in body ? 'application/json' : body.media)
      const request: Dispatcher.DispatchOptions = {
        path: `${base.pathname}/${path}`,
        method,
        headers,
        ...(body && { body: 'json' in body ? JSON.stringify(body.json) : Buffer.from(body.bytes) }),
      }
      return new Promise((resolve, reject) => {
        exchange(pool, request, signal, (answer) => {
          const outcome = 'kind' in answer ? answer : understood(answer)
          if ('kind' in outcome) reject(new CallError(path, outcome))
          else resolve(outcome.result)
        })
      })
    },
    close: () => pool.destroy(),
  }
}

/** An error of Mattermost's own is JSON with an `id`; what is not comes from something between here and there. */
function understood(answer: {
  status: number
  text: string
  headers: Record<string, unknown>
}): { result: unknown } | Failure {
  const { status } = answer
  const told = parsed(answer.text)
  if (status < 300) return told === undefined ? lost(status) : { result: told }
  const id = string(shape(told)?.id)
  if (id === undefined && status !== 429) return lost(status)
  const seconds = Number(answer.headers['retry-after'])
  return {
    kind: 'answered',
    status,
    reason: `${status} ${(id ?? '').slice(0, 100)}`.trimEnd(),
    ...(seconds > 0 && { afterMs: seconds * 1000 }),
  }
}

const lost = (status: number): Failure => ({ kind: 'lost', reason: `${status} without a readable answer` })

function parsed(text: string): Shape | unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : shape(value)
  } catch {
    return undefined
  }
}
