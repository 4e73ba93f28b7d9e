import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Log } from '../shared/log.ts'
import { type Shape, shape, string } from '../shared/shape.ts'
import type { Take } from './order.ts'
import type { Envelope } from './read.ts'

/** Where Slack delivers, below the public address. */
const path = '/slack/events'

const mostBody = 1_048_576
/** How far a request may be from our time, in seconds. */
const window = 300

/** `take` gives undefined while nothing can be taken yet. */
export type WebhookOptions = { secret: string; take: () => Take | undefined; now: () => Date; log: Log }

/**
 * Adds the address for events, commands and interactions. It answers 200 once what came is stored, and anything else
 * makes Slack deliver events again: 401 without Slack's signature of the last five minutes, 503 before the app knows
 * itself, 500 when it could not be stored.
 */
export async function mountWebhook(http: FastifyInstance, { secret, take, now, log }: WebhookOptions): Promise<void> {
  await http.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: mostBody }, (_, body, done) => done(null, body))
    scope.route({
      method: 'POST',
      url: path,
      bodyLimit: mostBody,
      config: { rateLimit: false },
      handler: async (request, reply) => {
        const body = typeof request.body === 'string' ? request.body : ''
        const stamp = request.headers['x-slack-request-timestamp']
        const signature = request.headers['x-slack-signature']
        if (!isSigned({ secret, body, stamp, signature, now: now() })) return reply.code(401).send()
        const told = parse(request.headers['content-type'] ?? '', body)
        if (!told) return reply.code(400).send()
        if ('challenge' in told) return reply.send({ challenge: told.challenge })
        const taking = take()
        if (!taking) return reply.code(503).send()
        try {
          const answer = await taking(told)
          return answer ? reply.send(answer) : reply.code(200).send()
        } catch {
          log.error({ platform: 'slack' }, 'slack: something could not be stored and has to come again')
          return reply.code(500).send()
        }
      },
    })
  })
}

type Signed = { secret: string; body: string; stamp: unknown; signature: unknown; now: Date }

/** Whether Slack sent this, and not long ago. */
export function isSigned({ secret, body, stamp, signature, now }: Signed): boolean {
  if (typeof stamp !== 'string' || typeof signature !== 'string' || !/^\d{1,12}$/.test(stamp)) return false
  if (Math.abs(now.getTime() / 1000 - Number(stamp)) > window) return false
  const right = Buffer.from(`v0=${createHmac('sha256', secret).update(`v0:${stamp}:${body}`).digest('hex')}`)
  const given = Buffer.from(signature)
  return given.length === right.length && timingSafeEqual(given, right)
}

/** What a body tells: JSON is an event, a form is a command, or an interaction when it has a `payload`. */
function parse(type: string, body: string): Envelope | { challenge: string } | undefined {
  if (type.startsWith('application/json')) {
    const told = json(body)
    if (told?.type === 'url_verification') return { challenge: string(told.challenge) ?? '' }
    return told && { type: 'events_api', body: told }
  }
  const fields = new URLSearchParams(body)
  const payload = fields.get('payload')
  if (payload === null) return { type: 'slash_commands', body: Object.fromEntries(fields) }
  const told = json(payload)
  return told && { type: 'interactive', body: told }
}

function json(text: string): Shape | undefined {
  try {
    return shape(JSON.parse(text))
  } catch {
    return undefined
  }
}
