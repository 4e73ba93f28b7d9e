/**
 * The server of the program with everything on it: keys, validation, answers. Only it stores nothing and knows no
 * customer, but answers every sale alike.
 */
import { hash } from 'node:crypto'
import { readConfig } from '../../src/config.ts'
import type { Database } from '../../src/database/database.ts'
import type { RegularsEngine } from '../../src/engine/engine.ts'
import { Measures } from '../../src/engine/measures.ts'
import { Registry } from '../../src/engine/registry.ts'
import { allFeatures } from '../../src/features.ts'
import { makeServer } from '../../src/http/server.ts'
import { makeLog } from '../../src/log.ts'
import { defaultProgram } from '../../src/program/program.ts'
import type { Purchase } from '../../src/purchases/store.ts'

const config = readConfig(process.env)
const purchase: Purchase = {
  id: '019a0000-0000-7000-8000-000000000000',
  source: 'till',
  reference: '1',
  customerId: '019a0000-0000-7000-8000-000000000001',
  amount: 1_250,
  currency: 'EUR',
  at: new Date(),
  points: 12,
  balance: 120,
  refunded: 0,
  digest: '',
}
const engine = {
  registry: new Registry(allFeatures(defaultProgram)),
  run: async () => ({ kind: 'recorded', purchase }),
} as unknown as RegularsEngine
const database = {
  query: async () => [{ digest: hash('sha256', config.API_KEY ?? ''), name: 'settings' }],
} as unknown as Database

const http = await makeServer({
  config,
  database,
  engine,
  measures: new Measures(),
  program: defaultProgram,
  adapters: [],
  log: makeLog('error'),
})
await http.listen({ host: config.HOST, port: config.PORT })
