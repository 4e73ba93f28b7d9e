import { createHash } from 'node:crypto'
import type { Upload } from '../shared/multipart.ts'
import type { Snowflakes } from './ids.ts'
import type { Attachment } from './wire.ts'

/** All files sent by the bot or by people, until they are taken away. */
export class Files {
  private readonly byPath = new Map<string, { type: string; data: Buffer }>()
  private readonly ids: Snowflakes
  /** Where files are fetched from. */
  root = ''

  constructor(ids: Snowflakes) {
    this.ids = ids
  }

  add(channel: string, { name, type, data }: Upload, description?: string): Attachment {
    const id = this.ids.next()
    const filename = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '_').slice(-260) || 'unknown'
    // What a file was called before is kept without its ending.
    const title = filename === name ? undefined : name.replace(/\.[^.]*$/, '')
    const path = `${channel}/${id}/${encodeURIComponent(filename)}`
    this.byPath.set(path, { type, data })
    const hash = createHash('sha256').update(id).digest('hex')
    // Real addresses are signed, and nothing may be read into how they end.
    const url = `${this.root}/attachments/${path}?ex=7fffffff&is=0&hm=${hash}&`
    const size = type.startsWith('image/') ? imageSize(data) : undefined
    return {
      id,
      filename,
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
      content_type: type,
      size: data.length,
      url,
      proxy_url: url,
      ...size,
    }
  }

  at(path: string): { type: string; data: Buffer } | undefined {
    return this.byPath.get(pathOf(path))
  }

  /** The file is gone, as when its message was deleted or its address has expired. */
  remove(attachment: Attachment): void {
    this.byPath.delete(pathOf(attachment.url.slice(`${this.root}/attachments/`.length)))
  }
}

const pathOf = (address: string): string => address.split('?')[0] ?? ''

/** Width and height of a PNG. */
function imageSize(data: Buffer): { width: number; height: number } | undefined {
  if (data.length < 24 || data.readUInt32BE(0) !== 0x89504e47) return undefined
  return { width: data.readUInt32BE(16), height: data.readUInt32BE(20) }
}
