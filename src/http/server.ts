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
  now?: () => Date
}

/** How long a request may take to arrive, in milliseconds. */
const arrivalMs = 30_000
/** How long somebody waits for a page, in milliseconds. */
const pageMs = 5_000

/** The HTTP server with everything on it, not yet listening. */
export async function makeServer(options: ServerOptions): Promise<FastifyInstance> {
  const { database, engine, measures, adapters, log, now = () => new Date() } = options
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
  refuseWhileClosing(http)
  measureRequests(http, measures.registry)
  for (const adapter of adapters) if (adapter.mount) await http.register(async (scope) => adapter.mount?.(scope))
  await describeRoutes(http)
  const keys = new Keys(database)
  const run: RegularsEngine['run'] = (job) => engine.run(job)
  await http.register(api, { prefix: apiPrefix, routes: engine.registry.routes, keys, run })
  await http.register(health, { database, adapters, registry: measures.registry, now })
  await http.register(docs)
  const inTime: RegularsEngine['run'] = (job) => withDeadline(run(job), pageMs)
  for (const { pages } of engine.registry.features)
    if (pages) await http.register(async (scope) => pages(scope, { run: inTime, now, log }))
  return http
}

/** What still arrives on open connections while the server closes is told so in a way that can be read. */
function refuseWhileClosing(http: FastifyInstance): void {
  let closing = false
  http.addHook('preClose', (done) => {
    closing = true
    done()
  })
  http.addHook('onRequest', (_, reply, done) => {
    if (!closing) return done()
    reply.header('connection', 'close')
    done(new Problem('unavailable', { detail: 'The program is stopping.' }))
  })
}
