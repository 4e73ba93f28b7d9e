import type { SentFile } from '../../src/chat.ts'
import { integer, type Shape, shape, string } from '../shared/shape.ts'
import { clip, literal } from '../shared/text.ts'

const longestName = 200

/** Kinds of files, and what to call those that Telegram names nothing. An animation is told as a document as well. */
const kinds = {
  document: { name: 'file', media: 'application/octet-stream' },
  animation: { name: 'animation.mp4', media: 'video/mp4' },
  audio: { name: 'audio.mp3', media: 'audio/mpeg' },
  video: { name: 'video.mp4', media: 'video/mp4' },
  video_note: { name: 'video.mp4', media: 'video/mp4' },
  voice: { name: 'voice.ogg', media: 'audio/ogg' },
} as const

/** The file in a message: there is one at most; an album is as many messages. Stickers are none. */
export function readFiles(message: Shape): SentFile[] {
  const photo = readPhoto(message.photo)
  if (photo) return [photo]
  for (const [kind, usual] of Object.entries(kinds)) {
    const file = readFile(shape(message[kind]), usual)
    if (file) return [file]
  }
  return []
}

/** Of the sizes of a photo the largest. */
function readPhoto(sizes: unknown): SentFile | undefined {
  if (!Array.isArray(sizes)) return undefined
  const area = (size: Shape | undefined) => (integer(size?.width) ?? 0) * (integer(size?.height) ?? 0)
  const [largest] = sizes
    .slice(0, 20)
    .map(shape)
    .sort((a, b) => area(b) - area(a))
  return readFile(largest, { name: 'photo.jpg', media: 'image/jpeg' })
}

function readFile(file: Shape | undefined, usual: { name: string; media: string }): SentFile | undefined {
  const id = string(file?.file_id)
  if (!file || !id || !isFileId(id)) return undefined
  const name = clip(literal(string(file.file_name) ?? ''), longestName)
  const media = string(file.mime_type) ?? ''
  const size = integer(file.file_size)
  return {
    id,
    name: name === '' ? usual.name : name,
    media: /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/.test(media) ? media : usual.media,
    ...(size !== undefined && size >= 0 && { size }),
  }
}

/** Whether that is an id of Telegram's: nothing else is asked for. */
export function isFileId(id: string): boolean {
  return /^[\w-]{1,256}$/.test(id)
}
