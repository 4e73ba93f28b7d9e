import { integer, json, type Params } from './params.ts'
import { conflict } from './refusal.ts'
import type { Update } from './updates.ts'
import type { World } from './world.ts'

/** A long poll that waits for updates. */
type Poll = { limit: number; resolve(json: string): void; reject(error: Error): void; timer: NodeJS.Timeout }

/** Reads `allowed_updates`; undefined when it is absent or unreadable. */
export function allowedUpdates(params: Params): string[] | undefined {
  const given = json(params, 'allowed_updates', 'allowed_updates')
  return Array.isArray(given) ? given.filter((type): type is string => typeof type === 'string') : undefined
}

/** getUpdates. One poll at a time: a second one ends the first with 409. */
export class Polling {
  private poll: Poll | undefined

  /** Answers as soon as there is something, at the latest when the timeout of the call has passed. */
  get(world: World, params: Params, gone: (listener: () => void) => void): string | Promise<string> {
    this.end(conflict('terminated by other getUpdates request; make sure that only one bot instance is running'))
    world.updates.allow(allowedUpdates(params))
    world.updates.confirm(integer(params, 'offset') ?? 0)
    const limit = Math.min(Math.max(integer(params, 'limit') ?? 100, 1), 100)
    const ready = this.take(world, limit)
    const seconds = Math.min(Math.max(integer(params, 'timeout') ?? 0, 0), 50)
    if (ready !== undefined || seconds === 0) return ready ?? '[]'
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.finish(poll, '[]'), seconds * 1000)
      const poll: Poll = { limit, resolve, reject, timer }
      this.poll = poll
      gone(() => this.finish(poll, '[]'))
    })
  }

  /** Gives what there is to the poll that waits, if one does. */
  wake(world: World): void {
    const poll = this.poll
    if (!poll) return
    const ready = this.take(world, poll.limit)
    if (ready !== undefined) this.finish(poll, ready)
  }

  /** Ends the poll that waits with an error, if one does. */
  end(why: Error): void {
    const poll = this.poll
    if (!poll) return
    this.poll = undefined
    clearTimeout(poll.timer)
    poll.reject(why)
  }

  private finish(poll: Poll, json: string): void {
    if (this.poll === poll) this.poll = undefined
    clearTimeout(poll.timer)
    poll.resolve(json)
  }

  private take(world: World, limit: number): string | undefined {
    const batch = handedOut(world, limit)
    return batch.length > 0 ? `[${batch.map(({ json }) => json).join()}]` : undefined
  }
}

/** The updates that leave now, repeated and ordered as the faults in force will have it. */
function handedOut({ updates, faults }: World, limit: number): Update[] {
  const { waiting, again } = updates.peek(limit)
  const batch: Update[] = again ? [again] : []
  for (const update of waiting) {
    updates.leaving(update)
    const times = faults.repeats(update)
    if (times.later > 0) updates.repeatLater(update, times.later)
    for (let i = 0; i <= times.now; i++) batch.push(update)
  }
  return faults.order(batch)
}
