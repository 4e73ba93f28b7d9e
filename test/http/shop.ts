import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { expect } from 'vitest'
import type { Adapter } from '../../src/chat.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { Measures } from '../../src/engine/measures.ts'
import { keepSettingsKey } from '../../src/http/keys.ts'
import { makeServer } from '../../src/http/server.ts'
import type { Log } from '../../src/log.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { World, type WorldOptions } from '../conversation.ts'
import type { Fresh } from '../databases.ts'
import { silent } from '../log.ts'

export const key = 'test-key-0123456789'

export type Answer = {
  status: number
  body: Record<string, unknown>
  headers: LightMyRequestResponse['headers']
  text: string
}

export type ShopOptions = WorldOptions & { log?: Log; adapters?: Adapter[]; config?: Config; ended?: AbortSignal }

/** Tables that a request could leave something in. */
const tables = [
  'customer',
  'identity',
  'account',
  'lot',
  'entry',
  'purchase',
  'refund',
  'adjustment',
  'audit',
  'delivery',
]

/** A whole program with its HTTP server, and a till that talks to it. */
export class Shop {
  readonly world: World
  readonly http: FastifyInstance

  private constructor(world: World, http: FastifyInstance) {
    this.world = world
    this.http = http
  }

  static async open(fresh: Fresh, options: ShopOptions = {}): Promise<Shop> {
    const world = await World.open(fresh, options)
    const program = { ...defaultProgram, ...options.program }
    const { engine, database, fake } = world
    const { config = readConfig({}) } = options
    const more = { ...(options.now && { now: options.now }), ...(options.ended && { ended: options.ended }) }
    const http = await makeServer({
      ...{
        config,
        database,
        engine,
        measures: new Measures(),
        program,
        adapters: options.adapters ?? [fake],
        log: options.log ?? silent,
      },
      ...more,
    })
    fresh.after(() => http.close())
    await engine.run((unit) => keepSettingsKey(unit, key))
    return new Shop(world, http)
  }

  get(url: string, options: InjectOptions = {}): Promise<Answer> {
    return this.send({ method: 'GET', url: `/api/v1${url}`, ...options })
  }

  post(url: string, payload: unknown): Promise<Answer> {
    return this.send({ method: 'POST', url: `/api/v1${url}`, payload: payload as object })
  }

  /** As it is written, with any content type. */
  postText(url: string, payload: string | Buffer, type = 'application/json'): Promise<Answer> {
    return this.send({ method: 'POST', url: `/api/v1${url}`, payload, headers: { 'content-type': type } })
  }

  async send(options: InjectOptions): Promise<Answer> {
    const headers = { authorization: `Bearer ${key}`, ...options.headers }
    const answer = await this.http.inject({ ...options, headers })
    return { status: answer.statusCode, headers: answer.headers, text: answer.body, body: readBody(answer) }
  }

  /** A sale of that amount to somebody on Telegram. */
  sell(id: string, amount: string, customer = 'telegram:1001', more: object = {}): Promise<Answer> {
    return this.post('/purchases', { id, customer, amount, ...more })
  }

  async balance(customer = 'telegram:1001'): Promise<unknown> {
    return (await this.get(`/customers/${customer}`)).body.balance
  }

  /** How many rows each table has. */
  async rows(): Promise<Record<string, number>> {
    const counts = tables.map((table) => `(SELECT count(*) FROM "${table}") AS "${table}"`)
    const [row] = await this.world.database.query<Record<string, number>>(`SELECT ${counts.join(', ')}`)
    return row ?? {}
  }
}

function readBody(answer: LightMyRequestResponse): Record<string, unknown> {
  return /json/.test(String(answer.headers['content-type'])) ? answer.json() : {}
}

/** What all problem documents have, in short. */
export function problem(status: number, code: string, more: object = {}) {
  return {
    status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
    body: { type: `urn:regulars:problem:${code}`, title: expect.any(String), status, code, ...more },
  }
}
