import { type Address, type Message, type Place, SendError, type SendOptions, type Sent } from '../../src/chat.ts'
import { makeFloods } from '../shared/floods.ts'
import type { Wait } from '../shared/patience.ts'
import { shape, string } from '../shared/shape.ts'
import type { Answers } from './answers.ts'
import { ids, isDirect, privateId, readMessageId } from './base.ts'
import { CallError, type Client } from './client.ts'
import type { People } from './people.ts'
import type { Pictures } from './pictures.ts'
import type { Seal } from './press.ts'
import { type Drawing, type DrawOptions, draw, isBeside, isDrawable } from './render.ts'
import { closedBy, refusedAbout, refusedFor, troubleOf } from './trouble.ts'
import type { Uploads } from './upload.ts'

export type SenderOptions = {
  client: Client
  people: People
  answers: Answers
  pictures: Pictures
  uploads: Uploads
  bytes(file: string): Promise<Uint8Array>
  seal: Seal
  wait: Wait
  /** Told what people have to mend, or that all is well again. */
  onClosed(trouble: string | undefined): void
}

/** Where a message goes, and for whose eyes. */
type Target = { channel: string; thread?: string; only?: string }

const notEditable = /^(message_not_found|cant_update_message|edit_window_closed|channel_not_found|is_inactive)$/
const notThere =
  /^(user_not_in_channel|not_in_channel|channel_not_found|is_archived|restricted_action\w*|method_not_supported_for_channel_type)$/
const noThread = /^(thread_not_found|cannot_reply_to_message|restricted_action_thread_locked)$/
const wrongBlocks = /^(invalid_blocks|invalid_blocks_format|msg_blocks_too_long)$/
/** Slack looks at a new file for a moment before it can be shown. */
const slowPicture = /slack file/i
const picturePauses = [250, 500, 1_000, 2_000]
/** Most deliveries whose beginning is remembered while their files are still to come. */
const mostBegun = 500

/** Never read as markup, never with previews. */
const asPlain = { parse: 'none', link_names: false, mrkdwn: false, unfurl_links: false, unfurl_media: false } as const

