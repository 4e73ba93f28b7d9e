import { z } from 'zod'

/** Every way in which a request can fail: the status, and a title that never changes. Add to them, rename none. */
const catalogue = {
  'malformed-http': [400, 'The request is not HTTP that can be read.'],
  'malformed-json': [400, 'The body is not JSON that can be read.'],
  'invalid-request': [400, 'Some fields are not as they must be.'],
  unauthorized: [401, 'A key of the API is needed, and this is none.'],
  'unknown-route': [404, 'There is nothing under this method and path.'],
  'unknown-complaint': [404, 'There is no such complaint.'],
  'unknown-customer': [404, 'There is no such customer.'],
  'unknown-purchase': [404, 'There is no such purchase.'],
  'unknown-webhook': [404, 'There is no such webhook.'],
  timeout: [408, 'The request took too long to arrive.'],
  'different-content': [409, 'This id was used before, with another content.'],
  'too-large': [413, 'The body is larger than what is read.'],
  'unsupported-media-type': [415, 'The body must be application/json in UTF-8.'],
  'other-currency': [422, 'The shop does not use this currency.'],
  'over-refund': [422, 'More would be refunded than is left of the purchase.'],
  'not-enough-points': [422, 'More points would be taken than there are.'],
  'out-of-bounds': [422, 'More points would come of it than an account can hold.'],
  'complaint-over': [422, 'This complaint cannot be answered any more.'],
  'too-many-webhooks': [422, 'There are as many webhooks as there may be.'],
  'webhook-disabled': [422, 'Nothing is sent to this webhook; enable it first.'],
  'headers-too-large': [431, 'The headers are larger than what is read.'],
  internal: [500, 'This failed for a reason that is our fault. It was logged.'],
  unavailable: [503, 'This cannot be done right now. Send it again.'],
} as const satisfies Record<string, readonly [status: number, title: string]>

export type ProblemCode = keyof typeof catalogue
export const problemCodes = Object.keys(catalogue) as ProblemCode[]

/**
 * What is wrong with one field: where it is, as a JSON Pointer into the body (`#/items/0/amount`) or as the name of a
 * parameter, and what it must be. Never what was written there.
 */
export type FieldProblem = { pointer?: string; parameter?: string; code: string; detail: string }

/** What a problem says beyond its code. `available` are points, `left` is money. */
export type ProblemMore = {
  detail?: string
  errors?: FieldProblem[]
  available?: number
  left?: string
}

/** Why a request is refused. Thrown anywhere on its way, it becomes the answer. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly more: ProblemMore

  constructor(code: ProblemCode, more: ProblemMore = {}) {
    super(code)
    this.name = 'Problem'
    this.code = code
    this.more = more
  }

  get status(): number {
    return catalogue[this.code][0]
  }

  /** The document of RFC 9457. */
  toJSON(): object {
    const [status, title] = catalogue[this.code]
    return { type: `urn:regulars:problem:${this.code}`, title, status, code: this.code, ...this.more }
  }
}

/** Media type of the documents. */
export const problemType = 'application/problem+json'

/** The document, as the description of the API has it. */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: 'urn:regulars:problem: and the code' }),
    title: z.string().meta({ description: 'Always the same for a code' }),
    status: z.int(),
    code: z.enum(problemCodes as [ProblemCode, ...ProblemCode[]]),
    detail: z.string().optional(),
    errors: z
      .array(
        z.object({
          pointer: z
            .string()
            .optional()
            .meta({ description: 'JSON Pointer into the body', example: '#/items/0/amount' }),
          parameter: z.string().optional().meta({ description: 'Name of a parameter of the path or the query' }),
          code: z.string(),
          detail: z.string(),
        }),
      )
      .optional()
      .meta({ description: 'What is wrong, field by field; at most 20' }),
    available: z.int().optional().meta({ description: 'Points that could have been taken' }),
    left: z.string().optional().meta({ description: 'Money that could have been refunded' }),
  })
  .meta({ id: 'Problem', description: 'Why a request was refused (RFC 9457)' })
