import { Field, present } from '../check/field.ts'
import { type Draft, readDraft } from '../check/message.ts'
import { byAge } from '../ids.ts'
import { messageTypes } from '../messages.ts'
import { permissions } from '../permissions.ts'
import type { Channel } from '../places.ts'
import { refusal } from '../refusal.ts'
import { flags, type Message } from '../wire.ts'
import { channelOf, mayWrite, messageOf, need } from './reach.ts'
import { nothing, objectOf, ok, queryNumber, type Route } from './request.ts'

const settable = flags.suppressEmbeds | flags.silent | flags.componentsV2

/** POST /channels/:channel/messages */
export const createMessage: Route = (request) => {
  const { world, body, call } = request
  const channel = channelOf(request)
  mayWrite(world, channel)
  const draft = readDraft(objectOf(body), body.files, { settable })
  needContent(draft)
  const guild = world.places.guildOf(channel)
  if (guild && draft.files?.length) need(guild, 'attachFiles')
  checkReply(draft, channel)
  const known = draft.enforceNonce && draft.nonce !== undefined ? world.messages.withNonce(draft.nonce) : undefined
  if (known) {
    call.message = known.id
    return ok(known)
  }
  unarchive(channel)
  const message = world.messages.post({ channel, author: world.me, draft })
  call.message = message.id
  return ok(message)
}

/** Throws when there is nothing to be shown. */
export function needContent({ content, embeds, components, files }: Draft): void {
  if (!content && !embeds?.length && !components?.length && !files?.length) throw refusal('emptyMessage')
}

/** Finds what is replied to. Takes the reply away where it may be missing. */
function checkReply(draft: Draft, channel: Channel): void {
  const { reply } = draft
  if (!reply || channel.messages.has(reply.message)) return
  if (!reply.mustExist) {
    delete draft.reply
    return
  }
  const field = new Field(reply.message, ['message_reference'])
  field.wrong('REPLIES_UNKNOWN_MESSAGE', 'Unknown message')
  field.issues.settle()
}

function unarchive(channel: Channel): void {
  if (channel.thread) channel.thread.archived = false
}

/** PATCH /channels/:channel/messages/:message */
export const editMessage: Route = (request) => {
  const { world, body, call } = request
  const channel = channelOf(request)
  const before = messageOf(request, channel)
  call.message = before.id
  if (before.author.id !== world.me.id) throw refusal('notYours')
  if (channel.thread?.archived) throw refusal('archived')
  const draft = readDraft(objectOf(body), body.files, editRules(before))
  needSomething(before, draft)
  return ok(world.messages.change(before, draft))
}

/** What may be changed of a message. */
export const editRules = (before: Message) => ({
  settable: flags.suppressEmbeds | flags.componentsV2,
  layout: (before.flags & flags.componentsV2) !== 0,
})

/** Throws when the change would leave nothing to be shown. */
export function needSomething(before: Message, draft: Draft): void {
  const { content, embeds, components, attachments } = before
  needContent({
    ...draft,
    content: draft.content === undefined ? content : draft.content,
    embeds: draft.embeds ?? embeds,
    components: draft.components ?? components,
    files: draft.files ?? attachments.map(({ id }) => ({ id })),
  })
}

/** DELETE /channels/:channel/messages/:message */
export const deleteMessage: Route = (request) => {
  const { world, call } = request
  const channel = channelOf(request)
  const message = messageOf(request, channel)
  call.message = message.id
  if (message.author.id !== world.me.id) {
    const guild = world.places.guildOf(channel)
    if (!guild) throw refusal('notInDm')
    need(guild, 'manageMessages')
  }
  if (message.type === messageTypes.threadStarter) throw refusal('systemMessage')
  world.messages.remove(message)
  return nothing
}

/** A message as it is read later on: its nonce was for those who heard of it at once. */
const asRead = ({ nonce: _, ...message }: Message): Message => message

/** GET /channels/:channel/messages/:message */
export const getMessage: Route = (request) => ok(asRead(messageOf(request, channelOf(request))))

/** GET /channels/:channel/messages: the newest first, whatever was asked for. Nothing to a bot that may not read it. */
export const getMessages: Route = (request) => {
  const { query, world } = request
  const channel = channelOf(request)
  const guild = world.places.guildOf(channel)
  if (guild && (guild.permissions & permissions.readHistory) === 0n) return ok([])
  const limit = queryNumber(query, 'limit', 50, 100)
  const all = [...channel.messages.values()].sort((a, b) => byAge(b.id, a.id)).map(asRead)
  const { after, before, around } = present({
    after: query.get('after') ?? undefined,
    before: query.get('before') ?? undefined,
    around: query.get('around') ?? undefined,
  })
  if (after !== undefined) return ok(all.filter(({ id }) => byAge(id, after) > 0).slice(-limit))
  if (before !== undefined) return ok(all.filter(({ id }) => byAge(id, before) < 0).slice(0, limit))
  if (around === undefined) return ok(all.slice(0, limit))
  const middle = all.findIndex(({ id }) => byAge(id, around) <= 0)
  const start = Math.max(0, (middle < 0 ? all.length : middle) - Math.floor(limit / 2))
  return ok(all.slice(start, start + limit))
}

/** POST /channels/:channel/typing */
export const typing: Route = (request) => {
  mayWrite(request.world, channelOf(request))
  return nothing
}
