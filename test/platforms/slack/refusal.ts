import type { Reply } from '../shared/http/connection.ts'

/** Thrown by a method: answered as `{ ok: false, error, … }`, with status 200 as Slack does unless told otherwise. */
export class Refusal extends Error {
  /** Slack's name of the error, such as `channel_not_found`. */
  readonly error: string
  private readonly more: Record<string, unknown>
  private readonly status: number
  private readonly headers: Record<string, string>

  constructor(error: string, more: Record<string, unknown> = {}, status = 200, headers: Record<string, string> = {}) {
    super(error)
    this.name = 'Refusal'
    this.error = error
    this.more = more
    this.status = status
    this.headers = headers
  }

  reply(): Reply {
    const body = JSON.stringify({ ok: false, error: this.error, ...this.more })
    return { status: this.status, body, headers: this.headers }
  }
}

/** 429 with the seconds to wait. */
export const rateLimited = (seconds: number): Refusal =>
  new Refusal('ratelimited', {}, 429, { 'Retry-After': String(seconds) })

/** For arguments that are missing or not of their kind; each problem is told. */
export const invalidArguments = (...problems: string[]): Refusal =>
  new Refusal('invalid_arguments', { response_metadata: { messages: problems.map((each) => `[ERROR] ${each}`) } })
