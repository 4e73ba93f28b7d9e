import {
  type Address,
  type Engine,
  type Message,
  type Place,
  SendError,
  type SendOptions,
  type Sent,
} from '../../src/chat.ts'
import { makeAnswer } from './answer.ts'
import { channelOf, hidden, idOf, platform } from './base.ts'
import type { Caller } from './call.ts'
import type { Channels } from './channels.ts'
import { makeFind } from './found.ts'
import { makePerform, type Parcel } from './perform.ts'
import { makePost } from './post.ts'
import { draw } from './render.ts'
import { makeReplace } from './replace.ts'
import type { Replies, Way } from './replies.ts'
import { troubleOf } from './trouble.ts'
import { load } from './upload.ts'

export type SenderOptions = {
  caller: Caller
  channels: Channels
  replies: Replies
  engine: () => Pick<Engine, 'file'> | undefined
  now: () => number
  /** Takes a message away that is for one person's eyes alone. */
  remove(way: Way): void
}

/** Sends messages. Throws `SendError` alone. */
export function makeSender({ caller, channels, replies, engine, now, remove }: SenderOptions) {
  const perform = makePerform(caller)
  const post = makePost(perform, makeFind(caller), now)
  const answer = makeAnswer(perform, replies)
  const { edit, change } = makeReplace(perform)

  return async (to: Address, message: Message, { key, signal, again }: SendOptions): Promise<Sent> => {
    const parcel: Parcel = { ...(await load(draw(message), engine())), key, signal, ...(again && { again }) }
    const { place, only, replaces } = to
    const secret = hidden.read(replaces)
    const way = secret && replies.wayTo(secret.id)
    if (way && replaces !== undefined && (await change(way, parcel))) return { place, message: replaces }
    const person = only?.id ?? secret?.person
    if (person !== undefined) return toPerson(to, person, parcel)
    const channel = channelOf(place)
    if (message.private) await mustBeDirect(channel, signal)
    if (replaces !== undefined && (await edit(channel, replaces, parcel))) return { place, message: replaces }
    const filled = await answer(place, undefined, parcel)
    if (filled !== undefined) return { place, message: filled }
    const sent = await post(channel, parcel, () => beside(place, signal))
    // somebody was answered in public: what is shown as thinking beside it would only stand there
    replies.settle(place).forEach(remove)
    return { place: sent.channel === channel ? place : { platform, channel: sent.channel }, message: sent.id }
  }

  /** For one person's eyes alone: where it was asked for, as long as Discord lets us, else in the conversation with us. */
  async function toPerson({ place, replaces }: Address, person: string, parcel: Parcel): Promise<Sent> {
    const ephemeral = await answer(place, person, parcel)
    if (ephemeral !== undefined) return { place, message: ephemeral }
    const channel = await alone(place, person, parcel.signal)
    const isThere = channelOf(place) === channel
    if (isThere && replaces !== undefined && (await edit(channel, replaces, parcel)))
      return { place, message: replaces }
    const { id } = await post(channel, parcel)
    return { place: { platform, channel }, message: id }
  }

  /**
   * The conversation of that person alone with the bot. Where the place is that already it need not be opened, of
   * which Discord allows fewer than of anything else.
   */
  async function alone(place: Place, person: string, signal: AbortSignal): Promise<string> {
    const channel = channelOf(place)
    return reach(async () => {
      const isId = channel !== person && idOf(channel) !== undefined
      const found = isId ? await channels.find(channel, signal).catch(unlessRefused) : undefined
      return found?.with === person ? channel : channels.directWith(person, signal)
    })
  }

  /** Throws when others would see it. */
  async function mustBeDirect(channel: string, signal: AbortSignal): Promise<void> {
    const found = await reach(() => channels.find(channel, signal))
    if (found.with === undefined) throw new SendError({ kind: 'refused' }, 'a private message with nobody named for it')
  }

  /**
   * The channel beside a thread that cannot be written in, if all of it could read the thread. One that is gone we may
   * not know: it is known to have been such when it stood under a message.
   */
  async function beside({ channel, thread }: Place, signal: AbortSignal): Promise<string | undefined> {
    if (thread === undefined) return undefined
    return reach(async () => {
      const known = await channels.find(thread, signal).catch(unlessRefused)
      if (known) return known.closed ? undefined : channel
      const path = `/channels/${channel}/messages/${thread}`
      const root = await caller.call({ name: 'getMessage', method: 'GET', path }, signal).catch(unlessRefused)
      return root === undefined ? undefined : channel
    })
  }

  async function reach<T>(look: () => Promise<T>): Promise<T> {
    try {
      return await look()
    } catch (error) {
      throw troubleOf(error, true)
    }
  }
}

/** A channel that Discord does not show to us is none of ours. */
function unlessRefused(error: unknown): undefined {
  if (troubleOf(error, true).trouble.kind === 'later') throw error
}
