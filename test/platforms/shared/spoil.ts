import { setTimeout as wait } from 'node:timers/promises'
import type { Exchange, Reply } from './http/connection.ts'
import type { Plan } from './rules.ts'

/**
 * What may go wrong with a call:
 *
 * - `answer`: does nothing and answers something else instead.
 * - `cut`: breaks the connection before doing anything; `lose`: does it, then breaks the connection.
 * - `hang`: never answers; with `done` it does it first.
 */
export type Trouble = { kind: 'cut' } | { kind: 'lose' } | { kind: 'hang'; done?: boolean }

/** One call, and how it is done, ended without being done, and answered wrongly. */
export type Spoilt<Fault> = {
  exchange: Exchange
  perform(): Reply | Promise<Reply>
  close(code: number, description?: string): void
  answer(fault: Fault & { kind: 'answer' }): Reply
}

/** Carries out a call as the faults that struck it will have it. */
export async function spoil<Fault extends { kind: string; done?: boolean }>(
  { delay, fault }: Plan<Fault>,
  { exchange, perform, close, answer }: Spoilt<Fault>,
): Promise<void> {
  if (delay > 0) await wait(delay, undefined, { ref: false })
  if (fault && isAnswer(fault)) {
    const reply = answer(fault)
    close(reply.status, String(reply.body))
    exchange.reply(reply)
    return
  }
  if (fault?.kind === 'cut') {
    close(0)
    exchange.destroy()
    return
  }
  if (fault?.kind === 'hang' && !fault.done) {
    close(0)
    return
  }
  const reply = await perform()
  if (fault?.kind === 'lose') exchange.destroy()
  else if (fault?.kind !== 'hang') exchange.reply(reply)
}

const isAnswer = <Fault extends { kind: string }>(fault: Fault): fault is Fault & { kind: 'answer' } =>
  fault.kind === 'answer'
