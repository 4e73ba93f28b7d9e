import { documentOf, photoSizes } from '../attachments.ts'
import { content } from '../content.ts'
import type { StoredFile } from '../files.ts'
import { type Params, text } from '../params.ts'
import { badRequest } from '../refusal.ts'
import { openChatOf } from '../target.ts'
import type { Message } from '../wire.ts'
import type { Method, World } from '../world.ts'
import { post } from './send.ts'

/** Most bytes of a photo, and most pixels of both sides together. */
const maxPhoto = 10_485_760
const maxSides = 10_000
const maxRatio = 20

/** The file that a parameter names: an upload, or one that the server knows by its id. */
function fileOf(world: World, params: Params, kind: StoredFile['kind']): StoredFile {
  const given = text(params, kind)
  if (!given) throw badRequest(`there is no ${kind} in the request`)
  if (given.startsWith('attach://')) {
    const upload = params.files.get(given.slice('attach://'.length))
    if (!upload) throw badRequest(`there is no ${kind} in the request`)
    if (upload.data.length === 0) throw badRequest('file must be non-empty')
    return world.files.add(kind, upload.name, upload.type, upload.data)
  }
  const known = world.files.find(given)
  if (!known) throw badRequest('wrong file identifier/HTTP URL specified')
  if (known.kind !== kind) throw badRequest(`can't use file of type ${known.kind} as ${kind}`)
  return known
}

function checkPhoto({ data, size }: StoredFile): void {
  if (data.length > maxPhoto) throw badRequest('file is too big')
  if (!size) throw badRequest('IMAGE_PROCESS_FAILED')
  const { width, height } = size
  if (width + height > maxSides || Math.max(width / height, height / width) > maxRatio) {
    throw badRequest('PHOTO_INVALID_DIMENSIONS')
  }
}

function caption(params: Params): Partial<Message> {
  const { text: shown, entities } = content(params, 'caption')
  return { ...(shown && { caption: shown }), ...(entities.length > 0 && { caption_entities: entities }) }
}

/** The photo that the parameters tell of, with what stands under it, as it stands in a message. */
export function photoIn(world: World, params: Params): Partial<Message> {
  const file = fileOf(world, params, 'photo')
  checkPhoto(file)
  return { photo: photoSizes(file), ...caption(params) }
}

/** sendPhoto */
export const sendPhoto: Method = (world, params, call) => {
  const conversation = openChatOf(world, params, call)
  return JSON.stringify(post(world, params, call, conversation, photoIn(world, params)))
}

/** sendDocument */
export const sendDocument: Method = (world, params, call) => {
  const conversation = openChatOf(world, params, call)
  const file = fileOf(world, params, 'document')
  return JSON.stringify(post(world, params, call, conversation, { document: documentOf(file), ...caption(params) }))
}

const maxDownload = 20_971_520

/** getFile: where a file can be fetched, if it is not too large for that. */
export const getFile: Method = (world, params) => {
  const file = world.files.find(text(params, 'file_id') ?? '')
  if (!file) throw badRequest('invalid file_id')
  if (file.data.length > maxDownload) throw badRequest('file is too big')
  const { file_id, file_unique_id, file_path } = file
  return JSON.stringify({ file_id, file_unique_id, file_size: file.data.length, file_path })
}
