import { isObject } from '../shared/json.ts'
import { multipart } from '../shared/multipart.ts'
import { noParams, type Params } from './params.ts'
import { badRequest } from './refusal.ts'

/** Reads the parameters of a call from its query string or its body. Throws a refusal for what cannot be read. */
export function readParams(type: string, query: string, body: Buffer | undefined): Params {
  const fromQuery = query === '' ? undefined : Object.fromEntries(new URLSearchParams(query))
  if (!body || body.length === 0) return fromQuery ? { values: fromQuery, files: noParams.files } : noParams
  const params = fromBody(type, body)
  return fromQuery ? { values: { ...fromQuery, ...params.values }, files: params.files } : params
}

function fromBody(type: string, body: Buffer): Params {
  if (type.startsWith('application/json')) return { values: parseObject(body), files: noParams.files }
  if (type.startsWith('multipart/form-data')) return fromMultipart(type, body)
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return { values: Object.fromEntries(new URLSearchParams(body.toString())), files: noParams.files }
  }
  return noParams
}

/** A part that is a file becomes a value too, by which other parameters name it. */
function fromMultipart(type: string, body: Buffer): Params {
  const parts = multipart(type, body)
  if (!parts) throw badRequest("can't find boundary of multipart body")
  for (const name of parts.files.keys()) parts.values[name] = `attach://${name}`
  return parts
}

function parseObject(body: Buffer): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(body.toString())
  } catch {
    throw badRequest("can't parse request body as JSON object")
  }
  if (!isObject(value)) throw badRequest('expected an Object')
  return value
}
