import { shape, string } from '../../../adapters/shared/shape.ts'
import { type Address, type Message, type Place, SendError, type SendOptions, type Sent } from '../../../src/chat.ts'
import type { Caller } from './call.ts'
import type { House } from './house.ts'
import { isId, placeOf } from './read.ts'
import { type Attached, attachmentsOf, draw } from './render.ts'
import { written } from './text.ts'
import { isGone, troubleOf } from './trouble.ts'

export type SenderOptions = {
  caller: Caller
  house: House
  /** Bytes of a file in our store. */
  file(id: string): Promise<Uint8Array> | undefined
  pressUrl: string
  /** What proves that a button is ours. */
  key: string
}

/** How many posts back an earlier try is looked for. */
const lookBack = 60

/** Sends messages. Throws `SendError` alone. */
export function makeSender({ caller, house, file, pressUrl, key }: SenderOptions) {
  return async (to: Address, message: Message, options: SendOptions): Promise<Sent> => {
    const drawing = draw(message)
    if (!drawing) throw new SendError({ kind: 'refused' }, 'a message that cannot be shown')
    const { signal } = options
    const place = await beforehand(() => aim(to, message, signal))
    const earlier = options.again ? await beforehand(() => arrived(place, options)) : undefined
    if (earlier !== undefined) return { place, message: earlier }
    const { ids, lost } = await beforehand(() => upload(place, drawing.attached, signal))
    const pressing = { url: pressUrl, key, thread: place.thread }
    const json = {
      message: [written(drawing.text), ...lost.map(written)].filter((line) => line !== '').join('\n'),
      props: { attachments: attachmentsOf(drawing, pressing), regulars: options.key },
      file_ids: ids,
    }
    if (isId(to.replaces) && (await replace(to.replaces, json, signal))) return { place, message: to.replaces }
    const where = { channel_id: place.channel, ...(place.thread !== undefined && { root_id: place.thread }) }
    const id = await post({ ...where, ...json }, signal)
    return { place, message: id }
  }

  async function post(json: object, signal: AbortSignal): Promise<string> {
    try {
      const id = shape(await caller.call('POST', 'posts', signal, { json }))?.id
      if (isId(id)) return id
    } catch (error) {
      throw troubleOf(error)
    }
    throw new SendError({ kind: 'unknown' }, 'answered without a post')
  }

  /** Where it goes: what is for one person's eyes alone goes to the conversation with that person. */
  async function aim({ place, only }: Address, message: Message, signal: AbortSignal): Promise<Place> {
    if (only) {
      const channel = await house.direct(only.id, signal)
      return channel === place.channel ? place : placeOf(channel)
    }
    if (!isId(place.channel)) throw new SendError({ kind: 'refused' }, 'no such channel')
    if (message.private && !(await house.isDirect(place.channel, signal)))
      throw new SendError({ kind: 'refused' }, 'a private message with nobody named for it')
    return place
  }

  /** The post that an earlier try has left there, by the key that stands in it. */
  async function arrived(place: Place, { key: mark, signal }: SendOptions): Promise<string | undefined> {
    const me = await house.me(signal)
    const given = shape(await caller.call('GET', `channels/${place.channel}/posts?per_page=${lookBack}`, signal))
    const posts = Object.values(shape(given?.posts) ?? {}).map(shape)
    const ours = posts.find((post) => post?.user_id === me.id && shape(post.props)?.regulars === mark)
    return isId(ours?.id) ? ours.id : undefined
  }

  /** Puts files into the channel; `lost` are the names of those that are not in our store. */
  async function upload(place: Place, attached: Attached[], signal: AbortSignal) {
    const ids: string[] = []
    const lost: string[] = []
    for (const each of attached) {
      const bytes = await bytesOf(each)
      if (!bytes) {
        lost.push(each.name)
        continue
      }
      const path = `files?channel_id=${place.channel}&filename=${encodeURIComponent(each.name.toWellFormed())}`
      const given = shape(await caller.call('POST', path, signal, { bytes, media: each.media }))
      const [info] = Array.isArray(given?.file_infos) ? given.file_infos.map(shape) : []
      const id = string(info?.id)
      if (id !== undefined) ids.push(id)
    }
    return { ids, lost }
  }

  async function bytesOf(each: Attached): Promise<Uint8Array | undefined> {
    if (each.kind === 'image') return Buffer.from(each.data, 'base64')
    return file(each.file)?.catch(() => undefined)
  }

  /** Gives false when there is no such post any more. */
  async function replace(post: string, json: object, signal: AbortSignal): Promise<boolean> {
    try {
      await caller.call('PUT', `posts/${post}/patch`, signal, { json })
      return true
    } catch (error) {
      if (isGone(error)) return false
      throw troubleOf(error, true)
    }
  }
}

/** Takes a post of ours away; one that is gone already is no failure. Throws `SendError` alone. */
export function makeRemover(caller: Caller) {
  return async ({ message }: Sent, { signal }: SendOptions): Promise<void> => {
    if (!isId(message)) return
    try {
      await caller.call('DELETE', `posts/${message}`, signal)
    } catch (error) {
      if (!isGone(error)) throw troubleOf(error, true)
    }
  }
}

/** What can be done again without anybody noticing. */
async function beforehand<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw troubleOf(error, true)
  }
}
