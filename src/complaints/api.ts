import { z } from 'zod'
import { lookUp } from '../customers/reference.ts'
import type { Unit } from '../engine/unit.ts'
import { type Api, problems, type Run } from '../http/api.ts'
import { Problem } from '../http/problems.ts'
import { answeredTime, customer, customerId, ownId, pageLimit } from '../http/schemas.ts'
import { wrongField } from '../http/validation.ts'
import type { Program } from '../program/program.ts'
import { doDeed } from './deeds.ts'
import { type Line, linesOf } from './lines.ts'
import { openComplaint } from './open.ts'
import { answerBy, priorities, resolveBy } from './rules/clock.ts'
import { type Complaint, numberOf, outcomes, readNumber } from './rules/complaint.ts'
import { clockRules } from './rules/desk-rules.ts'
import { complaintById, complaintPage } from './store.ts'

const mostShown = 200
const states = ['new', 'claimed', 'waiting', 'resolved', 'withdrawn', 'merged'] as const
const tags = ['Complaints']
const params = z.strictObject({
  number: z
    .string()
    .transform((written, context) => {
      const id = readNumber(written)
      if (id !== undefined) return id
      context.addIssue({ code: 'custom', message: 'must be the number of a complaint, such as C-1042' })
      return z.NEVER
    })
    .meta({ description: 'The number of the complaint', example: 'C-1042' }),
})
const number = z.string().meta({ description: 'The number that everybody sees', example: 'C-1042' })
const words = z.string().trim().min(1, { error: 'must say something' }).max(3_000)

const fields = {
  complaint: number,
  customer: customerId,
  category: z.string().meta({ example: 'order' }),
  purchase: z.string().nullable().meta({ description: 'The sale that it is about, by our own id' }),
  text: z.string().meta({ description: 'What happened, as the customer wrote it' }),
  from: z.string().meta({ description: 'Where it was made: a platform, or `api`', example: 'telegram' }),
  state: z.enum(states),
  priority: z.enum(priorities),
  assignee: customerId.nullable().meta({ description: 'Who has it' }),
  mergedInto: number.nullable(),
  outcome: z.enum(outcomes).nullable(),
  rating: z.int().nullable().meta({ description: '1 (bad) to 5' }),
  reopened: z.int().meta({ description: 'How often it was opened again' }),
  created: answeredTime,
  answered: answeredTime.nullable().meta({ description: 'When it was first answered' }),
  ended: answeredTime.nullable(),
  answerBy: answeredTime.nullable().meta({ description: 'When the customer is owed a word' }),
  resolveBy: answeredTime.nullable().meta({ description: 'When it is to be settled' }),
}
const answer = z.object(fields).meta({ id: 'Complaint' })
const line = z.object({
  id: z.int(),
  kind: z
    .enum(['told', 'answer', 'asked', 'note', 'event'])
    .meta({ description: '`told` by the customer; `note` is for staff only' }),
  author: customerId.nullable(),
  text: z.string(),
  event: z.string().nullable().meta({ description: 'What was done, of the kind `event`', example: 'claimed' }),
  at: answeredTime,
  edited: answeredTime.nullable(),
  deleted: answeredTime.nullable(),
})
const wholeAnswer = z.object({ ...fields, lines: z.array(line) }).meta({ id: 'ComplaintWithLines' })
const lineAnswer = z
  .object({
    complaint: number,
    line,
    delivered: z.boolean().meta({ description: 'Whether the customer can be reached' }),
  })
  .meta({ id: 'ComplaintAnswer' })
const pageAnswer = z
  .object({
    complaints: z.array(answer).meta({ description: 'The newest first' }),
    next: z.string().nullable().meta({ description: 'To be given as `before` for the next page; null on the last' }),
  })
  .meta({ id: 'Complaints' })

const query = z.strictObject({
  state: z
    .enum(['open', 'all', ...states])
    .default('all')
    .meta({ description: '`open`: those that are not over' }),
  customer: customer.optional(),
  limit: pageLimit(mostShown),
  before: z.string().optional().meta({ description: '`next` of the page before', example: 'C-1042' }),
})

