import { type Address, type Message, type Part, SendError, type SendOptions, type Sent } from '../../src/chat.ts'
import type { Floods } from '../shared/floods.ts'
import type { Wait } from '../shared/patience.ts'
import { type Shape, shape, string } from '../shared/shape.ts'
import type { Answers } from './answers.ts'
import { privateId, readMessageId } from './base.ts'
import { CallError, type Client } from './client.ts'
import { type Draw, sendDrawn } from './drawn.ts'
import { findMarked, type Mark, markOf } from './earlier.ts'
import type { People } from './people.ts'
import type { Seal } from './press.ts'
import { type Drawing, draw, isBeside, isDrawable } from './render.ts'
import type { Store } from './stored.ts'
import { aim, aimedAt, sentTo, type Target } from './target.ts'
import { type Aimed, closedBy, refusedFor, troubleOf } from './trouble.ts'

export type SenderOptions = {
  client: Client
  people: People
  answers: Answers
  store: Store
  seal: Seal
  floods: Floods
  wait: Wait
  /** Told what people have to mend, or that all is well again. */
  onClosed(trouble: string | undefined): void
}

/**
 * A message that is ready to be said; `files` are the ids of those that stand beside it. `again`: an earlier try may have
 * left it there.
 */
type Ready = { target: Target; drawing: Draw; files: string[]; mark: Mark; again: boolean }

type Prepared = Omit<Ready, 'mark' | 'again'>

/** What was sent; `whole` when its files are there already. */
type Delivered = Sent & { whole?: boolean }

const notEditable = /^(message_not_found|cant_update_message|edit_window_closed|channel_not_found|is_inactive)$/
const notThere =
  /^(user_not_in_channel|not_in_channel|channel_not_found|is_archived|restricted_action\w*|method_not_supported_for_channel_type)$/
const noThread = /^(thread_not_found|cannot_reply_to_message|restricted_action_thread_locked)$/
/** Most deliveries whose beginning is remembered while their files are still to come. */
const mostBegun = 500

/** Never read as markup, never with previews. */
const asPlain = { parse: 'none', link_names: false }
const quiet = { mrkdwn: false, unfurl_links: false, unfurl_media: false }

