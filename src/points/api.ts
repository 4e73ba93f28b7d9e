import { z } from 'zod'
import { lookUp, resolve } from '../customers/reference.ts'
import type { Unit } from '../engine/unit.ts'
import { type Api, problems, type Run } from '../http/api.ts'
import type { Key } from '../http/keys.ts'
import { Problem } from '../http/problems.ts'
import {
  answeredTime,
  balance,
  customer,
  customerId,
  longText,
  ownId,
  pageLimit,
  pointsChange,
} from '../http/schemas.ts'
import type { Program } from '../program/program.ts'
import { audit } from '../staff/audit.ts'
import { type Adjustment, type AdjustmentOutcome, recordAdjustment } from './adjustments.ts'
import { type Line, stretchOf } from './history.ts'
import { MAX_POINTS, validity } from './rules.ts'

const adjustmentBody = z.strictObject({
  id: ownId,
  customer,
  points: z
    .int()
    .min(-MAX_POINTS)
    .max(MAX_POINTS)
    .refine((points) => points !== 0, { error: 'must not be 0' })
    .meta({ description: 'Above zero to give, below zero to take', example: -10 }),
  reason: longText.meta({ description: 'Why; kept in the ledger for good', example: 'Goodwill after a late delivery' }),
})

const adjustmentAnswer = z
  .object({ id: z.string(), customer: customerId, at: answeredTime, points: pointsChange, balance })
  .meta({ id: 'Adjustment' })

const mostEntries = 200

const entriesQuery = z.strictObject({
  limit: pageLimit(mostEntries),
  before: z
    .uuid({ error: 'must be what an earlier answer gave as `next`' })
    .optional()
    .meta({ description: '`next` of the page before' }),
})

const entry = z
  .object({
    id: z.string(),
    at: answeredTime,
    kind: z.enum(['earn', 'spend', 'adjust', 'refund', 'expire', 'owe', 'repay', 'transfer']),
    points: pointsChange,
    purchase: z.object({ source: z.string(), id: z.string() }).nullable(),
    reason: z.string().nullable(),
    author: z.string().nullable(),
  })
  .meta({ id: 'Entry', description: 'A line of the ledger' })

const entriesAnswer = z
  .object({
    entries: z.array(entry).meta({ description: 'The newest first' }),
    next: z.string().nullable().meta({ description: 'To be given as `before` for the next page; null on the last' }),
  })
  .meta({ id: 'Entries' })

/** Corrections by hand, and the lines of the ledger. */
export function pointsRoutes(program: Program) {
  return (api: Api, run: Run): void => {
    api.route({
      method: 'POST',
      url: '/adjustments',
      schema: {
        summary: 'Give or take points by hand',
        description:
          'Once, however often it is sent. Points that are given can be used at once and expire like those of a purchase of today. The author in the ledger is the key.',
        tags: ['Points'],
        body: adjustmentBody,
        response: {
          200: adjustmentAnswer.describe('It was recorded before: the same answer as then'),
          201: adjustmentAnswer.describe('Recorded'),
          ...problems(404, 409, 413, 415, 422),
        },
      },
      handler: async ({ body, key }, reply) => {
        const outcome = await run((unit) => adjust(unit, program, key, body))
        if (outcome instanceof Problem) throw outcome
        return reply.code(outcome.kind === 'recorded' ? 201 : 200).send(answerOf(outcome.adjustment))
      },
    })

    api.route({
      method: 'GET',
      url: '/customers/:ref/entries',
      schema: {
        summary: 'Lines of the ledger of a customer',
        description: 'The newest first, page by page. Together they add up to the balance.',
        tags: ['Customers'],
        params: z.strictObject({ ref: customer }),
        querystring: entriesQuery,
        response: { 200: entriesAnswer.describe('One page'), ...problems(404) },
      },
      handler: async ({ params, query: { limit, before } }) => {
        const lines = await run(async (unit) => {
          const id = await lookUp(unit, params.ref)
          return id === undefined ? undefined : unit.ask(stretchOf, { customerId: id, before, most: limit + 1 })
        })
        if (!lines) throw new Problem('unknown-customer')
        const page = lines.slice(0, limit)
        return { entries: page.map(lineOf), next: lines.length > limit ? (page.at(-1)?.id ?? null) : null }
      },
    })
  }
}

async function adjust(
  unit: Unit,
  program: Program,
  key: Key,
  { id: reference, customer, points, reason }: z.infer<typeof adjustmentBody>,
): Promise<{ kind: 'recorded' | 'repeated'; adjustment: Adjustment } | Problem> {
  const known = await lookUp(unit, customer)
  const customerId = known ?? (await resolve(unit, customer))
  if (customerId === undefined) return new Problem('unknown-customer')
  const author = `key:${key.name}`
  const { expiresAt } = validity(unit.now, program)
  const outcome = await unit.act(recordAdjustment, { reference, customerId, points, reason, author, expiresAt })
  if (outcome.kind === 'recorded')
    audit(
      unit,
      { reference: author },
      { act: 'adjust', subject: `customer:${customerId}`, detail: { adjustment: reference, points } },
    )
  if ('adjustment' in outcome) return outcome
  const problem = problemOf(outcome)
  // Thrown, it undoes the customer that was made for points that did not come in.
  if (known === undefined) throw problem
  return problem
}

function problemOf(outcome: Exclude<AdjustmentOutcome, { adjustment: Adjustment }>): Problem {
  if (outcome.kind === 'contradicted') return new Problem('different-content')
  const { refused, available } = outcome
  return refused === 'not-enough' ? new Problem('not-enough-points', { available }) : new Problem('out-of-bounds')
}

function answerOf({ reference, customerId, points, balance, created }: Adjustment): z.infer<typeof adjustmentAnswer> {
  return { id: reference, customer: `customer:${customerId}`, at: created.toISOString(), points, balance }
}

function lineOf(line: Line): z.infer<typeof entry> {
  return { ...line, at: line.at.toISOString() }
}
