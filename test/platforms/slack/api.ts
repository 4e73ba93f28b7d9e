import type { Exchange, Reply } from '../shared/http/connection.ts'
import { spoil } from '../shared/spoil.ts'
import { type Fault, faultyAnswer } from './faults.ts'
import { methodNamed } from './methods/index.ts'
import { type Params, readParams } from './params.ts'
import { Refusal } from './refusal.ts'
import type { Call, World } from './world.ts'

const prefix = '/api/'

/** One call with all that belongs to it. `unreadable` is what was wrong with its body. */
type Request = { call: Call; params: Params; unreadable?: unknown; token: string | undefined; exchange: Exchange }

/** The Web API over HTTP. */
export class Api {
  private readonly world: World

  constructor(world: World) {
    this.world = world
  }

  /** Answers a request to `/api/<method>`. */
  handle(exchange: Exchange): void {
    const { pathname, search } = new URL(exchange.url, 'http://localhost')
    const request = this.open(pathname.slice(prefix.length), search, exchange)
    this.answer(exchange, request.call, this.chatOf(request.params), () => this.perform(request))
  }

  /** Answers what is no method but can go wrong like one: `response_url`, `upload` and `download`. */
  aside(exchange: Exchange, name: string, about: Params, perform: () => Reply): void {
    const call = this.world.journal.open(name, about)
    this.answer(exchange, call, undefined, () => {
      const reply = perform()
      this.world.journal.close(call, reply.status, reply.status === 200 ? undefined : String(reply.body))
      return reply
    })
  }

  /** Answers one call as the faults in force will have it. */
  private answer(exchange: Exchange, call: Call, chat: string | undefined, perform: () => Reply): void {
    const plan = this.world.faults.plan(call.method, chat)
    if (!plan) {
      exchange.reply(perform())
      return
    }
    call.faults = plan.kinds
    if (plan.fault?.kind === 'revoke') this.world.tokens.revoke()
    void spoil<Fault>(plan, {
      exchange,
      perform,
      close: (code, description) => this.world.journal.close(call, code, description),
      answer: faultyAnswer,
    })
  }

  private open(method: string, search: string, exchange: Exchange): Request {
    let params: Params = {}
    let unreadable: unknown
    try {
      params = readParams(exchange.type, search, exchange.body)
    } catch (error) {
      unreadable = error
    }
    const { token, ...rest } = params
    const bearer = /^Bearer (.+)$/.exec(exchange.header('authorization') ?? '')?.[1]
    const given = bearer ?? (typeof token === 'string' ? token : undefined)
    return { call: this.world.journal.open(method, rest), params: rest, unreadable, token: given, exchange }
  }

  /** The channel that a call names; a person stands for the conversation with that person. */
  private chatOf(params: Params): string | undefined {
    const { workspace } = this.world
    const id = params.channel ?? params.channel_id
    if (typeof id !== 'string') return undefined
    const member = workspace.findMember(id)
    return member && member.botId === undefined ? workspace.direct(id).id : id
  }

  private perform({ call, params, unreadable, token }: Request): Reply {
    const { journal, limits, tokens } = this.world
    try {
      if (unreadable) throw unreadable
      const method = methodNamed(call.method)
      if (!method) throw new Refusal('unknown_method', { req_method: call.method })
      tokens.check(token, method.token, method.scope)
      limits.pass(call.method, this.chatOf(params), call.at)
      const result = method.run(this.world, params, call)
      journal.close(call, 200)
      return { status: 200, body: JSON.stringify({ ok: true, ...result }), headers: this.headers() }
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal('internal_error', { detail: String(error) }, 500)
      const reply = refusal.reply()
      journal.close(call, reply.status, refusal.error)
      return reply
    }
  }

  private headers(): Record<string, string> {
    const { scopes } = this.world.tokens
    return scopes ? { 'X-OAuth-Scopes': [...scopes].join(',') } : {}
  }
}
