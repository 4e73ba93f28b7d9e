import { createHash } from 'node:crypto'

/** A file on the server. Ids stand for the bytes: the same bytes of the same kind are the same file. */
export type StoredFile = {
  file_id: string
  file_unique_id: string
  file_path: string
  name: string
  type: string
  kind: 'photo' | 'document'
  data: Buffer
  size?: Size
}

/** Pixels. */
type Size = { width: number; height: number }

/** All files sent by the bot or by people. */
export class Files {
  private readonly byId = new Map<string, StoredFile>()
  private readonly byPath = new Map<string, StoredFile>()

  add(kind: StoredFile['kind'], name: string, type: string, data: Buffer): StoredFile {
    const hash = createHash('sha256').update(kind).update(data).digest('base64url')
    const size = kind === 'photo' ? imageSize(data) : undefined
    const extension = kind === 'photo' ? 'jpg' : (/\.([\w-]{1,10})$/.exec(name)?.[1] ?? 'bin')
    const file: StoredFile = {
      file_id: `${kind === 'photo' ? 'AgAC' : 'BQAC'}${hash}`,
      file_unique_id: hash.slice(0, 15),
      file_path: `${kind}s/file_${hash.slice(0, 8)}.${extension}`,
      name,
      type,
      kind,
      data,
      ...(size && { size }),
    }
    this.byId.set(file.file_id, file)
    this.byPath.set(file.file_path, file)
    return file
  }

  find(id: string): StoredFile | undefined {
    return this.byId.get(id)
  }

  /** Forgets a file, as the real server does after a while. */
  remove(id: string): void {
    const file = this.byId.get(id)
    if (file) this.byPath.delete(file.file_path)
    this.byId.delete(id)
  }

  at(path: string): StoredFile | undefined {
    return this.byPath.get(path)
  }
}

/** Width and height of a PNG or JPEG; undefined when the bytes are neither. */
function imageSize(data: Buffer): Size | undefined {
  if (data.length > 24 && data.readUInt32BE(0) === 0x89504e47) {
    return { width: data.readUInt32BE(16), height: data.readUInt32BE(20) }
  }
  if (data.length < 4 || data.readUInt16BE(0) !== 0xffd8) return undefined
  let at = 2
  while (at + 9 < data.length) {
    const marker = data.readUInt16BE(at)
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)
    if (isFrame) return { width: data.readUInt16BE(at + 7), height: data.readUInt16BE(at + 5) }
    at += 2 + data.readUInt16BE(at + 2)
  }
  return undefined
}