/** Sends messages. Throws `SendError` alone. */
export function makeSender({ client, people, answers, store, seal, floods, wait, onClosed }: SenderOptions) {
  /** Messages that are there already, though their files are not: by key of the delivery. */
  const begun = new Map<string, { target: Target; message: string }>()

  return async (to: Address, message: Message, { key, signal, again }: SendOptions): Promise<Sent> => {
    if (!isDrawable(message)) throw new SendError({ kind: 'refused' }, 'a message that cannot be shown')
    if (to.home) return onHome(to, message, signal)
    const withFiles = (message.parts ?? []).some(isBeside)
    const open = (person: string) => openConversation(person, signal)
    const before = begun.get(key)
    const target = before?.target ?? (await aim(to, message, { withFiles, people, open }))
    const ready = { ...(await prepare(target, message, signal)), mark: markOf(key, message), again: again === true }
    const old = readMessageId(before?.message ?? to.replaces ?? '')
    if (old && old.only === target.only && (await replace(ready, old.message, signal))) {
      begun.delete(key)
      return sentTo(target, old.message)
    }
    const { whole = false, ...sent } = await deliver(ready, signal)
    if (ready.files.length > 0 && !whole)
      await attach(key, { ...ready, target: { ...target, ...sent.place } }, sent.message, signal)
    return sent
  }

  /** Puts what belongs to the message into Slack's store. */
  async function prepare(target: Target, message: Message, signal: AbortSignal): Promise<Prepared> {
    const stored = await attempt({ ...aimedAt(target), repeatable: true }, () => store(message, signal))
    const { only } = target
    const marked = only === undefined ? {} : { seal: (value: string) => seal(value, only) }
    const drawing: Draw = (less = {}) => draw(message, { stored: (part) => stored.get(part), ...marked, ...less })
    const files = (message.parts ?? []).filter(isBeside).flatMap((part) => stored.get(part) ?? [])
    return { target, drawing, files }
  }

  /** A new message; beside its thread when that is gone, and in the person's own conversation when he is not there. */
  async function deliver(ready: Ready, signal: AbortSignal): Promise<Delivered> {
    const { target, drawing, mark } = ready
    const { channel, thread, only } = target
    const earlier = ready.again ? await findEarlier(target, mark, signal) : undefined
    if (earlier) return earlier
    let answer: Shape
    try {
      answer = await sendDrawn(drawing, (drawn) => post(target, drawn, mark, signal), { wait, signal })
    } catch (error) {
      if (thread !== undefined && refusedFor(error, noThread)) {
        return deliver({ ...ready, target: { channel, ...(only !== undefined && { only }) } }, signal)
      }
      if (only !== undefined && refusedFor(error, notThere)) {
        return deliver({ ...ready, target: { channel: await openConversation(only, signal) } }, signal)
      }
      throw failed(error, aimedAt(target))
    }
    passed()
    const id = string(answer.ts) ?? string(answer.message_ts)
    if (id === undefined) throw new SendError({ kind: 'unknown' }, 'answered without a message')
    return sentTo({ ...target, channel: string(answer.channel) ?? channel }, id)
  }

  /** What an earlier try has left there. Where Slack does not let us look, nobody knows of any. */
  async function findEarlier(target: Target, mark: Mark, signal: AbortSignal): Promise<Delivered | undefined> {
    if (target.only !== undefined) return undefined
    try {
      const found = await findMarked(client, target, mark, signal)
      const id = string(found?.ts)
      if (id === undefined) return undefined
      return { ...sentTo(target, id), whole: Array.isArray(found?.files) && found.files.length > 0 }
    } catch (error) {
      if (error instanceof CallError && error.failure.kind === 'refused') return undefined
      throw failed(error, { ...aimedAt(target), repeatable: true })
    }
  }

  function post(
    { channel, thread, only }: Target,
    drawing: Drawing,
    metadata: Mark,
    signal: AbortSignal,
  ): Promise<Shape> {
    const args = { channel, ...(thread !== undefined && { thread_ts: thread }), ...drawing, ...asPlain }
    if (only === undefined) return client.call('chat.postMessage', { ...args, ...quiet, metadata }, { signal })
    return client.call('chat.postEphemeral', { ...args, user: only }, { signal })
  }

  /** Gives false when that message can no longer be changed. */
  async function replace({ target, drawing, files }: Prepared, message: string, signal: AbortSignal): Promise<boolean> {
    const { channel, only } = target
    if (only !== undefined) return answers.replace(channel, privateId(message, only), drawing(), signal)
    const more = { ...asPlain, ...(files.length > 0 && { file_ids: files }) }
    const update = (drawn: Drawing) =>
      client.call('chat.update', { channel, ts: message, ...drawn, ...more }, { signal })
    try {
      await sendDrawn(drawing, update, { wait, signal })
    } catch (error) {
      if (refusedFor(error, notEditable)) return false
      throw failed(error, { ...aimedAt(target), repeatable: true })
    }
    passed()
    return true
  }

  /**
   * Adds files to a message that is there. It is remembered until they are, so that it is not said again. Where Slack
   * will not have them, the message tells their names.
   */
  async function attach(key: string, ready: Prepared, message: string, signal: AbortSignal): Promise<void> {
    begun.set(key, { target: ready.target, message })
    const [oldest] = begun.keys()
    if (begun.size > mostBegun && oldest !== undefined) begun.delete(oldest)
    try {
      await replace(ready, message, signal)
    } catch (error) {
      if (!(error instanceof SendError) || error.trouble.kind !== 'refused') throw error
      const drawing: Draw = (less) => ready.drawing({ ...less, stored: () => undefined })
      await replace({ ...ready, drawing, files: [] }, message, signal)
    }
    begun.delete(key)
  }

  async function onHome(to: Address, message: Message, signal: AbortSignal): Promise<Sent> {
    const person = to.only?.id ?? ''
    // nothing can stand beside a page
    const named = (part: Part): Part => (isBeside(part) ? { kind: 'facts', rows: [['', part.name]] } : part)
    const { drawing } = await prepare(
      { channel: person },
      { ...message, parts: (message.parts ?? []).map(named) },
      signal,
    )
    const publish = ({ blocks }: Drawing) =>
      client.call('views.publish', { user_id: person, view: { type: 'home', blocks } }, { signal })
    const where = { channel: person, person: true, repeatable: true }
    const answer = await attempt(where, () => sendDrawn(drawing, publish, { wait, signal }))
    passed()
    return { place: to.place, message: string(shape(answer.view)?.id) ?? 'home' }
  }

  function openConversation(person: string, signal: AbortSignal): Promise<string> {
    return attempt({ channel: person, person: true, repeatable: true }, () => people.open(person, signal))
  }

  function passed(): void {
    floods.passed()
    onClosed(undefined)
  }

  async function attempt<T>(where: Aimed, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw failed(error, where)
    }
  }

  function failed(error: unknown, where: Aimed): SendError {
    const closed = closedBy(error)
    if (closed !== undefined) onClosed(closed)
    return error instanceof SendError ? error : troubleOf(error, where, floods)
  }
}
