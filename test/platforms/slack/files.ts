import { createHash } from 'node:crypto'
import type { FileJson, Json } from './wire.ts'

/** A file in the workspace. `data` is undefined until it was uploaded; `channels` are those it was shared in. */
export type StoredFile = {
  id: string
  name: string
  title: string
  type: string
  user: string
  created: number
  data?: Buffer
  /** Bytes that the uploader promised. */
  promised: number
  isShared: boolean
  isDeleted: boolean
  channels: string[]
  ticket: string
}

const types: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  csv: 'text/csv',
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
}

/** Files that people and the app uploaded. */
export class Files {
  private readonly all = new Map<string, StoredFile>()
  private root = ''

  /** Files are told with addresses of this server. */
  at(root: string): void {
    this.root = root
  }

  add(user: string, name: string, created: number, data: Buffer | number): StoredFile {
    const id = `F${String(this.all.size + 1).padStart(9, '0')}`
    const extension = /\.(\w{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? ''
    const file: StoredFile = {
      id,
      name,
      title: name,
      type: types[extension] ?? 'application/octet-stream',
      user,
      created,
      ...(typeof data !== 'number' && { data }),
      promised: typeof data === 'number' ? data : data.length,
      isShared: false,
      isDeleted: false,
      channels: [],
      ticket: createHash('sha256').update(id).digest('hex').slice(0, 16),
    }
    this.all.set(id, file)
    return file
  }

  find(id: string): StoredFile | undefined {
    return this.all.get(id)
  }

  list(): StoredFile[] {
    return [...this.all.values()]
  }

  uploadUrl({ id, ticket }: StoredFile): string {
    return `${this.root}/upload/v1/${id}/${ticket}`
  }

  json({ id, name, title, type, user, created, data, channels }: StoredFile): FileJson {
    const url = `${this.root}/files-pri/${id}/${encodeURIComponent(name)}`
    const more: Json = {
      created,
      timestamp: created,
      title,
      filetype: /\.(\w{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? 'binary',
      pretty_type: 'File',
      user,
      mode: 'hosted',
      is_external: false,
      external_type: '',
      is_public: false,
      channels: channels.filter((each) => each.startsWith('C')),
      groups: [],
      ims: channels.filter((each) => each.startsWith('D')),
      url_private_download: `${url}?download=1`,
      permalink: `${this.root}/files/${user}/${id}/${encodeURIComponent(name)}`,
      file_access: 'visible',
    }
    return { id, name, mimetype: type, size: data?.length ?? 0, url_private: url, ...more }
  }
}
