import { z } from 'zod'
import type { Unit } from '../engine/unit.ts'
import { type Api, problems, type Run } from '../http/api.ts'
import type { Key } from '../http/keys.ts'
import { Problem } from '../http/problems.ts'
import { answeredTime, pageLimit } from '../http/schemas.ts'
import { wrongField } from '../http/validation.ts'
import { audit } from '../staff/audit.ts'
import { enqueue } from './publish.ts'
import { wrongUrl } from './rules.ts'
import {
  adding,
  allWebhooks,
  deliveriesOf,
  enableWebhook,
  mostWebhooks,
  removeWebhook,
  type Shown,
  type Webhook,
} from './store.ts'

/** Type of the event that is sent to try a webhook out. */
export const testEvent = 'webhook.test'

const mostShown = 200
const params = z.strictObject({ id: z.uuid().meta({ description: 'The webhook, as it was given when it was added' }) })
const tags = ['Webhooks']

const webhookFields = {
  id: z.uuid(),
  url: z.string().meta({ example: 'https://shop.example/regulars' }),
  events: z.array(z.string()).nullable().meta({ description: 'Types of events that it gets; null for all' }),
  created: answeredTime,
  disabled: answeredTime.nullable().meta({ description: 'Since when nothing is sent to it' }),
  reason: z
    .enum(['gone', 'failing'])
    .nullable()
    .meta({ description: '`gone`: it answered 410. `failing`: nothing got through for as long as is tried' }),
  failures: z.int().meta({ description: 'Tries that failed since it last took an event' }),
}
const webhookAnswer = z.object(webhookFields).meta({ id: 'Webhook' })
const addedAnswer = z
  .object({
    ...webhookFields,
    secret: z.string().meta({ description: 'What events are signed with. Shown this once', example: 'whsec_…' }),
  })
  .meta({ id: 'NewWebhook' })
const listAnswer = z.object({ webhooks: z.array(webhookAnswer) }).meta({ id: 'Webhooks' })
const testAnswer = z.object({ event: z.string().meta({ example: 'evt_01990…' }) }).meta({ id: 'WebhookTest' })

const deliveriesQuery = z.strictObject({
  limit: pageLimit(mostShown),
  before: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, { error: 'must be what an earlier answer gave as `next`' })
    .transform(Number)
    .optional()
    .meta({ description: '`next` of the page before' }),
})

const deliveriesAnswer = z
  .object({
    deliveries: z
      .array(
        z.object({
          event: z.string().meta({ description: 'The header `webhook-id` that it is sent with' }),
          type: z.string(),
          state: z.enum(['queued', 'sent', 'failed']),
          tries: z.int(),
          status: z.int().nullable().meta({ description: 'What the last try was answered with; null for no answer' }),
          created: answeredTime,
          due: answeredTime.nullable().meta({ description: 'When it is tried next' }),
          ended: answeredTime.nullable(),
        }),
      )
      .meta({ description: 'The newest first' }),
    next: z.string().nullable().meta({ description: 'To be given as `before` for the next page; null on the last' }),
  })
  .meta({ id: 'WebhookDeliveries' })

