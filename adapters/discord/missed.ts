import type { Engine } from '../../src/chat.ts'
import type { Wait } from '../shared/patience.ts'
import { type Shape, shape } from '../shared/shape.ts'
import { firstIdAt, idOf, platform } from './base.ts'
import type { Caller } from './call.ts'
import { judge } from './patience.ts'
import { troubleOf } from './trouble.ts'

/** How far back we look, in milliseconds: what is older the engine may not know again. */
const memory = 6 * 86_400_000
/** Messages asked for at once; Discord gives a hundred at most, of which ours may be long. */
const page = 50
/** Conversations looked at side by side, and the pause after each, so that there is room for what people wait for. */
const atOnce = 5
const pause = 200
const deadline = 15_000

export type MissedOptions = {
  engine: Pick<Engine, 'seen'>
  caller: Caller
  /** Takes a message as if it had just been said. */
  take(message: Shape): Promise<void>
  wait: Wait
  signal: AbortSignal
  /** Milliseconds since 1970. */
  now: number
}

/**
 * Takes what was said to the bot alone since the last message that was taken: the gateway tells only what happens
 * while somebody listens. What was taken already is known again.
 */
export async function fetchMissed({ engine, caller, take, wait, signal, now }: MissedOptions): Promise<void> {
  const conversations = (await engine.seen?.(platform)) ?? []
  const rest = conversations.values()
  const walk = async () => {
    for (const { channel, message = '0' } of rest) {
      if (signal.aborted) return
      if (!idOf(channel) || !idOf(message)) continue
      await fetchAfter(channel, message)
      await wait(pause, signal)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, walk))

  async function fetchAfter(channel: string, last: string): Promise<void> {
    const oldest = firstIdAt(now - memory)
    for (let after: string | undefined = laterOf(last, oldest); after !== undefined && !signal.aborted; ) {
      const messages = await read(channel, after)
      for (const message of messages) await take(message)
      after = messages.length < page ? undefined : idOf(messages.at(-1)?.id)
    }
  }

  /** The oldest first. A conversation that Discord does not show must not keep the others from being looked at. */
  async function read(channel: string, after: string): Promise<Shape[]> {
    const path = `/channels/${channel}/messages?after=${after}&limit=${page}`
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        const call = { name: 'getMessages', method: 'GET', path } as const
        const given: unknown = await caller.call(call, AbortSignal.any([signal, AbortSignal.timeout(deadline)]))
        const messages = Array.isArray(given) ? given.map(shape).filter((each) => each !== undefined) : []
        return messages.sort((a, b) => (BigInt(idOf(a.id) ?? 0) < BigInt(idOf(b.id) ?? 0) ? -1 : 1))
      } catch (error) {
        if (troubleOf(error, true).trouble.kind !== 'later') return []
        await wait(judge(error, failures).pause, signal)
      }
    }
    return []
  }
}

const laterOf = (a: string, b: string): string => (BigInt(a) > BigInt(b) ? a : b)
