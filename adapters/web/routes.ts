import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import files from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Engine } from '../../src/chat.ts'
import type { Conversations } from './conversations.ts'
import { forPage } from './entry.ts'
import type { Feed } from './feed.ts'
import { headers, isOurHost, isOurPage } from './guard.ts'
import { closest } from './locale.ts'
import type { People } from './people.ts'
import { readAction } from './read.ts'
import type { WebSettings } from './settings.ts'

const page = fileURLToPath(new URL('./page/', import.meta.url))

/** Largest body that is read, in bytes. */
const largestBody = 64 * 1024

/** Most pages that may be open at once. */
const mostPages = 50

/** What the routes work with once the adapter is started. */
export type Running = { engine: Engine; people: People; conversations: Conversations; feed: Feed }

type OfPerson = { Params: { person: string } }

/** The web chat's routes. To be registered as a plugin of its own, because its hooks hold for all routes beside it. */
export async function routes(
  http: FastifyInstance,
  settings: WebSettings,
  running: () => Running | undefined,
): Promise<void> {
  const now = () => {
    const it = running()
    if (!it) throw Object.assign(new Error('not started'), { statusCode: 503 })
    return it
  }
  guard(http, settings)
  await servePage(http)
  serveState(http, settings, now)
  serveActs(http, now)
  serveEvents(http, now)
}

function guard(http: FastifyInstance, settings: WebSettings): void {
  http.addHook('onRequest', async (request, reply) => {
    reply.headers(headers)
    const { host, origin } = request.headers
    if (!isOurHost(host, settings.allowedHosts ?? [])) return problem(reply, 403, 'this host is not served')
    const site = request.headers['sec-fetch-site']
    const linked = request.routeOptions.url === '/'
    if (!linked && !isOurPage({ host, origin, site: typeof site === 'string' ? site : undefined }))
      return problem(reply, 403, 'only the page of this server may do this')
  })
  http.addHook('onRoute', (route) => {
    route.schema = Object.assign({}, route.schema, { hide: true })
  })
  http.removeContentTypeParser('text/plain')
  http.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 500) settings.log.error({ error: error.name, route: request.routeOptions.url }, 'web chat: not done')
    return problem(reply, status, status >= 500 ? 'not done; try again' : 'this request cannot be read')
  })
}

async function servePage(http: FastifyInstance): Promise<void> {
  const html = await readFile(`${page}index.html`)
  http.get('/', (_, reply) => reply.type('text/html; charset=utf-8').send(html))
  await http.register(files, { root: page, prefix: '/web/', wildcard: false, index: false, cacheControl: false })
}

function serveState(http: FastifyInstance, settings: WebSettings, now: () => Running): void {
  http.get<{ Querystring: { locale?: unknown } }>('/web/setup', async (request) => {
    const { engine, people } = now()
    const locale = closest(request.query.locale, engine.locales)
    return {
      locale,
      locales: engine.locales,
      seats: settings.seats,
      people: people.list(),
      commands: engine.commands(locale),
      text: settings.text(locale),
    }
  })
  http.get<OfPerson & { Querystring: { after?: unknown } }>('/web/:person/messages', async (request, reply) => {
    const { people, conversations } = now()
    const person = people.find(request.params.person)
    if (!person) return problem(reply, 404, 'nobody of that name')
    const { after = '0' } = request.query
    if (typeof after !== 'string' || !/^\d{1,15}$/.test(after)) return problem(reply, 400, 'after: a number')
    const transcript = await conversations.of(person.id)
    return { rev: transcript.rev, entries: transcript.entries(Number(after)).map(forPage) }
  })
  http.post('/web/people', { bodyLimit: largestBody }, async (_, reply) => {
    const { people, feed } = now()
    const person = await people.add()
    if (!person) return problem(reply, 409, 'there are enough people already')
    feed.publish('people', { people: people.list() })
    return reply.code(201).send(person)
  })
}

function serveActs(http: FastifyInstance, now: () => Running): void {
  http.post<OfPerson>('/web/:person/happenings', { bodyLimit: largestBody }, async (request, reply) => {
    const { people, conversations } = now()
    const person = people.find(request.params.person)
    if (!person) return problem(reply, 404, 'nobody of that name')
    const read = readAction(request.body)
    if ('wrong' in read) return problem(reply, 400, read.wrong)
    const outcome = await conversations.act(person, read.action)
    if ('unknown' in outcome) return problem(reply, 404, 'no form of that name')
    if ('wrong' in outcome) return problem(reply, 422, 'some fields are wrong', { errors: outcome.wrong })
    return { entry: outcome.taken && forPage(outcome.taken) }
  })
}

function serveEvents(http: FastifyInstance, now: () => Running): void {
  http.get<{ Querystring: { last?: unknown } }>('/web/events', { exposeHeadRoute: false }, (request, reply) => {
    const { feed } = now()
    if (feed.listeners >= mostPages) return problem(reply, 503, 'too many pages are open')
    const header = request.headers['last-event-id']
    const last = typeof header === 'string' ? header : request.query.last
    reply.hijack()
    reply.raw.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8' })
    feed.join(reply.raw, typeof last === 'string' ? last : undefined)
  })
}

/** Answers as RFC 9457 has it. */
function problem(reply: FastifyReply, status: number, detail: string, more: object = {}): FastifyReply {
  return reply
    .code(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', status, detail, ...more }))
}
