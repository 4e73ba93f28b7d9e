import type { Engine, Happening } from '../../src/chat.ts'
import type { Me } from './base.ts'
import { queryId, read } from './read.ts'
import type { Take } from './source.ts'

export type TakeOptions = {
  engine: Pick<Engine, 'receive'>
  me: Me
  now: () => Date
  /** Takes the waiting sign off a pressed button. */
  answer(query: string): void
}

/** Most messages in groups that are remembered, so that it is known of what they become. */
const mostHeard = 2_000

/** Reads updates and hands them to the engine, in the order in which it is called. */
export function makeTake({ engine, me, now, answer }: TakeOptions): Take {
  const heard = new Set<string>()
  const keyOf = (channel: string, message: string) => `${channel} ${message}`

  function note(happening: Happening): void {
    const { direct, kind, where } = happening
    if (direct || (kind !== 'said' && kind !== 'asked') || happening.message === undefined) return
    heard.add(keyOf(where.channel, happening.message))
    const [oldest] = heard
    if (heard.size > mostHeard && oldest !== undefined) heard.delete(oldest)
  }

  return async (update) => {
    const happening = read(update, me, now(), (channel, message) => heard.has(keyOf(channel, message)))
    if (happening) note(happening)
    if (happening) await engine.receive(happening)
    const query = queryId(update)
    if (query !== undefined) answer(query)
  }
}
