import type { Engine } from '../../src/chat.ts'
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

/** Reads updates and hands them to the engine, in the order in which it is called. */
export function makeTake({ engine, me, now, answer }: TakeOptions): Take {
  return async (update) => {
    const happening = read(update, me, now())
    if (happening) await engine.receive(happening)
    const query = queryId(update)
    if (query !== undefined) answer(query)
  }
}
