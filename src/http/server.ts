import fastify, { type FastifyInstance } from 'fastify'
import type { Adapter } from '../chat.ts'
import type { Config } from '../config.ts'
import type { Database } from '../database/database.ts'
import type { RegularsEngine } from '../engine/engine.ts'
import type { Measures } from '../engine/measures.ts'
import type { Log } from '../log.ts'
import type { Program } from '../program/program.ts'

export type ServerOptions = {
  config: Config
  database: Database
  engine: RegularsEngine
  measures: Measures
  program: Program
  adapters: readonly Adapter[]
  log: Log
}

/** The HTTP server with everything on it, not yet listening. */
export async function makeServer(options: ServerOptions): Promise<FastifyInstance> {
  const http = fastify({ logger: false, bodyLimit: 1_048_576 })
  for (const adapter of options.adapters)
    if (adapter.mount) await http.register(async (scope) => adapter.mount?.(scope))
  return http
}
