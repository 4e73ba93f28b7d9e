import type { Happening, Person, Place } from '../../src/chat.ts'
import { type Shape, shape, string } from '../shared/shape.ts'
import { clip } from '../shared/text.ts'
import { ids, isDirect, type Me, readPerson, readPlace, readTime } from './base.ts'
import { readFiles } from './files.ts'
import { printable } from './text.ts'
import { plainWords } from './words.ts'

/** What is a message of a person's own, besides those without a kind. */
const said = new Set<unknown>([undefined, 'file_share', 'thread_broadcast', 'me_message'])

const longestText = 8_000

/**
 * A message, an edit or a deletion. Of what is said in a channel only mentions of us count. There a message comes as
 * `message` and as `app_mention`: the second is read, and of the first what became of it. Undefined for bots, for
 * ourselves and for notices of Slack.
 */
export function readMessageEvent(event: Shape, me: Me, now: Date): Happening | undefined {
  if (event.subtype === 'message_changed') return readChange(event, me, now)
  if (event.subtype === 'message_deleted') return readDeletion(event, event.previous_message, me, now)
  if (!said.has(event.subtype)) return undefined
  const base = readBase(event, event.channel, me, now)
  if (!base) return undefined
  const written = string(event.text) ?? ''
  const rest = withoutMention(written, me)
  if (!base.direct && (rest === undefined || event.type !== 'app_mention')) return undefined
  const text = wordsOf(event, rest ?? written)
  const files = readFiles(event.files)
  const replyTo = base.direct ? undefined : readPerson(event.parent_user_id, me)
  const common = {
    ...base,
    ...(files.length > 0 && { files }),
    ...(replyTo && replyTo.id !== base.who.id && { replyTo }),
    ...(base.where.thread !== undefined && { inReplyTo: base.where.thread }),
  }
  const asked = /^\/([A-Za-z0-9_-]{1,32})(?:\s([\s\S]*))?$/.exec(text.trim())
  if (asked) {
    const [, name = '', args = ''] = asked
    const mentioned = args === '' ? '' : wordsOf(event, writtenArgs(written), (id) => `slack:${id}`)
    return { ...common, kind: 'asked', command: name.toLowerCase(), args: mentioned.trim() }
  }
  if (text === '' && files.length === 0 && base.direct) return undefined
  return { ...common, kind: 'said', text, ...(!base.direct && begins(written, me) && { called: true }) }
}

function mentionOf({ user }: Me): RegExp {
  return new RegExp(`<@${user}(?:\\|[^<>]*)?>`)
}

/** What is said besides our name; undefined when that is not said. */
function withoutMention(written: string, me: Me): string | undefined {
  const mention = mentionOf(me)
  return mention.test(written) ? written.replace(mention, '').replace(/^[\s,:]+|\s+$/g, '') : undefined
}

/** Whether it begins with our name. */
function begins(written: string, me: Me): boolean {
  return written.trimStart().search(mentionOf(me)) === 0
}

/** Whether that is a message to us: in a channel one that has our name in it. */
function isToUs(base: Base | undefined, me: Me, ...versions: (Shape | undefined)[]): base is Base {
  return base?.direct || (base !== undefined && versions.some((each) => mentionOf(me).test(string(each?.text) ?? '')))
}

/** What stands behind the command, as Slack wrote it. */
function writtenArgs(written: string): string {
  return /\/[A-Za-z0-9_-]{1,32}\s([\s\S]*)$/.exec(written)?.[1] ?? ''
}

type Base = { id: string; who: Person; where: Place; at: Date; direct: boolean; message: string }

function readBase(message: Shape, channel: unknown, me: Me, now: Date): Base | undefined {
  const who = message.bot_id === undefined || message.bot_id === null ? readPerson(message.user, me) : undefined
  const where = readPlace(channel, message)
  const ts = string(message.ts)
  if (!who || !where || !ts || !ids.message.test(ts)) return undefined
  const direct = isDirect(where.channel)
  return { id: `${where.channel}:${ts}`, who, where, at: readTime(ts) ?? now, direct, message: ts }
}

function readChange(event: Shape, me: Me, now: Date): Happening | undefined {
  const [message, before] = [shape(event.message), shape(event.previous_message)]
  if (!message) return undefined
  // what others answered to stays as an empty shell
  if (message.subtype === 'tombstone') return readDeletion(event, before, me, now)
  if (!said.has(message.subtype) || message.text === before?.text) return undefined
  const base = readBase(message, event.channel, me, now)
  if (!isToUs(base, me, message, before)) return undefined
  const { message: id, ...common } = base
  const stamps = [shape(message.edited)?.ts, event.event_ts, event.ts].map(string)
  const stamp = stamps.find((each) => each !== undefined && ids.message.test(each)) ?? 'changed'
  const written = string(message.text) ?? ''
  const text = wordsOf(message, withoutMention(written, me) ?? written)
  return {
    ...common,
    id: `${base.id}:${stamp}`,
    at: readTime(stamp) ?? now,
    kind: 'edited',
    message: id,
    text,
  }
}

function readDeletion(event: Shape, previous: unknown, me: Me, now: Date): Happening | undefined {
  const before = shape(previous)
  const base = before && said.has(before.subtype) ? readBase(before, event.channel, me, now) : undefined
  if (!isToUs(base, me, before)) return undefined
  const { message, ...common } = base
  const at = readTime(event.event_ts ?? event.ts) ?? now
  return { ...common, id: `${base.id}:deleted`, at, kind: 'deleted', message }
}

function wordsOf(message: Shape, written: string, person?: (id: string) => string): string {
  return clip(printable(withEmoji(plainWords(written, person), message.blocks)), longestText)
}

/** Slack writes `:smile:` for the emoji that people type, and tells beside it which one that was. */
function withEmoji(text: string, blocks: unknown): string {
  const known = new Map<string, string>()
  collectEmoji(blocks, known, 0)
  return known.size === 0
    ? text
    : text.replace(/:([\w+'-]+(?:::[\w-]+)?):/g, (all, name: string) => known.get(name) ?? all)
}

const deepest = 8

function collectEmoji(node: unknown, known: Map<string, string>, depth: number): void {
  if (depth > deepest) return
  if (Array.isArray(node)) {
    for (const each of node) collectEmoji(each, known, depth + 1)
    return
  }
  const element = shape(node)
  if (!element) return
  const [name, unicode] = [string(element.name), string(element.unicode)]
  if (element.type === 'emoji' && name && unicode && /^[0-9a-f]{2,5}(-[0-9a-f]{2,5})*$/i.test(unicode)) {
    known.set(
      name,
      String.fromCodePoint(...unicode.split('-').map((code) => Math.min(Number.parseInt(code, 16), 0x10ffff))),
    )
  }
  collectEmoji(element.elements, known, depth + 1)
}
