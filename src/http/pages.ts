import type { FastifyInstance } from 'fastify'
import type { Log } from '../log.ts'
import type { Run } from './api.ts'

/** What pages are made with. `run` does not wait for ever. */
type PageTools = { run: Run; now: () => Date; log: Log }

/** Adds the pages of one feature, outside the API: to a scope of its own, whose hooks hold for nothing else. */
export type Pages = (http: FastifyInstance, tools: PageTools) => void
