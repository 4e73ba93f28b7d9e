import { isObject } from '../shared/json.ts'
import { keptBlocks } from './blocks/kept.ts'
import { kept } from './blocks/markup.ts'
import { checkBlocks } from './blocks/message.ts'
import { json, type Params, text } from './params.ts'
import { invalidArguments, Refusal } from './refusal.ts'
import type { Block, FileJson, Message, Metadata } from './wire.ts'
import type { Channel } from './workspace.ts'
import type { World } from './world.ts'

/** What a message of the app holds. */
export type Content = {
  text: string
  blocks?: Block[]
  metadata?: Metadata
  mrkdwn?: false
  parse?: 'none'
  files?: FileJson[]
}

const longest = 40_000
/** Most characters of all blocks together, as measured by others. */
const longestBlocks = 13_200

/** Reads text, blocks and metadata of a message. Throws a refusal for what Slack would not take. */
export function content(world: World, params: Params): Content {
  const words = text(params, 'text') ?? ''
  const blocks = blocksOf(world, params)
  if (words === '' && blocks === undefined && params.attachments === undefined) throw new Refusal('no_text')
  if (words.length > longest) throw new Refusal('msg_too_long')
  const metadata = metadataOf(params)
  return {
    text: kept(words, true),
    ...(blocks && { blocks }),
    ...(metadata && { metadata }),
    ...(text(params, 'mrkdwn') === 'false' && { mrkdwn: false }),
    ...(params.parse === 'none' && { parse: 'none' }),
  }
}

function blocksOf(world: World, params: Params): Block[] | undefined {
  const blocks = json(params, 'blocks', 'invalid_blocks_format')
  if (blocks === undefined) return undefined
  if (!Array.isArray(blocks)) throw new Refusal('invalid_blocks_format')
  if (blocks.length === 0) return undefined
  checkBlocks(blocks, world.files)
  if (JSON.stringify(blocks).length > longestBlocks) throw new Refusal('msg_blocks_too_long')
  return keptBlocks(blocks)
}

function metadataOf(params: Params): Metadata | undefined {
  const metadata = json(params, 'metadata', 'invalid_metadata_format')
  if (metadata === undefined) return undefined
  if (!isObject(metadata) || typeof metadata.event_type !== 'string' || !isObject(metadata.event_payload)) {
    throw invalidArguments('failed to match all allowed schemas [json-pointer:/metadata]')
  }
  return { event_type: metadata.event_type, event_payload: metadata.event_payload }
}

/** Where in a conversation a message stands; `broadcast` shows a reply in the channel too. */
export type Position = { thread?: string; broadcast?: boolean }

/** A message of the app, put into the channel, shown and told as an event. */
export function post(world: World, channel: Channel, body: Content, position: Position, files?: FileJson[]): Message {
  const message = compose(world, channel, body, position, files)
  channel.messages.set(message.ts, message)
  const parent = message.thread_ts === undefined ? undefined : channel.messages.get(message.thread_ts)
  if (parent) parent.reply_count = (parent.reply_count ?? 0) + 1
  world.screen.show(channel, message)
  world.journal.countSent(channel.id)
  world.events.message(channel, message)
  return message
}

/** A message of the app as only one person sees it; it is in no history and cannot be changed by its timestamp. */
export function whisper(world: World, channel: Channel, user: string, body: Content, position: Position): Message {
  const message = compose(world, channel, body, position)
  world.screen.show(channel, message, user)
  world.journal.countSent(channel.id)
  return message
}

function compose(
  world: World,
  channel: Channel,
  body: Content,
  { thread, broadcast }: Position,
  files?: FileJson[],
): Message {
  const { app, team, bot } = world.workspace
  if (thread !== undefined && !channel.messages.has(thread)) throw new Refusal('thread_not_found')
  const parent = thread === undefined ? undefined : channel.messages.get(thread)
  const { metadata, ...shown } = body
  return {
    type: 'message',
    ...(broadcast && { subtype: 'thread_broadcast' }),
    user: app.botUser,
    bot_id: app.botId,
    app_id: app.id,
    ts: world.stamps.next(),
    team: team.id,
    bot_profile: { id: app.botId, app_id: app.id, name: bot.name, deleted: false, team_id: team.id },
    ...shown,
    ...(metadata && { metadata }),
    ...(parent && { thread_ts: parent.thread_ts ?? parent.ts, parent_user_id: parent.user }),
    ...(files && { files }),
  }
}

/** Puts other content in place of a message of the app, shows it and tells it as an event. */
export function replace(world: World, channel: Channel, before: Message, body: Content): Message {
  const { blocks: _, mrkdwn: __, parse: ___, ...rest } = before
  const edited = { user: world.workspace.app.botUser, ts: world.stamps.next() }
  const message: Message = { ...rest, ...body, edited }
  channel.messages.set(message.ts, message)
  world.screen.change(channel, message)
  world.events.message(channel, changed(edited.ts, message, before))
  return message
}

/** Takes a message out of its channel and tells it as an event; a parent of replies stays as an empty shell. */
export function remove(world: World, channel: Channel, message: Message): void {
  const ts = world.stamps.next()
  world.screen.remove(channel.id, message.ts)
  if (message.reply_count) {
    const shell: Message = { ...message, subtype: 'tombstone', text: 'This message was deleted.', user: 'USLACKBOT' }
    delete shell.blocks
    channel.messages.set(message.ts, shell)
    world.events.message(channel, changed(ts, shell, message))
    return
  }
  channel.messages.delete(message.ts)
  const body = { subtype: 'message_deleted', hidden: true, deleted_ts: message.ts, previous_message: message, ts }
  world.events.message(channel, body)
}

/** The event of a message that changed. */
export const changed = (ts: string, message: Message, previous: Message) => ({
  subtype: 'message_changed',
  hidden: true,
  message,
  previous_message: previous,
  ts,
})
