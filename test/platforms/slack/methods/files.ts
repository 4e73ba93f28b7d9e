import { isObject } from '../../shared/json.ts'
import type { StoredFile } from '../files.ts'
import { integer, json, needed, text } from '../params.ts'
import { content, post } from '../posting.ts'
import { invalidArguments, Refusal } from '../refusal.ts'
import { openChannelOf } from '../target.ts'
import type { Method, World } from '../world.ts'

const largest = 1_000_000_000

/** files.getUploadURLExternal */
export const getUploadURLExternal: Method = (world, params) => {
  const name = needed(params, 'filename')
  needed(params, 'length')
  const length = integer(params, 'length', 0, 1, largest)
  const file = world.files.add(world.workspace.app.botUser, name, world.stamps.seconds(), length)
  return { upload_url: world.files.uploadUrl(file), file_id: file.id }
}

/** files.completeUploadExternal: shares the files in a channel, or keeps them private without one. */
export const completeUploadExternal: Method = (world, params, call) => {
  const given = json(params, 'files', 'invalid_arguments')
  if (!Array.isArray(given) || given.length === 0) throw invalidArguments('missing required field: files')
  const files = given.map((each) => uploaded(world, each))
  const id = text(params, 'channel_id')
  if (id !== undefined) {
    const channel = openChannelOf(world, { channel: id }, call)
    const thread = text(params, 'thread_ts')
    const comment = text(params, 'initial_comment')
    const words = { text: comment ?? ' ', ...(params.blocks !== undefined && { blocks: params.blocks }) }
    for (const file of files) file.channels.push(channel.id)
    const shown = files.map((file) => world.files.json(file))
    const body = { ...content(world, words), ...(comment === undefined && { text: '' }) }
    call.message = post(world, channel, body, thread === undefined ? {} : { thread }, shown).ts
  }
  for (const file of files) file.isShared = true
  return { files: files.map((file) => ({ ...world.files.json(file) })) }
}

function uploaded({ files }: World, given: unknown): StoredFile {
  const file = isObject(given) ? files.find(String(given.id)) : undefined
  if (!isObject(given) || !file?.data || file.isShared) throw new Refusal('file_not_found')
  if (typeof given.title === 'string') file.title = given.title
  return file
}

/** files.info */
export const info: Method = (world, params) => ({
  file: world.files.json(present(world, needed(params, 'file'))),
  comments: [],
  response_metadata: { next_cursor: '' },
})

/** files.delete */
export const deleteFile: Method = (world, params) => {
  const file = present(world, needed(params, 'file'))
  if (file.user !== world.workspace.app.botUser) throw new Refusal('cant_delete_file')
  file.isDeleted = true
  return {}
}

function present({ files }: World, id: string): StoredFile {
  const file = files.find(id)
  if (!file) throw new Refusal('file_not_found')
  if (file.isDeleted) throw new Refusal('file_deleted')
  return file
}
