import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Log } from '../shared/log.ts'
import type { Take } from './source.ts'

/** Where Telegram delivers, below the public address. */
export const path = '/telegram/webhook'

/** What Telegram takes as a secret token. */
export const secretPattern = /^[A-Za-z0-9_-]{1,256}$/

const mostBody = 1_048_576

/** `take` gives undefined while nothing can be taken yet. */
export type WebhookOptions = { secret: string; take: () => Take | undefined; log: Log }

/**
 * Adds the webhook. It answers 200 once the update is stored, and anything else makes Telegram deliver it again:
 * 401 without the secret, 503 before the bot knows itself, 500 when it could not be stored.
 */
export async function mountWebhook(http: FastifyInstance, { secret, take, log }: WebhookOptions): Promise<void> {
  const expected = digest(secret)
  http.route({
    method: 'POST',
    url: path,
    bodyLimit: mostBody,
    config: { rateLimit: false },
    onRequest: async (request, reply) => {
      const given = request.headers['x-telegram-bot-api-secret-token']
      if (!timingSafeEqual(digest(typeof given === 'string' ? given : ''), expected)) return reply.code(401).send()
    },
    handler: async (request, reply) => {
      const taking = take()
      if (!taking) return reply.code(503).send()
      try {
        await taking(request.body)
        return reply.code(200).send()
      } catch {
        log.error({ platform: 'telegram' }, 'telegram: an update could not be stored and will come again')
        return reply.code(500).send()
      }
    },
  })
}

/** Of one length whatever the text, so that comparing takes the same time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
