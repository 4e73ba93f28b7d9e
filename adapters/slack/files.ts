import type { SentFile } from '../../src/chat.ts'
import { integer, shape, string } from '../shared/shape.ts'
import { clip, literal } from '../shared/text.ts'

const mostFiles = 50
const longestName = 200

/** Whether that can be the id of a file. */
export function isFileId(id: string): boolean {
  return /^F[A-Z0-9]{1,20}$/.test(id)
}

/** Files that somebody sent, those left out that Slack no longer shows. */
export function readFiles(list: unknown): SentFile[] {
  if (!Array.isArray(list)) return []
  return list.slice(0, mostFiles).flatMap((each: unknown): SentFile[] => {
    const file = shape(each)
    const id = string(file?.id)
    if (!file || !id || !isFileId(id)) return []
    if (file.mode === 'tombstone' || file.mode === 'hidden_by_limit') return []
    const name = clip(literal(string(file.name) ?? ''), longestName)
    const size = integer(file.size)
    const media = string(file.mimetype) ?? ''
    return [
      {
        id,
        name: name === '' ? id : name,
        media: /^[\w.+-]+\/[\w.+-]+$/.test(media) ? media : 'application/octet-stream',
        ...(size !== undefined && size > 0 && { size }),
      },
    ]
  })
}
