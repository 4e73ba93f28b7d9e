/** A file that came with a request. */
export type Upload = { name: string; type: string; data: Buffer }

/** The parts of a form, by name: those with a file name are files, the others values. */
export type Parts = { values: Record<string, string>; files: Map<string, Upload> }

/** Reads a `multipart/form-data` body that is all there; undefined when the type names no boundary. */
export function multipart(type: string, body: Buffer): Parts | undefined {
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1]
  if (!boundary) return undefined
  const parts: Parts = { values: {}, files: new Map() }
  const mark = Buffer.from(`\r\n--${boundary}`)
  const whole = Buffer.concat([Buffer.from('\r\n'), body])
  let start = whole.indexOf(mark)
  while (start >= 0) {
    const end = whole.indexOf(mark, start + mark.length)
    if (end < 0) break
    const part = whole.subarray(start + mark.length + 2, end)
    const gap = part.indexOf('\r\n\r\n')
    if (gap >= 0) addPart(part.subarray(0, gap).toString(), part.subarray(gap + 4), parts)
    start = end
  }
  return parts
}

function addPart(head: string, data: Buffer, { values, files }: Parts): void {
  const name = /[;\s]name="([^"]*)"/i.exec(head)?.[1]
  if (name === undefined) return
  const fileName = /filename="([^"]*)"/i.exec(head)?.[1]
  if (fileName === undefined) {
    values[name] = data.toString()
    return
  }
  const type = /content-type:\s*(\S+)/i.exec(head)?.[1] ?? 'application/octet-stream'
  files.set(name, { name: fileName, type, data: Buffer.from(data) })
}
