import type { StoredFile } from './files.ts'
import type { DocumentFile, PhotoSize } from './wire.ts'

/** A photo as it stands in a message. */
export function photoSizes({ file_id, file_unique_id, data, size }: StoredFile): PhotoSize[] {
  const { width, height } = size ?? { width: 1, height: 1 }
  return [{ file_id, file_unique_id, width, height, file_size: data.length }]
}

/** A file as it stands in a message. */
export function documentOf({ file_id, file_unique_id, data, name, type }: StoredFile): DocumentFile {
  return { file_id, file_unique_id, file_name: name, mime_type: type, file_size: data.length }
}