/** Webhooks: who is told over HTTP what happens. `types` are those of all events there are. */
export function webhookRoutes(types: readonly string[]) {
  const body = z.strictObject({
    url: z
      .string()
      .max(2_000)
      .meta({ description: 'https, but for this machine itself', example: 'https://shop.example/regulars' }),
    events: z
      .array(z.enum(types as [string, ...string[]]))
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'Types of events; all when left out' }),
  })
  return (api: Api, run: Run): void => {
    api.route({
      method: 'POST',
      url: '/webhooks',
      schema: {
        summary: 'Add a webhook',
        description: `At most ${mostWebhooks}. Events are sent as the Standard Webhooks specification has it, signed with the secret that is shown this once.`,
        tags,
        body,
        response: { 201: addedAnswer.describe('Added'), ...problems(413, 415, 422) },
      },
      handler: async ({ body, key }, reply) => {
        const wrong = wrongUrl(body.url)
        if (wrong) throw wrongField('#/url', 'not-allowed', wrong)
        const events = body.events ? [...new Set(body.events)] : null
        const { secret, ...added } = await run(async (unit) => {
          const added = await unit.act(adding, { url: body.url, events })
          if (added === 'full') throw new Problem('too-many-webhooks')
          trail(unit, key, 'webhook.add', added.id)
          return added
        })
        return reply.code(201).send({ ...answerOf(added), secret })
      },
    })

    api.route({
      method: 'GET',
      url: '/webhooks',
      schema: {
        summary: 'All webhooks',
        tags,
        response: { 200: listAnswer.describe('The oldest first'), ...problems() },
      },
      handler: async () => ({ webhooks: (await run((unit) => unit.ask(allWebhooks, 'all'))).map(answerOf) }),
    })

    api.route({
      method: 'DELETE',
      url: '/webhooks/:id',
      schema: {
        summary: 'Take a webhook away',
        description: 'With what was still to be sent to it.',
        tags,
        params,
        response: { 200: webhookAnswer.describe('As it was'), ...problems(404) },
      },
      handler: ({ params: { id }, key }) =>
        run(async (unit) => {
          const removed = await removeWebhook(unit, id)
          if (!removed) throw new Problem('unknown-webhook')
          trail(unit, key, 'webhook.remove', id)
          return answerOf(removed)
        }),
    })

    api.route({
      method: 'POST',
      url: '/webhooks/:id/enable',
      schema: {
        summary: 'Send to a disabled webhook again',
        description: 'What happened meanwhile is not sent to it.',
        tags,
        params,
        response: { 200: webhookAnswer.describe('As it is now'), ...problems(404) },
      },
      handler: ({ params: { id }, key }) =>
        run(async (unit) => {
          const enabled = await enableWebhook(unit, id)
          if (!enabled) throw new Problem('unknown-webhook')
          trail(unit, key, 'webhook.enable', id)
          return answerOf(enabled)
        }),
    })

    api.route({
      method: 'POST',
      url: '/webhooks/:id/test',
      schema: {
        summary: 'Try a webhook out',
        description: `Sends an event of the type \`${testEvent}\` to it, whatever types it gets otherwise.`,
        tags,
        params,
        response: { 200: testAnswer.describe('On its way'), ...problems(404, 422) },
      },
      handler: ({ params: { id } }) =>
        run(async (unit) => {
          const webhook = await known(unit, id)
          if (webhook.disabled) throw new Problem('webhook-disabled')
          return { event: enqueue(unit, [webhook], testEvent, { webhook: id }) }
        }),
    })

    api.route({
      method: 'GET',
      url: '/webhooks/:id/deliveries',
      schema: {
        summary: 'What was sent to a webhook, and what is to be',
        description: 'The newest first, page by page. Kept for 30 days after the last try.',
        tags,
        params,
        querystring: deliveriesQuery,
        response: { 200: deliveriesAnswer.describe('One page'), ...problems(404) },
      },
      handler: ({ params: { id }, query: { limit, before } }) =>
        run(async (unit) => {
          await known(unit, id)
          const rows = await deliveriesOf(unit, id, before, limit + 1)
          const page = rows.slice(0, limit)
          return { deliveries: page.map(lineOf), next: rows.length > limit ? String(page.at(-1)?.id ?? '') : null }
        }),
    })
  }
}

async function known(unit: Unit, id: string): Promise<Webhook> {
  const found = (await unit.ask(allWebhooks, 'all')).find((webhook) => webhook.id === id)
  if (!found) throw new Problem('unknown-webhook')
  return found
}

function trail(unit: Unit, key: Key, act: string, id: string): void {
  audit(unit, { reference: `key:${key.name}` }, { act, subject: `webhook:${id}` })
}

function answerOf({ id, url, events, created, disabled, reason, failures }: Webhook): z.infer<typeof webhookAnswer> {
  return {
    id,
    url,
    events,
    created: created.toISOString(),
    disabled: disabled?.toISOString() ?? null,
    reason,
    failures,
  }
}

function lineOf({ event, type, state, tries, status, created, due, ended }: Shown) {
  return {
    event,
    type,
    state,
    tries,
    status,
    created: created.toISOString(),
    due: state === 'queued' ? due.toISOString() : null,
    ended: ended?.toISOString() ?? null,
  }
}
