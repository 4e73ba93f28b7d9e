import { type Shape, shape, string } from '../../../adapters/shared/shape.ts'
import type { Happening } from '../../../src/chat.ts'
import type { Caller } from './call.ts'
import type { House } from './house.ts'
import type { Line } from './line.ts'
import { readMissed } from './missed.ts'
import { isId, type Me, readDeletion, readEdit, readPost } from './read.ts'
import { listenOnce } from './socket.ts'

export type ListenerOptions = {
  root: string
  token: string
  caller: Caller
  house: House
  line: Line
  /** Told when the connection is there and what was missed is caught up with. */
  onOpen(): void
  now: () => Date
}

/** How far back a new process looks, and one that was away for a moment, in milliseconds. */
const lookBack = { first: 24 * 3_600_000, again: 60_000 }
/** Most posts that are remembered as taken. */
const mostTaken = 5_000

const readers: Partial<Record<string, typeof readPost>> = {
  posted: readPost,
  post_edited: readEdit,
  post_deleted: readDeletion,
}

export interface Listener {
  /** One connection, until the signal or until it breaks. Rejects when it never came to hear anything. */
  listen(me: Me, signal: AbortSignal): Promise<void>
  /** Resolves once all that was heard so far is handed over. */
  settled(): Promise<void>
}

/**
 * Hears what is said. What was said while nobody listened is asked for as soon as the connection is there; the engine knows
 * by its id what it was told before.
 */
export function makeListener({ root, token, caller, house, line, onOpen, now }: ListenerOptions): Listener {
  const taken = new Set<string>()
  const names = new Map<string, string>()
  let heardUntil: number | undefined
  let tail = Promise.resolve()

  async function listen(me: Me, outer: AbortSignal): Promise<void> {
    const broken = new AbortController()
    const signal = AbortSignal.any([outer, broken.signal])
    const caughtUp = new Set<string>()
    let failure: unknown
    let heard = false
    const then = (work: () => Promise<void>) => {
      tail = tail.then(work).catch((error: unknown) => {
        failure ??= error
        broken.abort()
      })
    }
    const open = () => then(catchUp)
    const on = (event: string, data: Shape) => then(() => hear(event, data))

    async function catchUp(): Promise<void> {
      const since = heardUntil === undefined ? now().getTime() - lookBack.first : heardUntil - lookBack.again
      for (const happening of await readMissed(caller, me, new Date(since), signal)) {
        const { id, name } = happening.who
        if (name !== undefined) names.set(id, name)
        if (taken.has(happening.id)) continue
        await take(happening)
        caughtUp.add(happening.id)
      }
      heardUntil = now().getTime()
      heard = true
      onOpen()
    }

    async function hear(event: string, data: Shape): Promise<void> {
      const read = readers[event]
      const post = shape(parsed(string(data.post)))
      if (!read || !post || !isId(post.user_id) || !isId(post.channel_id)) return
      const sender = string(data.sender_name)
      if (sender !== undefined) names.set(post.user_id, sender)
      const direct = data.channel_type === 'D' || (await house.isDirect(post.channel_id, signal))
      const happening = read(post, { direct, name: names.get(post.user_id) }, me)
      if (happening && !caughtUp.delete(happening.id)) await take(happening)
      heardUntil = now().getTime()
    }

    async function take(happening: Happening): Promise<void> {
      await line.take(happening, signal)
      taken.add(happening.id)
      const [oldest] = taken
      if (taken.size > mostTaken && oldest !== undefined) taken.delete(oldest)
    }

    const ended = await listenOnce({ root, token, signal, open, on }).catch((error: unknown) => error)
    broken.abort()
    await tail
    if (!outer.aborted && !heard) throw failure ?? ended
  }

  return { listen, settled: () => tail }
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