/** Sends messages. Throws `SendError` alone. */
export function makeSender(options: SenderOptions) {
  const { client, people, answers, pictures, uploads, bytes, seal, wait, onClosed } = options
  const floods = makeFloods()
  /** Messages that are there already, though what belongs to them is not: by key of the delivery. */
  const begun = new Map<string, { sent: Sent; files: number }>()

  return async (to: Address, message: Message, { key, signal }: SendOptions): Promise<Sent> => {
    if (!isDrawable(message)) throw new SendError({ kind: 'refused' }, 'a message that cannot be shown')
    if (to.home) return onHome(to, message, signal)
    const beside = (message.parts ?? []).filter(isBeside)
    const before = begun.get(key)
    const sent = before?.sent ?? (await said(to, message, beside.length > 0, signal))
    for (const part of beside.slice(before?.files ?? 0)) {
      remember(key, { sent, files: beside.indexOf(part) })
      const { channel, thread } = sent.place
      const where = { channel, ...(thread !== undefined && { thread }) }
      await attempt({ channel, person: isDirect(channel) }, async () => {
        const file = await uploads.store({ name: part.name, bytes: await bytes(part.file) }, signal)
        await uploads.complete(file, part.name, where, signal)
      })
    }
    begun.delete(key)
    return sent
  }

  function remember(key: string, state: { sent: Sent; files: number }): void {
    begun.delete(key)
    begun.set(key, state)
    const [oldest] = begun.keys()
    if (begun.size > mostBegun && oldest !== undefined) begun.delete(oldest)
  }

  async function said(to: Address, message: Message, withFiles: boolean, signal: AbortSignal): Promise<Sent> {
    const target = await aim(to, message, withFiles, signal)
    const stored = await attempt(aimed(target), () => pictures(message, signal), true)
    const drawing = (more: DrawOptions = {}) => {
      const { only } = target
      const marked = only === undefined ? {} : { seal: (value: string) => seal(value, only) }
      return draw(message, { pictures: (picture) => stored.get(picture), ...marked, ...more })
    }
    const before = to.replaces === undefined ? undefined : readMessageId(to.replaces)
    if (before && before.only === target.only && (await replace(drawing, target, before.message, signal))) {
      return sentTo(target, before.message)
    }
    return deliver(drawing, target, signal)
  }

  type Draw = (more?: DrawOptions) => Drawing

  /** A new message; beside its thread when that is gone, and in the person's own conversation when he is not there. */
  async function deliver(drawing: Draw, target: Target, signal: AbortSignal): Promise<Sent> {
    const { channel, thread, only } = target
    try {
      const answer = await drawn(drawing, signal, (drawing) => {
        const args = { channel, ...(thread !== undefined && { thread_ts: thread }), ...drawing, ...asPlain }
        return only === undefined
          ? client.call('chat.postMessage', args, { signal })
          : client.call('chat.postEphemeral', { ...args, user: only }, { signal })
      })
      passed()
      const id = string(answer.ts) ?? string(answer.message_ts)
      if (id === undefined) throw new SendError({ kind: 'unknown' }, 'answered without a message')
      return sentTo({ ...target, channel: string(answer.channel) ?? channel }, id)
    } catch (error) {
      if (error instanceof SendError) throw error
      if (thread !== undefined && refusedFor(error, noThread)) {
        return deliver(drawing, { channel, ...(only !== undefined && { only }) }, signal)
      }
      if (only !== undefined && refusedFor(error, notThere)) {
        return deliver(drawing, { channel: await conversationWith(only, signal) }, signal)
      }
      throw failed(error, aimed(target))
    }
  }

  /** Gives false when that message can no longer be changed. */
  async function replace(drawing: Draw, target: Target, message: string, signal: AbortSignal): Promise<boolean> {
    const { channel, only } = target
    if (only !== undefined) return answers.replace(channel, privateId(message, only), drawing(), signal)
    try {
      await drawn(drawing, signal, (drawing) =>
        client.call('chat.update', { channel, ts: message, ...drawing, parse: 'none', link_names: false }, { signal }),
      )
      passed()
      return true
    } catch (error) {
      if (refusedFor(error, notEditable)) return false
      throw failed(error, { ...aimed(target), repeatable: true })
    }
  }

  async function onHome(to: Address, message: Message, signal: AbortSignal): Promise<Sent> {
    const person = to.only?.id ?? ''
    const target = { channel: person, person: true }
    const stored = await attempt(target, () => pictures(message, signal), true)
    const drawing: Draw = (more = {}) => draw(message, { pictures: (picture) => stored.get(picture), ...more })
    const answer = await attempt(
      target,
      () =>
        drawn(drawing, signal, ({ blocks }) =>
          client.call('views.publish', { user_id: person, view: { type: 'home', blocks } }, { signal }),
        ),
      true,
    )
    passed()
    return { place: to.place, message: string(shape(answer.view)?.id) ?? 'home' }
  }

  /** Without what Slack refuses of the blocks: pictures that are not ready or none, then links. */
  async function drawn<T>(drawing: Draw, signal: AbortSignal, send: (drawing: Drawing) => Promise<T>): Promise<T> {
    for (const pause of picturePauses) {
      try {
        return await send(drawing())
      } catch (error) {
        if (!refusedFor(error, wrongBlocks)) throw error
        if (!refusedAbout(error, slowPicture)) break
        await wait(pause, signal)
      }
    }
    try {
      return await send(drawing({ pictures: () => undefined }))
    } catch (error) {
      if (!refusedFor(error, wrongBlocks)) throw error
      return send(drawing({ pictures: () => undefined, links: false }))
    }
  }

  /**
   * Where it goes: what is for one person alone goes to that person's own conversation, or is seen by no other. So does
   * what takes the place of such a message.
   */
  async function aim(
    { place, only: named, replaces }: Address,
    message: Message,
    withFiles: boolean,
    signal: AbortSignal,
  ): Promise<Target> {
    const { channel, thread } = place
    const there = { channel, ...(thread !== undefined && ids.message.test(thread) && { thread }) }
    const only = named?.id ?? readMessageId(replaces ?? '')?.only
    if (only === undefined) {
      if (message.private && !isDirect(channel)) {
        throw new SendError({ kind: 'refused' }, 'a private message with nobody named for it')
      }
      return ids.person.test(channel) ? { ...there, channel: await conversationWith(channel, signal) } : there
    }
    if (isDirect(channel))
      return people.owner(channel) === only ? there : { channel: await conversationWith(only, signal) }
    // a file is never for one person alone
    return withFiles ? { channel: await conversationWith(only, signal) } : { ...there, only }
  }

  async function conversationWith(person: string, signal: AbortSignal): Promise<string> {
    const known = people.direct(person)
    if (known !== undefined) return known
    return attempt(
      { channel: person, person: true },
      async () => {
        const answer = await client.call('conversations.open', { users: person }, { signal })
        const channel = string(shape(answer.channel)?.id)
        if (!channel)
          throw new CallError('conversations.open', { kind: 'unsent', reason: 'answered without a conversation' })
        people.note(person, channel)
        return channel
      },
      true,
    )
  }

  function passed(): void {
    floods.passed()
    onClosed(undefined)
  }

  async function attempt<T>(
    where: { channel: string; person: boolean },
    work: () => Promise<T>,
    repeatable = false,
  ): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw failed(error, { ...where, repeatable })
    }
  }

  function failed(error: unknown, where: Parameters<typeof troubleOf>[1]): SendError {
    const closed = closedBy(error)
    if (closed !== undefined) onClosed(closed)
    return error instanceof SendError ? error : troubleOf(error, where, floods)
  }
}

function aimed({ channel, only }: Target): { channel: string; person: boolean } {
  return { channel, person: only !== undefined || isDirect(channel) }
}

function sentTo({ channel, thread, only }: Target, message: string): Sent {
  const place: Place = { platform: 'slack', channel, ...(thread !== undefined && { thread }) }
  return { place, message: only === undefined ? message : privateId(message, only) }
}
