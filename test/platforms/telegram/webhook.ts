import { Agent, request } from 'node:http'
import { isObject } from '../shared/json.ts'
import type { Update } from './updates.ts'
import type { World } from './world.ts'

/** What a webhook needs of the world. */
type Surroundings = Pick<World, 'updates' | 'faults' | 'now'>

/** How a bot wants its updates brought. */
export type Hook = { url: string; secret: string; maxConnections: number }

/** How often and how long delivery is tried, in milliseconds. Each failure doubles the pause up to the longest one. */
export type Patience = { firstPause: number; longestPause: number; timeout: number }

const once = { now: 0, later: 0 }

/** Does a call that came in the answer of a webhook. */
export type Inside = (method: string, params: Record<string, unknown>) => void

/**
 * Brings updates to the bot's own server: several at a time, one after the other within a conversation, each again
 * and again until it answers with a status of 2xx.
 */
export class Webhook {
  hook: Hook | undefined
  /** What went wrong last; `at` is milliseconds since 1970. */
  lastError: { at: number; message: string } | undefined
  delivered = 0
  failed = 0
  inFlight = 0
  inside: Inside = () => {}
  private readonly world: Surroundings
  private readonly patience: Patience
  private readonly busy = new Set<number>()
  private readonly pauses = new Map<NodeJS.Timeout, Update>()
  private agent: Agent | undefined

  constructor(world: Surroundings, patience: Patience) {
    this.world = world
    this.patience = patience
  }

  /** From now on updates go to this address, or to none. What is not delivered yet stays queued. */
  set(hook: Hook | undefined): void {
    const agent = this.agent
    this.hook = hook
    for (const [timer, update] of this.pauses) {
      clearTimeout(timer)
      this.takeBack(update)
    }
    this.pauses.clear()
    this.lastError = undefined
    this.agent = hook && new Agent({ keepAlive: true, maxSockets: hook.maxConnections })
    // What is under way fails by this, and only then may what follows it in its conversation leave.
    agent?.destroy()
    this.pump()
  }

  private takeBack(update: Update): void {
    this.inFlight--
    this.busy.delete(update.lane)
    this.world.updates.putBack(update)
  }

  /** Sends what may be sent now. */
  pump(): void {
    const hook = this.hook
    if (!hook) return
    while (this.inFlight < hook.maxConnections) {
      const { updates, faults } = this.world
      const taken = updates.take(hook.maxConnections, ({ lane }) => !this.busy.has(lane) || faults.overtakes())
      if (!taken) return
      const { update, isAgain } = taken
      const { now, later } = isAgain ? once : faults.repeats(update)
      updates.leaving(update)
      this.busy.add(update.lane)
      this.inFlight++
      this.bring(hook, update, this.patience.firstPause, later)
      for (let i = 0; i < now; i++) this.post(hook, update.json, () => {})
    }
  }

  private bring(hook: Hook, update: Update, pause: number, later: number): void {
    this.post(hook, update.json, (problem, answer) => {
      if (problem !== undefined && this.hook !== hook) {
        this.takeBack(update)
        return
      }
      if (problem === undefined) {
        this.delivered++
        this.inFlight--
        this.busy.delete(update.lane)
        this.world.updates.settled()
        if (later > 0) this.world.updates.repeat(update, later)
        if (answer) this.obey(answer)
        this.pump()
        return
      }
      this.failed++
      this.lastError = { at: this.world.now(), message: problem }
      const timer = setTimeout(() => {
        this.pauses.delete(timer)
        this.bring(hook, update, Math.min(pause * 2, this.patience.longestPause), later)
      }, pause)
      this.pauses.set(timer, update)
    })
  }

  /** One request; `done` gets what was wrong, or else the body of the answer. */
  private post(hook: Hook, json: string, done: (problem: string | undefined, answer?: string) => void): void {
    let told = false
    const tell = (problem: string | undefined, answer?: string) => {
      if (!told) done(problem, answer)
      told = true
    }
    const headers: Record<string, string | number> = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(json),
      ...(hook.secret !== '' && { 'x-telegram-bot-api-secret-token': hook.secret }),
    }
    const { timeout } = this.patience
    const outgoing = request(hook.url, { method: 'POST', headers, agent: this.agent, timeout }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', () => tell('Read timeout expired'))
      response.on('end', () => {
        const { statusCode = 0, statusMessage } = response
        if (statusCode >= 200 && statusCode < 300) tell(undefined, Buffer.concat(chunks).toString())
        else tell(`Wrong response from the webhook: ${statusCode} ${statusMessage}`)
      })
    })
    outgoing.on('timeout', () => outgoing.destroy())
    outgoing.on('error', () => tell('Connection refused'))
    outgoing.end(json)
  }

  /** An answer may hold one call, which is then done without telling the bot how it went. */
  private obey(answer: string): void {
    let value: unknown
    try {
      value = JSON.parse(answer)
    } catch {
      return
    }
    if (!isObject(value) || typeof value.method !== 'string') return
    const { method, ...params } = value
    this.inside(method, params)
  }
}