/** Complaints, for systems of the shop: all there is in chat about them, and the two ways to take part. */
export function complaintRoutes(program: Program) {
  const categories = program.complaints.categories.map(({ id }) => id)
  const body = z.strictObject({
    id: ownId,
    customer,
    category: z.enum(categories as [string, ...string[]]).meta({ description: 'One of the program' }),
    text: words.meta({ description: 'What happened' }),
    priority: z.enum(priorities).default('normal'),
  })
  const answerBody = z.strictObject({
    id: ownId,
    text: words.meta({ description: 'What the customer is to read' }),
  })
  const shown = (complaint: Complaint) => answerOf(complaint, program)

  return (api: Api, run: Run): void => {
    api.route({
      method: 'GET',
      url: '/complaints',
      schema: {
        summary: 'Complaints, page by page',
        tags,
        querystring: query,
        response: { 200: pageAnswer.describe('One page'), ...problems(404) },
      },
      handler: ({ query: { state, customer, limit, before } }) =>
        run(async (unit) => {
          const customerId = customer && (await known(unit, customer))
          const rows = await complaintPage(unit, { state, customerId, before: pageEnd(before), most: limit + 1 })
          const page = rows.slice(0, limit)
          const last = page.at(-1)
          return { complaints: page.map(shown), next: rows.length > limit && last ? numberOf(last.id) : null }
        }),
    })

    api.route({
      method: 'GET',
      url: '/complaints/:number',
      schema: {
        summary: 'One complaint, with all that was said and done',
        tags,
        params,
        response: { 200: wholeAnswer.describe('The complaint'), ...problems(404) },
      },
      handler: ({ params: { number } }) =>
        run(async (unit) => {
          const complaint = await complaintById(unit, number)
          if (!complaint) throw new Problem('unknown-complaint')
          return { ...shown(complaint), lines: (await linesOf(unit, number)).map(lineFrom) }
        }),
    })

    api.route({
      method: 'POST',
      url: '/complaints',
      schema: {
        summary: 'Open a complaint for a customer',
        description: 'Once for each `id`: the same again gives what is there. Shown at the desks like any other.',
        tags,
        body,
        response: {
          200: answer.describe('It was there already'),
          201: answer.describe('Opened'),
          ...problems(404, 409, 413, 415),
        },
      },
      handler: async ({ body: { id, customer, ...rest } }, reply) => {
        const { complaint, isNew } = await run(async (unit) => {
          const customerId = await known(unit, customer)
          const opening = {
            ...rest,
            customerId,
            origin: `api ${id}`,
            platform: 'api',
            purchaseId: null,
            files: [],
          }
          const opened = await openComplaint(unit, program, opening)
          const { text, customerId: owner } = opened.complaint
          if (text !== rest.text || owner !== customerId) throw new Problem('different-content')
          return opened
        })
        return reply.code(isNew ? 201 : 200).send(shown(complaint))
      },
    })

    api.route({
      method: 'POST',
      url: '/complaints/:number/answers',
      schema: {
        summary: 'Answer a complaint',
        description: 'The customer gets it where he was last seen. Once for each `id`.',
        tags,
        params,
        body: answerBody,
        response: {
          200: lineAnswer.describe('It was answered so already'),
          201: lineAnswer.describe('On its way'),
          ...problems(404, 409, 413, 415, 422),
        },
      },
      handler: async ({ params: { number }, body: { id, text } }, reply) => {
        const outcome = await run((unit) =>
          unit.act(doDeed, {
            program,
            id: number,
            deed: { kind: 'answer', text, files: [] },
            by: { side: 'staff', id: null, role: 'manager' },
            source: { platform: 'api', channel: String(number), message: id },
            isOnce: true,
          }),
        )
        if (outcome.kind === 'refused')
          throw new Problem(outcome.why === 'gone' ? 'unknown-complaint' : 'complaint-over')
        if (outcome.line.text !== text) throw new Problem('different-content')
        return reply.code(outcome.isRepeat ? 200 : 201).send({
          complaint: numberOf(number),
          line: lineFrom(outcome.line),
          delivered: outcome.isReached,
        })
      },
    })
  }
}

async function known(unit: Unit, reference: z.output<typeof customer>): Promise<string> {
  const id = await lookUp(unit, reference)
  if (id === undefined) throw new Problem('unknown-customer')
  return id
}

function pageEnd(before: string | undefined): number | undefined {
  if (before === undefined) return undefined
  const id = readNumber(before)
  if (id === undefined) throw wrongField('before', 'invalid', 'must be what an earlier answer gave as `next`')
  return id
}

function answerOf(complaint: Complaint, program: Program): z.infer<typeof answer> {
  const { id, customerId, purchaseId, platform, assigneeId, mergedInto, created, answered, ended } = complaint
  const { category, text, state, priority, outcome, rating, reopened } = complaint
  const rules = clockRules(program)
  return {
    complaint: numberOf(id),
    customer: `customer:${customerId}`,
    category,
    purchase: purchaseId,
    text,
    from: platform,
    state,
    priority,
    assignee: assigneeId === null ? null : `customer:${assigneeId}`,
    mergedInto: mergedInto === null ? null : numberOf(mergedInto),
    outcome,
    rating,
    reopened,
    created: created.toISOString(),
    answered: answered?.toISOString() ?? null,
    ended: ended?.toISOString() ?? null,
    answerBy: answerBy(complaint, rules)?.toISOString() ?? null,
    resolveBy: resolveBy(complaint, rules)?.toISOString() ?? null,
  }
}

function lineFrom({ id, kind, authorId, text, detail, at, edited, deleted }: Line): z.infer<typeof line> {
  return {
    id,
    kind,
    author: authorId === null ? null : `customer:${authorId}`,
    text,
    event: typeof detail.event === 'string' ? detail.event : null,
    at: at.toISOString(),
    edited: edited?.toISOString() ?? null,
    deleted: deleted?.toISOString() ?? null,
  }
}
