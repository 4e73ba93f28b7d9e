import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Unit } from '../engine/unit.ts'
import { readJson } from './json.ts'
import { type Key, type Keys, withDeadline } from './keys.ts'
import { Problem, problemSchema, problemType } from './problems.ts'
import { useSchemas } from './validation.ts'

/** The server as a feature sees it that adds routes: under `/api/v1`, for holders of a key, checked by zod schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** Does something in a transaction, together with what other requests want at the same moment. */
export type Run = <T>(job: (unit: Unit) => Promise<T>) => Promise<T>

/** Adds the routes of one feature. */
export type Routes = (api: Api, run: Run) => void

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose request it is. Set on all routes of the API. */
    key: Key
  }
}

export const apiPrefix = '/api/v1'

/** Largest body that is read, in bytes. */
export const largestBody = 1_000_000

/** How long a request may take, in milliseconds. Whether it was done by then is unknown to the caller. */
const deadline = 10_000

export type ApiOptions = { routes: readonly Routes[]; keys: Keys; run: Run }

/** The API: what holds for all of its routes, and the routes of all features. */
export async function api(http: FastifyInstance, { routes, keys, run }: ApiOptions): Promise<void> {
  readBodies(http)
  useSchemas(http)
  http.decorateRequest('key', null as unknown as Key)
  http.addHook('onRequest', (request, _, done) => {
    const found = keys.find(request.headers.authorization)
    const admit = (key: Key | undefined) => {
      if (key) request.key = key
      done(key ? undefined : new Problem('unauthorized'))
    }
    if (found instanceof Promise) found.then(admit, done)
    else admit(found)
  })
  const inTime: Run = (job) => withDeadline(run(job), deadline)
  for (const add of routes) add(http.withTypeProvider<ZodTypeProvider>(), inTime)
}

/** Bodies are JSON in UTF-8 as it is, and nothing else. */
function readBodies(http: FastifyInstance): void {
  http.removeAllContentTypeParsers()
  http.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: largestBody },
    ({ headers }, body, done) => {
      const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = headers
      if (encoding !== 'identity' || /charset\s*=\s*(?!"?utf-8"?\s*(;|$))/i.test(type))
        return done(new Problem('unsupported-media-type'))
      try {
        done(null, readJson(body as Buffer))
      } catch (error) {
        done(error as Error)
      }
    },
  )
}

/** Problems in the description of a route: those that each route may have, and these. */
export function problems(...statuses: number[]) {
  const content = { [problemType]: { schema: problemSchema } }
  return Object.fromEntries(
    [400, 401, ...statuses, 500, 503].map((status) => [status, { description: meanings[status] ?? '', content }]),
  )
}

const meanings: Record<number, string> = {
  400: 'The request is not as it must be',
  401: 'No key, or one that is not in force',
  404: 'Not found',
  409: 'The same id with another content',
  413: 'The body is over 1 MB',
  415: 'The body is not JSON in UTF-8',
  422: 'Understood, and not possible',
  500: 'A fault of ours',
  503: 'Not possible right now; send it again',
}
