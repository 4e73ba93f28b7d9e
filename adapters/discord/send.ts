import { createHash } from 'node:crypto'
import {
  type Address,
  type Engine,
  type Message,
  type Place,
  SendError,
  type SendOptions,
  type Sent,
} from '../../src/chat.ts'
import { shape } from '../shared/shape.ts'
import { channelOf, idOf, platform } from './base.ts'
import { withoutLinks } from './buttons.ts'
import type { Caller } from './call.ts'
import type { Channels } from './channels.ts'
import { Recent } from './recent.ts'
import { bodyOf, type Drawing, draw, flags, type Upload } from './render.ts'
import type { Replies, Way } from './replies.ts'
import { codeOf, codes, isDoubtful, troubleOf } from './trouble.ts'
import { load, withoutFiles } from './upload.ts'

export type SenderOptions = {
  caller: Caller
  channels: Channels
  replies: Replies
  engine: () => Pick<Engine, 'file'> | undefined
  now: () => number
  /** Takes a message away that is for one person's eyes alone. */
  remove(way: Way): void
}

/** What is to be sent, ready to go, and under which key. */
type Parcel = { drawing: Drawing; uploads: Upload[]; key: string; signal: AbortSignal }

/** What a message that was sent before can no longer be changed with. */
const notEditable: readonly number[] = [
  codes.unknownMessage,
  codes.unknownWebhook,
  codes.expiredToken,
  codes.notOurs,
  codes.archived,
  codes.unknownChannel,
]
const lapsed: readonly number[] = [codes.unknownWebhook, codes.expiredToken, codes.unknownMessage]

/** How long Discord surely knows a nonce again, in milliseconds: it speaks of "the past few minutes". */
const nonceLife = 120_000
const mostDoubts = 10_000

