import type { Parameters } from './wire.ts'

/** Thrown by a method: answered as `{ ok: false, error_code, description, parameters }` with that HTTP status. */
export class Refusal extends Error {
  readonly code: number
  readonly parameters: Parameters | undefined

  constructor(code: number, description: string, parameters?: Parameters) {
    super(description)
    this.name = 'Refusal'
    this.code = code
    this.parameters = parameters
  }

  /** The body of the answer. */
  body(): string {
    return JSON.stringify({
      ok: false,
      error_code: this.code,
      description: this.message,
      ...(this.parameters && { parameters: this.parameters }),
    })
  }
}

/** 400, as for a wrong parameter. */
export const badRequest = (why: string): Refusal => new Refusal(400, `Bad Request: ${why}`)

/** 409, as for two programs that poll at once. */
export const conflict = (why: string): Refusal => new Refusal(409, `Conflict: ${why}`)
