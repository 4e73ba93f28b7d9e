import { type Shape, shape, string } from '../../../adapters/shared/shape.ts'
import { clip, literal } from '../../../adapters/shared/text.ts'
import type { Happening, Person, Place, SentFile } from '../../../src/chat.ts'

/** The bot itself. */
export type Me = { id: string; name: string }

const platform = 'mattermost'
const longest = 16_000

/** Ids of Mattermost: anything else is not asked about, as it would become part of an address. */
export const isId = (id: unknown): id is string => typeof id === 'string' && /^[a-z0-9]{26}$/.test(id)

export const placeOf = (channel: string, root?: unknown): Place => ({
  platform,
  channel,
  ...(isId(root) && { thread: root }),
})

/** What is known of a post beside what stands in it. `name` of its author, where it is told. */
export type Around = { direct: boolean; name?: string | undefined }

/**
 * What a post is to us: something said, or undefined for our own, for notices of Mattermost, and for what is said in a
 * channel without our name. Never throws.
 */
export function readPost(given: unknown, around: Around, me: Me): Happening | undefined {
  const read = readBase(given, around, me)
  if (!read) return undefined
  const { base, post, text, called } = read
  const files = readFiles(post)
  if (text === '' && files.length === 0 && base.direct) return undefined
  return {
    ...base,
    kind: 'said',
    text,
    message: base.id,
    ...(files.length > 0 && { files }),
    ...(base.where.thread !== undefined && { inReplyTo: base.where.thread }),
    ...(called && { called: true }),
  }
}

export function readEdit(given: unknown, around: Around, me: Me): Happening | undefined {
  const read = readBase(given, around, me)
  if (!read || !(Number(read.post.edit_at) > 0)) return undefined
  const { base, post, text } = read
  const at = new Date(Number(post.edit_at))
  return { ...base, id: `edit:${base.id}:${at.getTime()}`, at, kind: 'edited', message: base.id, text }
}

export function readDeletion(given: unknown, around: Around, me: Me): Happening | undefined {
  const { base } = readBase(given, around, me) ?? {}
  return base && { ...base, id: `delete:${base.id}`, kind: 'deleted', message: base.id }
}

type Base = Pick<Happening, 'id' | 'who' | 'where' | 'at' | 'direct'>

function readBase(given: unknown, { direct, name }: Around, me: Me) {
  const post = shape(given)
  if (!post || !isId(post.id) || !isId(post.user_id) || !isId(post.channel_id)) return undefined
  const isOthers = shape(post.props)?.from_bot === 'true' || string(post.type)?.startsWith('system_')
  if (post.user_id === me.id || isOthers) return undefined
  const base: Base = {
    id: post.id,
    who: personOf(post.user_id, name),
    where: placeOf(post.channel_id, post.root_id),
    at: new Date(Number(post.create_at) || 0),
    direct,
  }
  const written = literal(string(post.message) ?? '')
  const mention = new RegExp(`(^|\\s)@${me.name}(?![\\w.-])[,:]?`, 'i')
  if (!direct && !mention.test(written)) return undefined
  const text = clip((direct ? written : written.replace(mention, '')).trim(), longest)
  return { base, post, text, called: !direct && written.trimStart().search(mention) === 0 }
}

function readFiles(post: Shape): SentFile[] {
  const files = shape(post.metadata)?.files
  return (Array.isArray(files) ? files : []).map(shape).flatMap((file) => {
    if (!file || !isId(file.id)) return []
    const size = Number(file.size)
    const media = string(file.mime_type) ?? 'application/octet-stream'
    return [{ id: file.id, name: literal(string(file.name) ?? 'file'), media, ...(size >= 0 && { size }) }]
  })
}

export function personOf(id: string, name: string | undefined): Person {
  const known = literal(name ?? '').replace(/^@/, '')
  return { platform, id, ...(known !== '' && { name: known }) }
}
