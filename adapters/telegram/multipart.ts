import { randomBytes } from 'node:crypto'

/** A file to be uploaded under that field. */
export type Upload = { field: 'photo' | 'document'; name: string; media: string; data: Uint8Array }

/** The fields as a form with the file at the end. */
export function multipart(payload: object, upload: Upload): { type: string; body: Buffer } {
  const boundary = `regulars-${randomBytes(18).toString('hex')}`
  const parts = Object.entries(payload).flatMap(([name, value]) =>
    value === undefined ? [] : [field(boundary, name, typeof value === 'string' ? value : JSON.stringify(value))],
  )
  const name = upload.name.replace(/[\p{Cc}"\\]/gu, '_') || upload.field
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="${upload.field}"; filename="${name}"\r\n`
  const body = Buffer.concat([
    Buffer.from(`${parts.join('')}${head}content-type: ${upload.media.replace(/[^\w.+/-]/g, '')}\r\n\r\n`),
    upload.data,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  return { type: `multipart/form-data; boundary=${boundary}`, body }
}

function field(boundary: string, name: string, value: string): string {
  return `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
}
