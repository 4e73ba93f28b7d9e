import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { type Shape, shape, string } from '../../../adapters/shared/shape.ts'
import { clip, literal } from '../../../adapters/shared/text.ts'
import type { Happening } from '../../../src/chat.ts'
import { isId, type Me, personOf, placeOf } from './read.ts'

export const pressPath = '/mattermost/press'
export const commandPath = '/mattermost/command'

const mostBody = 1_048_576
const longest = 16_000

/** `take` resolves once it is stored. `key` stands in our buttons, `commandToken` is what Mattermost sends with commands. */
export type CallsOptions = {
  key: string
  commandToken: string
  /** Rejects while Mattermost cannot be reached. */
  me: () => Promise<Me>
  take: (happening: Happening) => Promise<void>
  now: () => Date
}

/**
 * Adds the addresses that Mattermost calls for pressed buttons and for `/regulars`: 200 once it is stored, 401 for anybody
 * else, 503 when it could not be stored, so that the person sees that nothing came of it.
 */
export async function mountCalls(http: FastifyInstance, options: CallsOptions): Promise<void> {
  const { key, commandToken, me, take, now } = options
  await http.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: mostBody }, (_, body, done) => done(null, body))
    const config = { rateLimit: false }
    scope.post(pressPath, { config }, async (request, reply) => {
      const body = json(request.body)
      const context = shape(body?.context)
      if (!body || !same(string(context?.key), key)) return reply.code(401).send()
      return store(body, 'press', reply, (base) => ({
        ...base,
        where: placeOf(base.where.channel, context?.thread),
        kind: 'pressed',
        press: clip(string(context?.press) ?? '', 64),
        ...(isId(body.post_id) && { message: body.post_id }),
      }))
    })
    scope.post(commandPath, { config }, async (request, reply) => {
      const body: Shape = Object.fromEntries(new URLSearchParams(String(request.body)))
      if (!same(string(body.token), commandToken)) return reply.code(401).send()
      const text = literal(string(body.text) ?? '').trim()
      const [, command = 'help', args = ''] = /^(\S+)(?:\s([\s\S]*))?$/.exec(text) ?? []
      return store(body, 'command', reply, (base) => ({
        ...base,
        kind: 'asked',
        command: clip(command.toLowerCase(), 32),
        args: clip(args, longest).trim(),
      }))
    })

    async function store(body: Shape, kind: string, reply: FastifyReply, make: (base: Base) => Happening) {
      try {
        const base = readCall(body, await me(), now(), kind)
        if (!base) return reply.code(400).send()
        await take(make(base))
        return reply.send({})
      } catch {
        return reply.code(503).send()
      }
    }
  })
}

type Base = Pick<Happening, 'id' | 'who' | 'where' | 'at' | 'direct'>

/** Who called from where. `/regulars` can be typed in a conversation of two others: that one is not with us. */
function readCall(body: Shape, me: Me, at: Date, kind: string): Base | undefined {
  const trigger = string(body.trigger_id)
  if (!trigger || !isId(body.user_id) || !isId(body.channel_id)) return undefined
  const id = `${kind}:${createHash('sha256').update(trigger).digest('base64url')}`
  const two = (string(body.channel_name) ?? '').split('__')
  const direct = two.length === 2 && two.includes(me.id) && two.includes(body.user_id)
  const who = personOf(body.user_id, string(body.user_name))
  return { id, who, where: placeOf(body.channel_id, body.root_id), at, direct }
}

function same(given: string | undefined, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return given !== undefined && timingSafeEqual(digest(given), digest(right))
}

function json(body: unknown): Shape | undefined {
  try {
    return shape(JSON.parse(String(body)))
  } catch {
    return undefined
  }
}
