import { randomBytes } from 'node:crypto'

/** A picture to be uploaded as the file `photo`; `data` is base64. */
export type Upload = { name: string; media: string; data: string }

/** The fields as a form with the picture at the end. */
export function multipart(payload: object, photo: Upload): { type: string; body: Buffer } {
  const boundary = `regulars-${randomBytes(18).toString('hex')}`
  const parts = Object.entries(payload).flatMap(([name, value]) =>
    value === undefined ? [] : [field(boundary, name, typeof value === 'string' ? value : JSON.stringify(value))],
  )
  const name = photo.name.replace(/[^\w.-]/g, '_').slice(0, 60) || 'photo'
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="photo"; filename="${name}"\r\n`
  const body = Buffer.concat([
    Buffer.from(`${parts.join('')}${head}content-type: ${photo.media}\r\n\r\n`),
    Buffer.from(photo.data, 'base64'),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  return { type: `multipart/form-data; boundary=${boundary}`, body }
}

function field(boundary: string, name: string, value: string): string {
  return `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
}
