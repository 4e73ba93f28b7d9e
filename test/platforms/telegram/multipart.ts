import type { Params, Upload } from './params.ts'
import { badRequest } from './refusal.ts'

/** Reads a `multipart/form-data` body that is all there. Parts with a file name are files, others are values. */
export function multipart(type: string, body: Buffer): Params {
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1]
  if (!boundary) throw badRequest("can't find boundary of multipart body")
  const values: Record<string, unknown> = {}
  const files = new Map<string, Upload>()
  const mark = Buffer.from(`\r\n--${boundary}`)
  const whole = Buffer.concat([Buffer.from('\r\n'), body])
  let start = whole.indexOf(mark)
  while (start >= 0) {
    const end = whole.indexOf(mark, start + mark.length)
    if (end < 0) break
    const part = whole.subarray(start + mark.length + 2, end)
    const gap = part.indexOf('\r\n\r\n')
    if (gap >= 0) addPart(part.subarray(0, gap).toString(), part.subarray(gap + 4), values, files)
    start = end
  }
  return { values, files }
}

function addPart(head: string, data: Buffer, values: Record<string, unknown>, files: Map<string, Upload>): void {
  const name = /[;\s]name="([^"]*)"/i.exec(head)?.[1]
  if (name === undefined) return
  const fileName = /filename="([^"]*)"/i.exec(head)?.[1]
  if (fileName === undefined) {
    values[name] = data.toString()
    return
  }
  const type = /content-type:\s*(\S+)/i.exec(head)?.[1] ?? 'application/octet-stream'
  files.set(name, { name: fileName, type, data: Buffer.from(data) })
  values[name] = `attach://${name}`
}
