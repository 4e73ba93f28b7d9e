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
import { usualLargest, type WebSettings } from './settings.ts'
import { TooLargeUpload, type Uploads } from './uploads.ts'

const page = fileURLToPath(new URL('./page/', import.meta.url))

/** Largest body that is read, in bytes. */
const largestBody = 64 * 1024

/** Most pages that may be open at once. */
const mostPages = 50

/** What the routes work with once the adapter is started. */
export type Running = { engine: Engine; people: People; conversations: Conversations; feed: Feed; uploads: Uploads }

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
  // In a scope of its own: nowhere else is a form taken that another page could send.
  await http.register(async (scope) => takeUploads(scope, settings, now))
  serveFiles(http, now)
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
      commands: {
        customer: engine.commands(locale),
        staff: engine.commands(locale, 'staff'),
        manager: engine.commands(locale, 'all'),
      },
      text: settings.text(locale),
      largestFile: settings.largestFile ?? usualLargest,
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
    if ('unknown' in outcome) return problem(reply, 404, `no ${outcome.unknown} of that name`)
    if ('wrong' in outcome) return problem(reply, 422, 'some fields are wrong', { errors: outcome.wrong })
    return { entry: outcome.taken && forPage(outcome.taken) }
  })
}

async function takeUploads(http: FastifyInstance, settings: WebSettings, now: () => Running): Promise<void> {
  const { largestFile = usualLargest } = settings
  // Loaded here, for only a page that is served has any use for it.
  const { default: multipart } = await import('@fastify/multipart')
  // One byte more than may be, so that what is too large is seen and not cut.
  await http.register(multipart, { limits: { files: 1, parts: 1, fields: 0, fileSize: largestFile + 1 } })
  http.post<OfPerson>('/web/:person/files', async (request, reply) => {
    const { people, uploads } = now()
    if (!people.find(request.params.person)) return problem(reply, 404, 'nobody of that name')
    if (!request.isMultipart()) return problem(reply, 400, 'a form with one file')
    try {
      const part = await request.file()
      if (!part) return problem(reply, 400, 'a form with one file')
      const file = await uploads.add({ name: part.filename, media: part.mimetype }, part.file)
      return reply.code(201).send(file)
    } catch (error) {
      if (error instanceof TooLargeUpload) return problem(reply, 413, 'this file is too large')
      // What cannot be read as a form is told by an error without a code.
      if (error instanceof Error && !('code' in error)) return problem(reply, 400, 'a form with one file')
      throw error
    }
  })
}

/** What it is by its first bytes, if it is a picture as we show them: whatever it was said to be. */
function pictureMedia(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('hex')
  if (start === '89504e470d0a1a0a') return 'image/png'
  return start.startsWith('ffd8ff') ? 'image/jpeg' : undefined
}

/** Files of ours, to be saved and, but for pictures that are meant to be looked at, never shown in place: they may be anything, from anybody. */
function serveFiles(http: FastifyInstance, now: () => Running): void {
  type OfFile = { Params: { person: string; message: string; file: string } }
  http.get<OfFile>('/web/:person/messages/:message/files/:file', async (request, reply) => {
    const { engine, people, conversations } = now()
    const { person, message, file } = request.params
    const entry = people.find(person) && (await conversations.of(person)).find(message)
    const parts = entry?.from === 'bot' ? entry.message.parts : []
    const part = parts.find((each) => each.kind === 'file' && each.file === file)
    const bytes = part && (await engine.file(file).catch(() => undefined))
    if (part?.kind !== 'file' || !bytes) return problem(reply, 404, 'no file of that name')
    const looked = part.picture && pictureMedia(bytes)
    if (looked) return reply.type(looked).send(Buffer.from(bytes))
    return reply
      .header('content-disposition', `attachment; filename*=UTF-8''${encoded(part.name)}`)
      .type('application/octet-stream')
      .send(Buffer.from(bytes))
  })
}

/** As RFC 8187 has names that are not ASCII. */
function encoded(name: string): string {
  const byte = (mark: string) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`
  return encodeURIComponent(name.toWellFormed()).replace(/['()*!]/g, byte)
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
