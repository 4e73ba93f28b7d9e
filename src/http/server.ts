import fastify, { type FastifyInstance } from 'fastify'
import type { Adapter } from '../chat.ts'
import type { Config } from '../config.ts'
import type { Database } from '../database/database.ts'
import type { RegularsEngine } from '../engine/engine.ts'
import type { Measures } from '../engine/measures.ts'
import type { Log } from '../log.ts'
import type { Program } from '../program/program.ts'
import { api, apiPrefix, largestBody } from './api.ts'
import { describeRoutes, docs } from './docs.ts'
import { answerBrokenRequest, answerFailures, sendProblem } from './failures.ts'
import { health } from './health.ts'
import { Keys, withDeadline } from './keys.ts'
import { measureRequests } from './measures.ts'
import { Problem } from './problems.ts'

export type ServerOptions = {
  config: Config
  database: Database
  engine: RegularsEngine
  measures: Measures
  program: Program
  adapters: readonly Adapter[]
  log: Log
  /** Aborted when the program ends: from then on all that is asked is refused, so that others are asked instead. */
  ended?: AbortSignal
  now?: () => Date
}

/** How long a request may take to arrive, in milliseconds. */
const arrivalMs = 30_000
/** How long requests that have begun may take to end when the server closes, in milliseconds. */
const partingMs = 3_000
/** How long somebody waits for a page, in milliseconds. */
const pageMs = 5_000

/** The HTTP server with everything on it, not yet listening. */
export async function makeServer(options: ServerOptions): Promise<FastifyInstance> {
  const { database, engine, measures, adapters, log, ended, now = () => new Date() } = options
  const { TRUST_PROXY: proxies } = options.config
  const http = fastify({
    ...(proxies === undefined ? {} : { trustProxy: proxies }),
    logger: false,
    bodyLimit: largestBody,
    requestTimeout: arrivalMs,
    routerOptions: { maxParamLength: 2_000 },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (_, __, reply) => void sendProblem(reply, new Problem('unknown-route')),
    return503OnClosing: false,
  })
  answerFailures(http, log)
  refuseWhileEnding(http, ended)
  measureRequests(http, measures.registry)
  for (const adapter of adapters) if (adapter.mount) await http.register(async (scope) => adapter.mount?.(scope))
  await describeRoutes(http)
  const keys = new Keys(database)
  const run: RegularsEngine['run'] = (job) => engine.run(job)
  await http.register(api, { prefix: apiPrefix, routes: engine.registry.routes, keys, run })
  const figures = engine.registry.features.flatMap((feature) => feature.figures ?? [])
  await http.register(health, { database, adapters, registry: measures.registry, figures, now })
  await http.register(docs)
  const inTime: RegularsEngine['run'] = (job) => withDeadline(run(job), pageMs)
  for (const { pages } of engine.registry.features)
    if (pages) await http.register(async (scope) => pages(scope, { run: inTime, now, log }))
  return http
}

/** Closes the server: what was begun may end, but not take for ever. */
export async function closeServer(http: FastifyInstance): Promise<void> {
  const late = setTimeout(() => http.server.closeAllConnections(), partingMs)
  await http.close()
  clearTimeout(late)
}

/** What is answered to the end: that the program lives, and what it counts. */
const toTheEnd = new Set(['/healthz', '/metrics'])

/** What still arrives while the program ends is told so in a way that can be read, and goes to another process where there is one. */
function refuseWhileEnding(http: FastifyInstance, ended?: AbortSignal): void {
  let closing = false
  http.addHook('preClose', (done) => {
    closing = true
    done()
  })
  http.addHook('onRequest', (request, reply, done) => {
    const isRefused = closing || (ended?.aborted && !toTheEnd.has(request.routeOptions.url ?? ''))
    if (!isRefused) return done()
    reply.header('connection', 'close')
    sendProblem(reply, new Problem('unavailable', { detail: 'The program is stopping.' }))
  })
}
