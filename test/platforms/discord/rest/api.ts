import type { Exchange, Reply } from '../../shared/http/connection.ts'
import { isObject } from '../../shared/json.ts'
import { spoil } from '../../shared/spoil.ts'
import { type Fault, faultyAnswer } from '../faults.ts'
import { Refusal, refusal } from '../refusal.ts'
import type { Call, World } from '../world.ts'
import { type Body, type Request, readBody } from './request.ts'
import { find, type Named } from './routes.ts'

const prefix = /^\/api(?:\/v10)?(?=\/)/

/** One call to be carried out; `unreadable` is what was wrong with its body. */
type Work = { named: Named; request: Request; isKnown: boolean; unreadable?: unknown }

/** The REST API. */
export class Api {
  private readonly world: World

  constructor(world: World) {
    this.world = world
  }

  /** Answers a request to `/api/v10/…`. */
  handle(exchange: Exchange): void {
    const [path = '', query = ''] = exchange.url.replace(prefix, '').split('?')
    const found = prefix.test(exchange.url) ? find(exchange.method, path) : undefined
    if (!found) {
      const call = this.world.journal.open(`${exchange.method} ${path}`, {})
      exchange.reply(this.refused(call, refusal(found === false ? 'noMethod' : 'noRoute'), {}))
      return
    }
    const work = this.prepare(exchange, found.named, found.params, new URLSearchParams(query))
    const { call } = work.request
    const plan = this.world.faults.plan(call.method, call.chat)
    if (!plan) {
      exchange.reply(this.perform(work))
      return
    }
    call.faults = plan.kinds
    void spoil<Fault>(plan, {
      exchange,
      perform: () => this.perform(work),
      close: (code, description) => this.world.journal.close(call, code, description),
      answer: faultyAnswer,
    })
  }

  private prepare(exchange: Exchange, named: Named, params: Record<string, string>, query: URLSearchParams): Work {
    const { world } = this
    let body: Body = { json: undefined, files: new Map() }
    let unreadable: unknown
    try {
      body = readBody(exchange.type, exchange.body)
    } catch (error) {
      unreadable = error
    }
    const { token: _, ...place } = params
    const call = world.journal.open(named.name, { ...place, ...Object.fromEntries(query), ...recorded(body) })
    const channel = params.channel ?? world.interactions.channelOf(params)
    if (channel !== undefined) call.chat = channel
    const isKnown = named.open || exchange.header('authorization') === `Bot ${world.token}`
    return {
      named,
      request: { world, params, query, body, call },
      isKnown,
      ...(unreadable !== undefined && { unreadable }),
    }
  }

  private perform({ named, request, isKnown, unreadable }: Work): Reply {
    const { call } = request
    let headers: Record<string, string> = {}
    try {
      if (!isKnown) throw refusal('unauthorized')
      headers = this.world.limits.pass(call.method, call.chat, this.world.now()) ?? {}
      if (unreadable) throw unreadable
      const { status, json } = named.run(request)
      this.world.journal.close(call, 200)
      if (json === undefined) return { status, body: '', type: 'text/html', headers }
      return { status, body: JSON.stringify(json), headers }
    } catch (error) {
      return this.refused(call, error, headers)
    }
  }

  private refused(call: Call, error: unknown, headers: Record<string, string>): Reply {
    const refused = error instanceof Refusal ? error : new Refusal(500, 0, `500: Internal Server Error: ${error}`)
    this.world.journal.close(call, refused.status, refused.describe())
    const reply = refused.reply()
    return { ...reply, headers: { ...headers, ...reply.headers } }
  }
}

/** The body as it goes into the record, with the names of the files in it. */
function recorded({ json, files }: Body): Record<string, unknown> {
  const values = isObject(json) ? json : json === undefined ? {} : { body: json }
  return files.size === 0 ? values : { ...values, files: [...files.values()].map(({ name }) => name) }
}
