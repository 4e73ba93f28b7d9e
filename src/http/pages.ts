import type { FastifyInstance } from 'fastify'
import type { Run } from './api.ts'

/** Adds the pages of one feature, outside the API: to a scope of its own, whose hooks hold for nothing else. */
export type Pages = (http: FastifyInstance, tools: { run: Run; now: () => Date }) => void
