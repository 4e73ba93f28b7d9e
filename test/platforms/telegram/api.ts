import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { readParams } from './body.ts'
import { type Fault, faultyAnswer, type Plan } from './faults.ts'
import { answer } from './http.ts'
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
type Exchange = { call: Call; params: Params; unreadable?: unknown; response: ServerResponse }
type Outcome = { status: number; body: string }

/** The Bot API of one bot over HTTP. */
export class Api {
  private readonly world: World
  private readonly prefix: string

  constructor(world: World) {
    this.world = world
    this.prefix = `/bot${world.token}/`
  }

  /** Answers a request to `/bot<token>/<method>`. */
  handle(request: IncomingMessage, response: ServerResponse, body: Buffer | undefined): void {
    const url = request.url ?? '/'
    if (!url.startsWith(this.prefix)) {
      const refusal = /^\/bot[^/]*\/[^/]+/.test(url) ? unauthorized : notFound
      answer(response, refusal.code, refusal.body())
      return
    }
    const mark = url.indexOf('?')
    const name = mark < 0 ? url.slice(this.prefix.length) : url.slice(this.prefix.length, mark)
    const exchange = this.open(name, mark < 0 ? '' : url.slice(mark + 1), request, response, body)
    const { call, params } = exchange
    const plan = this.world.faults.plan(call.method, toInteger(params.values.chat_id))
    if (plan) {
      call.faults = plan.kinds
      void this.spoiled(exchange, plan)
      return
    }
    const outcome = this.perform(exchange)
    if (outcome instanceof Promise) void outcome.then((late) => this.reply(response, late))
    else this.reply(response, outcome)
  }

  /** Carries out a call that came inside the answer of a webhook. */
  inside(name: string, values: Record<string, unknown>): void {
    const method = methodNamed(name)
    const params = { values, files: noParams.files }
    const call = this.world.journal.open(method?.name ?? name, values)
    void this.outcome(call, params, undefined, () => {})
  }

  private open(
    name: string,
    query: string,
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer | undefined,
  ): Exchange {
    let params: Params = noParams
    let unreadable: unknown
    try {
      params = readParams(request.headers['content-type'], query, body)
    } catch (error) {
      unreadable = error
    }
    const call = this.world.journal.open(methodNamed(name)?.name ?? name, params.values)
    return { call, params, unreadable, response }
  }

  private perform({ call, params, unreadable, response }: Exchange): Outcome | Promise<Outcome> {
    return this.outcome(call, params, unreadable, (listener) => response.on('close', listener))
  }

  private outcome(
    call: Call,
    params: Params,
    unreadable: unknown,
    gone: (listener: () => void) => void,
  ): Outcome | Promise<Outcome> {
    try {
      if (unreadable) throw unreadable
      const method = methodNamed(call.method)
      if (!method) throw noMethod
      if (limited.has(call.method)) {
        const chat = toInteger(params.values.chat_id)
        if (chat !== undefined) this.world.limits.pass(chat, call.at)
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

  private done(call: Call, result: string): Outcome {
    this.world.journal.close(call, 200)
    return { status: 200, body: `{"ok":true,"result":${result}}` }
  }

  private refused(call: Call, error: unknown): Outcome {
    const refusal = error instanceof Refusal ? error : new Refusal(500, `Internal Server Error: ${error}`)
    this.world.journal.close(call, refusal.code, refusal.message)
    return { status: refusal.code, body: refusal.body() }
  }

  private reply(response: ServerResponse, { status, body }: Outcome): void {
    if (!response.destroyed) answer(response, status, body)
  }

  /** Carries out a call as the faults that struck it will have it. */
  private async spoiled(exchange: Exchange, { delay, fault }: Plan): Promise<void> {
    const { call, response } = exchange
    if (delay > 0) await wait(delay, undefined, { ref: false })
    if (fault && this.instead(fault, call, response)) return
    const outcome = await this.perform(exchange)
    if (fault?.kind === 'lose') response.destroy()
    else if (fault?.kind !== 'hang') this.reply(response, outcome)
  }

  /** Does what the fault does instead of the call; false when the call is to be carried out. */
  private instead(fault: Fault, call: Call, response: ServerResponse): boolean {
    const { journal } = this.world
    switch (fault.kind) {
      case 'answer': {
        const [status, body, type] = faultyAnswer(fault)
        journal.close(call, status, body)
        answer(response, status, body, type)
        return true
      }
      case 'cut':
        journal.close(call, 0)
        response.destroy()
        return true
      case 'hang':
        if (!fault.done) journal.close(call, 0)
        return !fault.done
      default:
        return false
    }
  }
}