/** Sends messages. Throws `SendError` alone. */
export function makeSender({ caller, channels, replies, engine, now, remove }: SenderOptions) {
  /** Since when it is not known whether the delivery of a key was carried out. */
  const doubts = new Recent<string, number>(mostDoubts)

  return async (to: Address, message: Message, { key, signal }: SendOptions): Promise<Sent> => {
    const parcel: Parcel = { ...(await load(draw(message), engine())), key, signal }
    const { place, only, replaces } = to
    const way = replaces === undefined ? undefined : replies.wayTo(replaces)
    if (way && (await change(way, parcel))) return { place, message: replaces ?? '' }
    if (only) return toPerson(to, only.id, parcel)
    const channel = channelOf(place)
    if (message.private) await mustBeDirect(channel, signal)
    if (replaces !== undefined && (await edit(channel, replaces, parcel))) return { place, message: replaces }
    const filled = await answer(place, undefined, parcel)
    if (filled !== undefined) return { place, message: filled }
    const sent = await post(channel, parcel)
    // somebody was answered in public: what is shown as thinking beside it would only stand there
    replies.settle(place).forEach(remove)
    return { place, message: sent }
  }

  /** For one person's eyes alone: where it was asked for, as long as Discord lets us, else in the conversation with us. */
  async function toPerson({ place, replaces }: Address, person: string, parcel: Parcel): Promise<Sent> {
    const ephemeral = await answer(place, person, parcel)
    if (ephemeral !== undefined) return { place, message: ephemeral }
    const channel = await alone(place, person, parcel.signal)
    if (channelOf(place) === channel && replaces !== undefined && (await edit(channel, replaces, parcel)))
      return { place, message: replaces }
    return { place: { platform, channel }, message: await post(channel, parcel) }
  }

  /**
   * The answer to something that was done there lately, through its token; gives the id of the message, or undefined
   * when there is nothing to be answered that way. In a conversation with the bot alone that only fills in what is
   * shown as thinking: other messages are better sent with a nonce.
   */
  async function answer(place: Place, person: string | undefined, parcel: Parcel): Promise<string | undefined> {
    const found = replies.find(place, person, parcel.key)
    if (!found || (person === undefined && !found.fills)) return undefined
    const { app, token } = found
    const lapses = () => {
      replies.expired(place, token)
      replies.release(parcel.key)
      return undefined
    }
    const outcome = await found.ready
    if (outcome === 'refused') return lapses()
    // what another process showed as thinking may be an answer by now, which is not to be written over
    const fills = found.fills && outcome === 'taken'
    if (person === undefined && !fills) return undefined
    const path = `/webhooks/${app}/${token}`
    try {
      const given = fills
        ? await perform('editOriginal', 'PATCH', `${path}/messages/@original`, parcel)
        : await perform('followUp', 'POST', path, parcel, { flags: flags.noPreviews | flags.ephemeral })
      const id = messageOf(given)
      if (person !== undefined) replies.keep(id, { app, token, name: fills ? '@original' : id })
      return id
    } catch (error) {
      const code = codeOf(error)
      if (code !== undefined && lapsed.includes(code)) return lapses()
      const trouble = error instanceof SendError ? error : troubleOf(error, fills)
      if (trouble.trouble.kind === 'refused') replies.release(parcel.key)
      throw trouble
    }
  }

  /** A new message. Under the same key it is shown once, however often this is called within some minutes. */
  async function post(channel: string, parcel: Parcel): Promise<string> {
    const { key } = parcel
    const since = doubts.get(key)
    if (since !== undefined && now() - since > nonceLife) {
      // Discord may have forgotten the nonce: whether to say it once more is not for us to decide
      doubts.delete(key)
      throw new SendError({ kind: 'unknown' }, 'createMessage: nothing is known of an earlier try')
    }
    const nonce = { nonce: nonceOf(channel, key), enforce_nonce: true }
    try {
      const id = messageOf(await perform('createMessage', 'POST', `/channels/${channel}/messages`, parcel, nonce))
      doubts.delete(key)
      return id
    } catch (error) {
      if (error instanceof SendError) throw error
      if (isDoubtful(error) && since === undefined) doubts.set(key, now())
      throw troubleOf(error, true)
    }
  }

  /** Puts it in the place of a message in a channel. Resolves with false when that can no longer be changed. */
  async function edit(channel: string, message: string, parcel: Parcel): Promise<boolean> {
    if (idOf(message) === undefined) return false
    return replace('editMessage', `/channels/${channel}/messages/${message}`, parcel)
  }

  /** The same for a message that only one person sees. */
  function change({ app, token, name }: Way, parcel: Parcel): Promise<boolean> {
    return replace('editOriginal', `/webhooks/${app}/${token}/messages/${name}`, parcel)
  }

  async function replace(name: string, path: string, parcel: Parcel): Promise<boolean> {
    try {
      await perform(name, 'PATCH', path, parcel)
      return true
    } catch (error) {
      const code = codeOf(error)
      if (code !== undefined && notEditable.includes(code)) return false
      throw error instanceof SendError ? error : troubleOf(error, true)
    }
  }

  /** One call; without what was refused of it, if something was: links that Discord does not take, files too large. */
  async function perform(
    name: string,
    method: 'POST' | 'PATCH',
    path: string,
    parcel: Parcel,
    extra: object = {},
  ): Promise<unknown> {
    const { drawing, uploads, signal } = parcel
    const open = path.startsWith('/webhooks/') && { open: true as const }
    try {
      const body = { ...bodyOf(drawing, uploads), ...extra }
      return await caller.call({ name, method, path, body, files: uploads, ...open }, signal)
    } catch (error) {
      const code = codeOf(error)
      const rows = withoutLinks(drawing.rows)
      const hasLinks =
        rows.flatMap((row) => row.components).length < drawing.rows.flatMap((row) => row.components).length
      if (code === codes.invalidForm && hasLinks) {
        return perform(name, method, path, { ...parcel, drawing: { ...drawing, rows } }, extra)
      }
      if (code === codes.tooLarge && uploads.length > 0) {
        return perform(name, method, path, { ...parcel, drawing: withoutFiles(drawing), uploads: [] }, extra)
      }
      throw error
    }
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

/** The same for every try of a delivery, and for no other; Discord takes 25 characters. */
function nonceOf(channel: string, key: string): string {
  return createHash('sha256').update(`${channel} ${key}`).digest('base64url').slice(0, 24)
}

/** Id of the message that was made. An answer without one is no answer. */
function messageOf(given: unknown): string {
  const id = idOf(shape(given)?.id)
  if (id === undefined) throw new SendError({ kind: 'unknown' }, 'answered without a message')
  return id
}
