import { Agent, type Dispatcher, Pool } from 'undici'

/** Why there is no answer: `unsent` when the request never left, so that nothing can have happened, else `lost`. */
export type Broken = { kind: 'unsent' | 'lost'; reason: string }

/** An answer; `text` is all of its body. */
export type Answered = { status: number; headers: Record<string, string | string[] | undefined>; text: string }

/** Longest wait for an answer when the caller's signal is more patient, in milliseconds. */
const patience = 60_000
/** Connections idle for longer are not used again: the other side may be closing them just then. */
const idle = 10_000
/** Longest wait for a connection, in milliseconds. */
const connecting = 10_000
const mostAnswer = 1_048_576

const usual = {
  pipelining: 1,
  allowH2: false,
  keepAliveTimeout: idle,
  keepAliveMaxTimeout: idle,
  connectTimeout: connecting,
  headersTimeout: patience,
  bodyTimeout: patience,
  maxResponseSize: mostAnswer,
}

/** Connections for sending. Measured against `fetch` on one core, a call costs a fourth of the processor time. */
export function openPool(origin: string, connections: number): Pool {
  return new Pool(origin, { ...usual, connections })
}

/** The same to several addresses, each with so many connections; answers of any length where `whole`. */
export function openAgent(connections: number, { whole = false } = {}): Agent {
  return new Agent({ ...usual, ...(whole && { maxResponseSize: -1 }), connections })
}

/** Called once: with an answer, or with why there is none. */
type Done = (outcome: Answered | Broken) => void

/** One request and its answer, until the signal. */
export function exchange(pool: Dispatcher, request: Dispatcher.DispatchOptions, signal: AbortSignal, done: Done): void {
  let left: Dispatcher.DispatchController | undefined
  let ended = false
  let status = 0
  let headers: Answered['headers'] = {}
  const chunks: Buffer[] = []
  const end = (broken?: Broken) => {
    if (ended) return
    ended = true
    signal.removeEventListener('abort', abort)
    done(broken ?? { status, headers, text: textOf(chunks) })
  }
  const fail = (reason: string) => end({ kind: left ? 'lost' : 'unsent', reason })
  const abort = () => {
    fail('no answer in time')
    left?.abort(new Error('no answer in time'))
  }
  if (signal.aborted) {
    abort()
    return
  }
  signal.addEventListener('abort', abort)
  pool.dispatch(request, {
    onRequestStart: (controller) => {
      if (ended) controller.abort(new Error('too late'))
      else left = controller
    },
    onResponseStart: (_, code, given) => {
      status = code
      headers = given
    },
    onResponseData: (_, chunk) => {
      chunks.push(chunk)
    },
    onResponseEnd: () => end(),
    onResponseError: (_, error) => fail(codeOf(error)),
  })
}

function textOf(chunks: Buffer[]): string {
  const [only] = chunks
  return (only && chunks.length === 1 ? only : Buffer.concat(chunks)).toString()
}

/** The code of a network error; its message could hold an address or more. */
function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
