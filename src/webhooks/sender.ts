import type { Database } from '../database/database.ts'
import { inRounds, Sleeper } from '../engine/rounds.ts'
import { type After, afterTimeout } from '../engine/try-send.ts'
import type { Unit } from '../engine/unit.ts'
import type { Log } from '../log.ts'
import type { Post } from './post.ts'
import { type Answer, verdict } from './rules.ts'
import { acceptedSince, type Due, disableWebhook, nextDue, recordTry, retake, takeDue } from './store.ts'
import { tellDisabled } from './tell.ts'

export type SenderOptions = {
  database: Database
  /** Does something in a transaction of the engine. */
  run: <T>(job: (unit: Unit) => Promise<T>) => Promise<T>
  log: Log
  /** Milliseconds since the epoch. */
  now?: () => number
  after?: After
  /** Between 0 and 1. */
  random?: () => number
  post?: (post: Post, now: number, signal: AbortSignal) => Promise<Answer>
}

/** Longest that a receiver may take to answer, in milliseconds. */
const deadlineMs = 15_000
/** How much longer than that a delivery is left alone: it may still have to be written down, in milliseconds. */
const graceMs = 15_000
/** Requests under way at once, and those to one receiver. */
const atOnce = 16
const atOnceEach = 4
/** Longest sleep when nothing is known to be due, in milliseconds. */
const longestSleep = 60_000

/**
 * Sends what is due to the webhooks. A delivery is marked before it is sent, so that it is sent again, under the same
 * id, when this process ends meanwhile. A receiver that is slow holds up no other. Runs in the one process that leads.
 */
export class Sender {
  readonly #options: Required<SenderOptions>
  /** Deliveries under way, by their webhook. */
  readonly #underWay = new Map<string, Set<Promise<void>>>()
  readonly #sleeper: Sleeper

  constructor(options: SenderOptions) {
    this.#options = { now: Date.now, after: afterTimeout, random: Math.random, post: postLazily, ...options }
    this.#sleeper = new Sleeper(this.#options.after)
  }

  /** There may be something new. */
  nudge(): void {
    this.#sleeper.stir()
  }

  /** Works until the signal; then breaks off what is under way, which is taken up by whoever leads next. */
  async run(signal: AbortSignal): Promise<void> {
    const { database, log, now } = this.#options
    await inRounds(this.#sleeper, signal, {
      begin: () => retake(database, new Date(now())),
      round: () => this.#round(signal),
      failed: (error) => log.error({ err: error }, 'webhooks could not be served'),
    })
    await Promise.all([...this.#underWay.values()].flatMap((sending) => [...sending]))
  }

  /** Begins to send what is due. Gives how long to sleep, in milliseconds. */
  async #round(signal: AbortSignal): Promise<number> {
    const { database, now } = this.#options
    const room = atOnce - [...this.#underWay.values()].reduce((sum, { size }) => sum + size, 0)
    if (room <= 0) return longestSleep
    const time = now()
    const due = await takeDue(database, {
      now: new Date(time),
      until: new Date(time + deadlineMs + graceMs),
      most: room,
      each: atOnceEach,
      without: [...this.#underWay.keys()],
    })
    for (const delivery of due) this.#begin(delivery, signal)
    const next = await nextDue(database, [...this.#underWay.keys()])
    return next ? Math.min(Math.max(0, next.getTime() - now()), longestSleep) : longestSleep
  }

  #begin(delivery: Due, signal: AbortSignal): void {
    const { webhookId } = delivery
    const together = this.#underWay.get(webhookId) ?? new Set()
    this.#underWay.set(webhookId, together)
    const sending: Promise<void> = this.#send(delivery, signal).finally(() => {
      together.delete(sending)
      if (together.size === 0) this.#underWay.delete(webhookId)
      this.nudge()
    })
    together.add(sending)
  }

  /** Sends it and writes down what came of it. Never rejects. */
  async #send(delivery: Due, outer: AbortSignal): Promise<void> {
    const { after, log, now, post, run } = this.#options
    const late = new AbortController()
    const cancel = after(deadlineMs, () => late.abort())
    try {
      const signal = AbortSignal.any([outer, late.signal])
      const aborted = Promise.withResolvers<undefined>()
      signal.addEventListener('abort', () => aborted.resolve(undefined), { once: true })
      const answer = await Promise.race([post(delivery, now(), signal), aborted.promise])
      // That it was broken off says nothing of the receiver.
      if (outer.aborted && answer === undefined) return
      await run((unit) => this.#record(unit, delivery, answer))
    } catch (error) {
      log.error(
        { err: error, delivery: delivery.id },
        'what became of an event for a webhook could not be written down',
      )
    } finally {
      cancel()
    }
  }

  async #record(unit: Unit, delivery: Due, answer: Answer): Promise<void> {
    const { log, now, random } = this.#options
    const { id, webhookId: webhook, tries } = delivery
    const said = verdict(answer, tries, now(), random())
    const ended = { state: said.state, status: answer?.status, ...('due' in said ? { due: said.due } : {}) }
    const created = await recordTry(unit, delivery, ended)
    if (!created || said.state === 'sent') return
    log.info({ delivery: id, webhook, tries, status: answer?.status ?? null }, 'a webhook did not take an event')
    if (said.state === 'queued') return
    // One that takes others has something against this event; it is not away.
    if (!said.disable && (await acceptedSince(unit, webhook, created))) return
    const disabled = await disableWebhook(unit, webhook, said.disable ? 'gone' : 'failing')
    if (!disabled) return
    log.warn({ webhook, reason: disabled.reason }, 'a webhook is disabled')
    await tellDisabled(unit, disabled)
  }
}

/** Most who run the program never send one: what that takes is loaded for the first. */
const postLazily: Required<SenderOptions>['post'] = async (...given) => (await import('./post.ts')).post(...given)
