import type { Faults } from '../faults.ts'
import type { Json } from '../wire.ts'
import type { Answer, Carrier, Envelope, EnvelopeKind } from './envelope.ts'

/** Pauses before an event is given again, in milliseconds after the try before it failed. */
export type Pauses = readonly number[]

type Held = { envelope: Envelope; settle: (answer: Answer) => void }

/**
 * Gives out what the app is told. Events are given again when they were not acknowledged in time; commands and
 * interactions are not. Nothing waits for anything else: as with Slack, order is not promised.
 */
export class Envelopes {
  readonly made: Envelope[] = []
  /** Given out or held back, and not acknowledged yet. */
  pending = 0
  acknowledged = 0
  /** Given up after the last try. */
  lost = 0
  /** How the app is reached at present. */
  carrier: Carrier = async () => ({ ok: false, why: 'connection_failed' })
  private held: Held[] | undefined
  private readonly answers = new WeakMap<Envelope, Promise<Answer>>()
  /** Ends each try that waits for its acknowledgement. */
  private readonly waiting = new Set<() => void>()
  private readonly timers = new Map<NodeJS.Timeout, () => void>()
  private readonly faults: Faults
  private readonly now: () => number
  private readonly pauses: Pauses

  constructor(faults: Faults, now: () => number, pauses: Pauses) {
    this.faults = faults
    this.now = now
    this.pauses = pauses
  }

  /** Makes an envelope and gives it out. The answer is the last one, when there were several tries. */
  send(kind: EnvelopeKind, type: string, lane: string, payload: Json): { envelope: Envelope; answer: Promise<Answer> } {
    const envelope: Envelope = { n: this.made.length, kind, type, lane, payload, tries: [] }
    this.made.push(envelope)
    this.pending++
    const answer = new Promise<Answer>((resolve) => {
      const settle = (how: Answer) => {
        this.pending--
        if (how.ok) this.acknowledged++
        else this.lost++
        resolve(how)
      }
      if (this.held) this.held.push({ envelope, settle })
      else void this.give(envelope).then(settle)
    })
    this.answers.set(envelope, answer)
    return { envelope, answer }
  }

  /** Resolves once the envelope was acknowledged or given up. Rejects for one that is not ours. */
  async settled(envelope: Envelope): Promise<Answer> {
    const answer = this.answers.get(envelope)
    if (!answer) throw new Error('there is no such envelope')
    return answer
  }

  /** Gives an envelope out again, so many times, also when it was acknowledged long ago. */
  async repeat(envelope: Envelope, times: number): Promise<Answer[]> {
    return Promise.all(Array.from({ length: times }, () => this.try(envelope, 0, '')))
  }

  /** The time to acknowledge is over for whatever was given out and is not acknowledged. */
  expire(): void {
    for (const end of [...this.waiting]) end()
  }

  hold(): void {
    this.held ??= []
  }

  /** Gives out what was held back, in the order that `order` returns; it may leave out and repeat. */
  release(order: (held: Envelope[]) => Envelope[] = (held) => held): void {
    const held = this.held ?? []
    this.held = undefined
    const chosen = order(held.map(({ envelope }) => envelope))
    for (const envelope of chosen) {
      const index = held.findIndex((each) => each.envelope === envelope)
      const [first] = index < 0 ? [] : held.splice(index, 1)
      if (first) void this.give(envelope).then(first.settle)
      else void this.try(envelope, 0, '')
    }
    for (const { settle } of held) settle({ ok: false, why: 'left out' })
  }

  /** Gives up whatever waits for its next try. */
  stop(): void {
    for (const [timer, give] of this.timers) {
      clearTimeout(timer)
      give()
    }
    this.timers.clear()
    this.release(() => [])
  }

  private async give(envelope: Envelope): Promise<Answer> {
    const { again, delay } = this.faults.envelope(envelope)
    if (delay > 0 && !(await this.wait(delay))) return { ok: false, why: 'the server was stopped' }
    if (again > 0) void this.repeat(envelope, again)
    const tries = envelope.kind === 'events_api' ? this.pauses : []
    let answer = await this.try(envelope, 0, '')
    for (const [index, pause] of tries.entries()) {
      if (answer.ok || answer.isFinal) return answer
      if (!(await this.wait(pause))) return answer
      answer = await this.try(envelope, index + 1, answer.why)
    }
    return answer
  }

  private async try(envelope: Envelope, retry: number, reason: string): Promise<Answer> {
    const at = this.now()
    const attempt: Envelope['tries'][number] = { at, retry }
    envelope.tries.push(attempt)
    const started = performance.now()
    const answer = await this.answered(this.carrier(envelope, retry, reason))
    const isLate = answer.ok && this.faults.isLate(envelope)
    const judged: Answer = isLate ? { ok: false, why: 'timeout' } : answer
    attempt.ms = performance.now() - started
    attempt.ok = judged.ok
    if (!judged.ok) attempt.why = judged.why
    return judged
  }

  /** The answer, or that it is too late as soon as {@link expire} says so. */
  private answered(coming: Promise<Answer>): Promise<Answer> {
    return new Promise((resolve) => {
      const end = () => settle({ ok: false, why: 'timeout' })
      const settle = (answer: Answer) => {
        this.waiting.delete(end)
        resolve(answer)
      }
      this.waiting.add(end)
      void coming.then(settle)
    })
  }

  /** False when the server was stopped meanwhile. */
  private wait(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.timers.delete(timer)
        resolve(true)
      }, ms)
      this.timers.set(timer, () => resolve(false))
    })
  }
}
