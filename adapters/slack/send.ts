import {
  type Address,
  type Message,
  type Part,
  type Place,
  SendError,
  type SendOptions,
  type Sent,
} from '../../src/chat.ts'
import { makeFloods } from '../shared/floods.ts'
import type { Wait } from '../shared/patience.ts'
import { shape, string } from '../shared/shape.ts'
import type { Answers } from './answers.ts'
import { ids, isDirect, privateId, readMessageId } from './base.ts'
import type { Client } from './client.ts'
import type { People } from './people.ts'
import type { Seal } from './press.ts'
import { type Drawing, type DrawOptions, draw, type FilePart, isBeside, isDrawable } from './render.ts'
import type { Store } from './stored.ts'
import { closedBy, refusedAbout, refusedFor, troubleOf } from './trouble.ts'

export type SenderOptions = {
  client: Client
  people: People
  answers: Answers
  store: Store
  seal: Seal
  wait: Wait
  /** Told what people have to mend, or that all is well again. */
  onClosed(trouble: string | undefined): void
}

/** Where a message goes, and for whose eyes. */
type Target = { channel: string; thread?: string; only?: string }

/** A message for all that is there. */
type Posted = { target: Target; message: string }

const notEditable = /^(message_not_found|cant_update_message|edit_window_closed|channel_not_found|is_inactive)$/
const notThere =
  /^(user_not_in_channel|not_in_channel|channel_not_found|is_archived|restricted_action\w*|method_not_supported_for_channel_type)$/
const noThread = /^(thread_not_found|cannot_reply_to_message|restricted_action_thread_locked)$/
const wrongBlocks = /^(invalid_blocks|invalid_blocks_format|msg_blocks_too_long)$/
/** Slack looks at a new file for a while before it can be shown: pauses until it is asked again, in milliseconds. */
const filePauses = [250, 500, 1_000, 2_000]
/** Most deliveries whose beginning is remembered while their files are still to come. */
const mostBegun = 500

/** Never read as markup, never with previews. */
const asPlain = { parse: 'none', link_names: false, mrkdwn: false, unfurl_links: false, unfurl_media: false } as const

/** Sends messages. Throws `SendError` alone. */
export function makeSender(options: SenderOptions) {
  const { client, people, answers, store, seal, wait, onClosed } = options
  const floods = makeFloods()
  /** Messages that are there already, though their files are not: by key of the delivery. */
  const begun = new Map<string, Posted>()

  return async (to: Address, message: Message, { key, signal }: SendOptions): Promise<Sent> => {
    if (!isDrawable(message)) throw new SendError({ kind: 'refused' }, 'a message that cannot be shown')
    if (to.home) return onHome(to, message, signal)
    const withFiles = (message.parts ?? []).some(isBeside)
    const before = begun.get(key)
    const target = before?.target ?? (await aim(to, message, withFiles, signal))
    const replaces = before?.message ?? to.replaces
    const { drawing, files } = await prepare(target, message, signal)
    const old = replaces === undefined ? undefined : readMessageId(replaces)
    if (old && old.only === target.only && (await replace(drawing, target, old.message, files, signal))) {
      begun.delete(key)
      return sentTo(target, old.message)
    }
    const sent = await deliver(drawing, target, signal)
    if (files.length === 0) return sent
    const posted = { target: { channel: sent.place.channel, ...withThread(target.thread) }, message: sent.message }
    remember(key, posted)
    await attach(drawing, posted, files, signal)
    begun.delete(key)
    return sent
  }

  function remember(key: string, posted: Posted): void {
    begun.set(key, posted)
    const [oldest] = begun.keys()
    if (begun.size > mostBegun && oldest !== undefined) begun.delete(oldest)
  }

  /** Puts what belongs to the message into Slack's store. `files` are those that stand beside it. */
  async function prepare(
    target: Target,
    message: Message,
    signal: AbortSignal,
  ): Promise<{ drawing: Draw; files: string[] }> {
    const stored = await attempt(aimed(target), () => store(message, signal), true)
    const { only } = target
    const marked = only === undefined ? {} : { seal: (value: string) => seal(value, only) }
    const drawing: Draw = (more = {}) => draw(message, { stored: (part) => stored.get(part), ...marked, ...more })
    const files = (message.parts ?? []).filter(isBeside).flatMap((part) => stored.get(part) ?? [])
    return { drawing, files }
  }

  /** Adds files to a message. Where Slack will not have them, the message tells their names. */
  async function attach(
    drawing: Draw,
    { target, message }: Posted,
    files: string[],
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await replace(drawing, target, message, files, signal)
    } catch (error) {
      if (!(error instanceof SendError) || error.trouble.kind !== 'refused') throw error
      await replace((more) => drawing({ ...more, stored: () => undefined }), target, message, [], signal)
    }
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
  async function replace(
    drawing: Draw,
    target: Target,
    message: string,
    files: string[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const { channel, only } = target
    if (only !== undefined) return answers.replace(channel, privateId(message, only), drawing(), signal)
    const more = { parse: 'none', link_names: false, ...(files.length > 0 && { file_ids: files }) }
    try {
      await drawn(drawing, signal, (drawing) =>
        client.call('chat.update', { channel, ts: message, ...drawing, ...more }, { signal }),
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
    const target = { channel: person }
    // nothing can stand beside a page
    const parts = (message.parts ?? []).map(
      (part): Part => (isBeside(part) ? { kind: 'facts', rows: [['', part.name]] } : part),
    )
    const { drawing } = await prepare(target, { ...message, parts }, signal)
    const answer = await attempt(
      { channel: person, person: true },
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
    for (const pause of filePauses) {
      try {
        return await send(drawing())
      } catch (error) {
        if (!isNotReady(error)) {
          if (refusedFor(error, wrongBlocks)) break
          throw error
        }
        await wait(pause, signal)
      }
    }
    try {
      return await send(drawing({ stored: withoutPictures }))
    } catch (error) {
      if (!refusedFor(error, wrongBlocks)) throw error
      return send(drawing({ stored: withoutPictures, links: false }))
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

  function conversationWith(person: string, signal: AbortSignal): Promise<string> {
    return attempt({ channel: person, person: true }, () => people.open(person, signal), true)
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

const withThread = (thread: string | undefined) => (thread === undefined ? {} : { thread })

/** Files beside a message are none of its pictures. */
const withoutPictures = (part: FilePart) => (isBeside(part) ? part.file : undefined)

function isNotReady(error: unknown): boolean {
  return refusedFor(error, /^file_not_found$/) || (refusedFor(error, wrongBlocks) && refusedAbout(error, /slack file/i))
}

function aimed({ channel, only }: Target): { channel: string; person: boolean } {
  return { channel, person: only !== undefined || isDirect(channel) }
}

function sentTo({ channel, thread, only }: Target, message: string): Sent {
  const place: Place = { platform: 'slack', channel, ...(thread !== undefined && { thread }) }
  return { place, message: only === undefined ? message : privateId(message, only) }
}
