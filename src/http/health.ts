import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, type Registry } from 'prom-client'
import { z } from 'zod'
import type { Adapter } from '../chat.ts'
import type { Database } from '../database/database.ts'
import { engineFigures, type Figures } from '../engine/figures.ts'
import { version } from '../version.ts'
import { measureBuild, measureDatabase, measureFigures, measurePlatforms } from './figures.ts'
import { withDeadline } from './keys.ts'
import { Problem, problemSchema, problemType } from './problems.ts'
import { shared } from './shared.ts'
import { useSchemas } from './validation.ts'

/** How long one look at the database serves all who ask, in milliseconds. */
const lookMs = 1_000
/** How long such a look may take, in milliseconds. */
const patience = 2_000

export type HealthOptions = {
  database: Database
  adapters: readonly Adapter[]
  registry: Registry
  /** What the features show at `/metrics`. */
  figures: readonly Figures[]
  now: () => Date
}

/** Deliveries that are due and still wait on one platform; `seconds` is for how long the oldest has. */
type Backlog = { platform: string; waiting: number; seconds: number }

const ready = z
  .object({
    status: z.enum(['ready', 'degraded']),
    adapters: z.record(z.string(), z.string()).meta({ description: 'ok, or what is wrong, by platform' }),
    courier: z.record(z.string(), z.object({ waiting: z.int(), seconds: z.number() })),
  })
  .meta({
    id: 'Readiness',
    description: '`courier`: deliveries that are due and wait, by platform, and for how long the oldest has',
  })

/** Whether the program lives, whether it can work, and what it counts. Open to all who can reach the server. */
export async function health(
  http: FastifyInstance,
  { database, adapters, registry, figures, now }: HealthOptions,
): Promise<void> {
  const look = shared(lookMs, () => withDeadline(backlogOf(database, now()), patience))
  collectDefaultMetrics({ register: registry })
  for (const each of [...engineFigures, ...figures]) measureFigures(each, { database, registry, now })
  measurePlatforms(adapters, registry)
  measureDatabase(database, registry)
  measureBuild(database, registry, version)
  const open = { tags: ['Operation'], security: [] }
  useSchemas(http)

  http.get('/healthz', {
    schema: {
      summary: 'Whether the program lives',
      ...open,
      response: { 200: z.object({ status: z.literal('alive') }).describe('It lives') },
    },
    handler: async () => ({ status: 'alive' }),
  })

  http.get('/readyz', {
    schema: {
      summary: 'Whether the program can work',
      description: 'The database must answer. A platform that is away makes it `degraded`: all else goes on.',
      ...open,
      response: {
        200: ready.describe('It can work'),
        503: { description: 'The database does not answer', content: { [problemType]: { schema: problemSchema } } },
      },
    },
    handler: async (): Promise<z.infer<typeof ready>> => {
      const backlog = await look().catch(() => {
        throw new Problem('unavailable', { detail: 'The database does not answer.' })
      })
      const states = adapters.map((adapter): [string, string] => [adapter.platform, adapter.status()])
      return {
        status: states.every(([, state]) => state === 'ok') ? 'ready' : 'degraded',
        adapters: Object.fromEntries(states),
        courier: Object.fromEntries(backlog.map(({ platform, waiting, seconds }) => [platform, { waiting, seconds }])),
      }
    },
  })

  http.get('/metrics', {
    schema: {
      summary: 'Figures for Prometheus',
      ...open,
      response: { 200: { description: 'Figures', content: { 'text/plain': { schema: z.string() } } } },
    },
    handler: async (_, reply) => reply.type(registry.contentType).send(await registry.metrics()),
  })
}

async function backlogOf(database: Database, now: Date): Promise<Backlog[]> {
  const rows = await database.query<{ platform: string; waiting: number; oldest: Date }>(
    `SELECT platform, count(*) AS waiting, min(due) AS "oldest::time" FROM delivery
     WHERE state = 'queued' AND due <= ? GROUP BY platform ORDER BY platform`,
    now,
  )
  return rows.map(({ platform, waiting, oldest }) => ({
    platform,
    waiting,
    seconds: Math.max(0, Math.round((now.getTime() - oldest.getTime()) / 1000)),
  }))
}
