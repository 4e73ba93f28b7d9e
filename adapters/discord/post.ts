import { createHash } from 'node:crypto'
import { SendError } from '../../src/chat.ts'
import { shape } from '../shared/shape.ts'
import { idOf } from './base.ts'
import { type makeFind, marked } from './found.ts'
import type { Parcel, Perform } from './perform.ts'
import { Recent } from './recent.ts'
import { codeOf, codes, isDoubtful, troubleOf } from './trouble.ts'

/**
 * Puts a new message into a channel; gives its id. Under the same key it is shown once, however often this is called
 * within some minutes; with `again` one that arrived before that is looked for, and found if it has buttons. When the
 * channel is a thread that is no more, it goes `beside` it, if anywhere. Throws `SendError`.
 */
export type Post = (channel: string, parcel: Parcel, beside?: Beside) => Promise<{ channel: string; id: string }>

/** Where else a message may go. Throws `SendError`. */
type Beside = () => Promise<string | undefined>

/** Finds a message in a channel by the key of its delivery. */
type Find = ReturnType<typeof makeFind>

/** How long Discord surely knows a nonce again, in milliseconds: it speaks of "the past few minutes". */
const nonceLife = 120_000
const mostDoubts = 10_000
const closed: readonly number[] = [codes.unknownChannel, codes.locked, codes.archived]

export function makePost(perform: Perform, find: Find, now: () => number): Post {
  /** Since when it is not known whether the delivery of a key was carried out. */
  const doubts = new Recent<string, number>(mostDoubts)

  /** Whether Discord may have forgotten the nonce of a delivery of which nothing is known. */
  const isForgotten = (key: string) => now() - (doubts.get(key) ?? now()) > nonceLife

  const post: Post = async (channel, parcel, beside) => {
    const { key, again, signal } = parcel
    const rows = marked(parcel.drawing.rows, key)
    const isMarked = rows.length > 0
    const arrived = again && isMarked ? await find(channel, key, signal) : undefined
    if (arrived !== undefined) {
      doubts.delete(key)
      return { channel, id: arrived }
    }
    if (isForgotten(key) && !(again && isMarked)) {
      // whether to say it once more is not for us to decide
      doubts.delete(key)
      throw new SendError({ kind: 'unknown' }, 'createMessage: nothing is known of an earlier try')
    }
    const extra = { nonce: nonceOf(channel, key), enforce_nonce: true }
    const target = { name: 'createMessage', method: 'POST', path: `/channels/${channel}/messages`, extra } as const
    try {
      const id = messageOf(await perform(target, { ...parcel, drawing: { ...parcel.drawing, rows } }))
      doubts.delete(key)
      return { channel, id }
    } catch (error) {
      if (error instanceof SendError) throw error
      const other = closed.includes(codeOf(error) ?? 0) ? await beside?.() : undefined
      if (other !== undefined) return post(other, parcel)
      if (isDoubtful(error) && doubts.get(key) === undefined) doubts.set(key, now())
      throw troubleOf(error, true)
    }
  }
  return post
}

/** The same for every try of a delivery, and for no other; Discord takes 25 characters. */
function nonceOf(channel: string, key: string): string {
  return createHash('sha256').update(`${channel} ${key}`).digest('base64url').slice(0, 24)
}

/** Id of the message that was made. An answer without one is no answer. */
export function messageOf(given: unknown): string {
  const id = idOf(shape(given)?.id)
  if (id === undefined) throw new SendError({ kind: 'unknown' }, 'answered without a message')
  return id
}
