import type { Happening, Person, Place } from '../../src/chat.ts'
import { type Shape, shape, string } from '../shared/shape.ts'
import { clip } from '../shared/text.ts'
import { ids, isDirect, type Me, privateId, readPerson, readPlace, readTime, readToken } from './base.ts'
import type { Filled } from './form.ts'
import { readMessageEvent } from './message.ts'
import { isSealed, type Meaning, meaningOf, type Seal } from './press.ts'
import { printable } from './text.ts'
import { plainWords } from './words.ts'

/** Something Slack told us: an event, a slash command or an interaction. */
export type Envelope = { type: 'events_api' | 'slash_commands' | 'interactive'; body: Shape }

/** What of it all is needed to read an envelope; `now` stands in where no time is told. */
export type Reading = { me: Me; seal: Seal; now: Date; home: (person: string) => string }

const longestArgs = 4_000
const longestCommand = 32

/** Who did it, where and when: what every kind of happening has in common. */
type Base = { id: string; who: Person; where: Place; at: Date; direct: boolean }

/** What a slash command asks for: `/regulars earn 5` is `earn` with `5`, and without a word it is `help`. */
export type Asked = Base & { kind: 'asked'; command: string; args: string }

/** A pressed button; `trigger` lets a modal be opened; `answer` is where a message for one person alone is changed. */
export type Pressed = Base & {
  meaning: Meaning
  message?: string
  trigger: string
  answer?: string
}

/** An event as something a person did, or undefined when it is nothing to us. Never throws. */
export function readEvent(body: Shape, { me, now, home }: Reading): Happening | undefined {
  const event = shape(body.event)
  if (!event) return undefined
  if (event.type === 'app_home_opened')
    return event.tab === 'home' ? readOpening(body, event, me, now, home) : undefined
  return event.type === 'message' || event.type === 'app_mention' ? readMessageEvent(event, me, now) : undefined
}

function readOpening(body: Shape, event: Shape, me: Me, now: Date, home: Reading['home']): Happening | undefined {
  const who = readPerson(event.user, me)
  const id = readToken(body.event_id)
  if (!who || !id) return undefined
  const where = readPlace(event.channel, undefined) ?? { platform: 'slack', channel: home(who.id) }
  return { id, who, where, at: readTime(event.event_ts) ?? now, direct: true, kind: 'opened' }
}

/** A slash command; undefined when it is not shaped as one. */
export function readCommand(body: Shape, { me, now }: Reading): (Asked & { trigger: string }) | undefined {
  const who = readPerson(body.user_id, me)
  const where = readPlace(body.channel_id, undefined)
  const trigger = readToken(body.trigger_id)
  if (!who || !where || !trigger) return undefined
  const text = printable(plainWords(string(body.text) ?? '', (id) => `slack:${id}`)).trim()
  const [, name = 'help', args = ''] = /^\/?(\S+)(?:\s([\s\S]*))?$/.exec(text) ?? []
  return {
    id: `command:${trigger}`,
    who,
    where,
    at: now,
    direct: isDirect(where.channel),
    kind: 'asked',
    command: clip(name.toLowerCase(), longestCommand),
    args: clip(args, longestArgs).trim(),
    trigger,
  }
}

/**
 * A pressed button of a message of ours or of our page; undefined for anything else, and for a button of a private
 * message that was made for somebody else.
 */
export function readPress(body: Shape, { me, seal, now, home }: Reading): Pressed | undefined {
  const who = readPerson(shape(body.user)?.id, me)
  const trigger = readToken(body.trigger_id)
  const container = shape(body.container)
  const [action] = Array.isArray(body.actions) ? body.actions.map(shape) : []
  const meaning = meaningOf(action)
  if (body.type !== 'block_actions' || !who || !trigger || !container || !action || !meaning) return undefined
  const common = { id: `press:${trigger}`, who, meaning, trigger, at: readTime(action.action_ts) ?? now }
  if (container.type === 'view') {
    const view = shape(body.view)
    if (view?.type !== 'home' || view.bot_id !== me.bot || !isAmong(action, view.blocks)) return undefined
    const where = { platform: 'slack', channel: home(who.id) }
    return { ...common, where, direct: true }
  }
  const ephemeral = container.is_ephemeral === true
  const message = shape(body.message)
  const where = readPlace(
    shape(body.channel)?.id ?? container.channel_id,
    message ?? { ...container, ts: container.message_ts },
  )
  const id = string(container.message_ts)
  if (!where || !id || !ids.message.test(id)) return undefined
  if (ephemeral ? !isSealed(action, who.id, seal) : !isOurs(message, me) || !isAmong(action, message?.blocks))
    return undefined
  // any other message can be changed by its id
  const answer = ephemeral ? string(body.response_url) : undefined
  const known = ephemeral ? privateId(id, who.id) : id
  return { ...common, where, direct: isDirect(where.channel), message: known, ...(answer && { answer }) }
}

function isOurs(message: Shape | undefined, me: Me): boolean {
  if (!message) return false
  const { bot_id: bot, user } = message
  return bot === undefined ? user === undefined || user === me.user : bot === me.bot
}

/** Whether those blocks have that very button. Slack tells the blocks, so that nobody can press what is not there. */
function isAmong({ action_id, value }: Shape, blocks: unknown): boolean {
  if (blocks === undefined) return true
  if (!Array.isArray(blocks)) return false
  return blocks.some((block: unknown) => {
    const elements = shape(block)?.elements
    if (!Array.isArray(elements)) return false
    return elements.map(shape).some((element) => element?.action_id === action_id && element?.value === value)
  })
}

/** A form that was sent off. One form is filled in once, however often it is sent. */
export function readFilled(
  body: Shape,
  { opened, values, files }: Filled,
  { me, now }: Reading,
): Happening | undefined {
  const who = readPerson(shape(body.user)?.id, me)
  const view = readToken(shape(body.view)?.id)
  const where = readPlace(opened.channel, { thread_ts: opened.thread })
  if (!who || !view || !where) return undefined
  const { form, about, message } = opened
  return {
    id: `form:${view}`,
    who,
    where,
    at: now,
    direct: isDirect(where.channel),
    kind: 'filled',
    form,
    values,
    ...(about !== undefined && { about }),
    ...(Object.keys(files).length > 0 && { files }),
    ...(message !== undefined && { message }),
  }
}
