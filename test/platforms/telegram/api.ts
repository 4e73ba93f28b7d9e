import type { IncomingMessage, ServerResponse } from 'node:http'
import { readParams } from './body.ts'
import { answer } from './http.ts'
import type { Call } from './journal.ts'
import { methodNamed } from './methods/index.ts'
import { noParams, type Params } from './params.ts'
import type { Polling } from './polling.ts'
import { Refusal } from './refusal.ts'
import type { World } from './world.ts'

const notFound = new Refusal(404, 'Not Found')
const noMethod = new Refusal(404, 'Not Found: method not found')
const unauthorized = new Refusal(401, 'Unauthorized')

/** What one call came to. */
type Outcome = { status: number; body: string; description?: string }

/** The Bot API of one bot over HTTP. */
export class Api {
  private readonly world: World
  private readonly polling: Polling
  private readonly prefix: string

  constructor(world: World, polling: Polling) {
    this.world = world
    this.polling = polling
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
    const query = mark < 0 ? '' : url.slice(mark + 1)
    let params: Params = noParams
    let unreadable: unknown
    try {
      params = readParams(request.headers['content-type'], query, body)
    } catch (error) {
      unreadable = error
    }
    const method = methodNamed(name)
    const call = this.world.journal.open(
      method?.name ?? (isPoll(name) ? 'getUpdates' : name),
      params.values,
      this.world.now(),
    )
    void this.carryOut(call, params, unreadable, (listener) => response.on('close', listener)).then((outcome) => {
      if (!response.destroyed) answer(response, outcome.status, outcome.body)
    })
  }

  private async carryOut(
    call: Call,
    params: Params,
    unreadable: unknown,
    gone: (listener: () => void) => void,
  ): Promise<Outcome> {
    try {
      if (unreadable) throw unreadable
      const method = methodNamed(call.method)
      let result: string
      if (method) result = await method.run(this.world, params, call)
      else if (call.method === 'getUpdates') result = await this.polling.get(this.world, params, gone)
      else throw noMethod
      this.world.journal.close(call, 200)
      return { status: 200, body: `{"ok":true,"result":${result}}` }
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500, `Internal Server Error: ${error}`)
      this.world.journal.close(call, refusal.code, refusal.message)
      return { status: refusal.code, body: refusal.body() }
    }
  }
}

const isPoll = (name: string) => name.toLowerCase() === 'getupdates'
