import type { Exchange, Reply } from '../shared/http/connection.ts'
import { spoil } from '../shared/spoil.ts'
import { readParams } from './body.ts'
import { type Fault, faultyAnswer } from './faults.ts'
import type { Call } from './journal.ts'
import { methodNamed } from './methods/index.ts'
import { noParams, type Params, toInteger } from './params.ts'
import { Refusal } from './refusal.ts'
import type { World } from './world.ts'

const notFound = new Refusal(404, 'Not Found')
const noMethod = new Refusal(404, 'Not Found: method not found')
const unauthorized = new Refusal(401, 'Unauthorized')
const limited = new Set(['sendMessage', 'sendPhoto', 'sendDocument'])

/** One call with all that belongs to it. `unreadable` is what was wrong with its body. */
type Request = { call: Call; params: Params; unreadable?: unknown; exchange: Exchange }

/** The Bot API of one bot over HTTP. */
export class Api {
  private readonly world: World
  private readonly prefix: string

  constructor(world: World) {
    this.world = world
    this.prefix = `/bot${world.token}/`
  }

  /** Answers a request to `/bot<token>/<method>`. */
  handle(exchange: Exchange): void {
    const { url } = exchange
    if (!url.startsWith(this.prefix)) {
      const refusal = /^\/bot[^/]*\/[^/]+/.test(url) ? unauthorized : notFound
      exchange.reply({ status: refusal.code, body: refusal.body() })
      return
    }
    const mark = url.indexOf('?')
    const name = mark < 0 ? url.slice(this.prefix.length) : url.slice(this.prefix.length, mark)
    const request = this.open(name, mark < 0 ? '' : url.slice(mark + 1), exchange)
    const { call, params } = request
    const plan = this.world.faults.plan(call.method, toInteger(params.values.chat_id))
    if (plan) {
      call.faults = plan.kinds
      void spoil<Fault>(plan, {
        exchange,
        perform: () => this.perform(request),
        close: (code, description) => this.world.journal.close(call, code, description),
        answer: faultyAnswer,
      })
      return
    }
    const outcome = this.perform(request)
    if (outcome instanceof Promise) void outcome.then((reply) => exchange.reply(reply))
    else exchange.reply(outcome)
  }

  /** Carries out a call that came inside the answer of a webhook. */
  inside(name: string, values: Record<string, unknown>): void {
    const method = methodNamed(name)
    const params = { values, files: noParams.files }
    const call = this.world.journal.open(method?.name ?? name, values)
    void this.outcome(call, params, undefined, () => {})
  }

  private open(name: string, query: string, exchange: Exchange): Request {
    let params: Params = noParams
    let unreadable: unknown
    try {
      params = readParams(exchange.type, query, exchange.body)
    } catch (error) {
      unreadable = error
    }
    const call = this.world.journal.open(methodNamed(name)?.name ?? name, params.values)
    return { call, params, unreadable, exchange }
  }

  private perform({ call, params, unreadable, exchange }: Request): Reply | Promise<Reply> {
    return this.outcome(call, params, unreadable, (listener) => exchange.onGone(listener))
  }

  private outcome(
    call: Call,
    params: Params,
    unreadable: unknown,
    gone: (listener: () => void) => void,
  ): Reply | Promise<Reply> {
    try {
      if (unreadable) throw unreadable
      const method = methodNamed(call.method)
      if (!method) throw noMethod
      if (limited.has(call.method)) {
        const chat = toInteger(params.values.chat_id)
        if (chat !== undefined) this.world.limits.pass(chat, this.world.now())
      }
      const result = method.run(this.world, params, call, gone)
      if (typeof result === 'string') return this.done(call, result)
      return result.then(
        (late) => this.done(call, late),
        (error) => this.refused(call, error),
      )
    } catch (error) {
      return this.refused(call, error)
    }
  }

  private done(call: Call, result: string): Reply {
    this.world.journal.close(call, 200)
    return { status: 200, body: `{"ok":true,"result":${result}}` }
  }

  private refused(call: Call, error: unknown): Reply {
    const refusal = error instanceof Refusal ? error : new Refusal(500, `Internal Server Error: ${error}`)
    this.world.journal.close(call, refusal.code, refusal.message)
    return { status: refusal.code, body: refusal.body() }
  }
}
