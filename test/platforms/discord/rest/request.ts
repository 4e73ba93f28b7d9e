import { isObject } from '../../shared/json.ts'
import { multipart, type Upload } from '../../shared/multipart.ts'
import { refusal } from '../refusal.ts'
import type { Json } from '../wire.ts'
import type { Call, World } from '../world.ts'

/** The body of a call: JSON values, and the files that came with them. */
export type Body = { json: unknown; files: ReadonlyMap<string, Upload> }

/** One call with all that belongs to it. `params`: parts of its path, by name. */
export type Request = {
  world: World
  params: Readonly<Record<string, string>>
  query: URLSearchParams
  body: Body
  call: Call
}

/** What a call comes to; without `json` an empty answer. */
export type Answer = { status: number; json?: unknown }

export type Route = (request: Request) => Answer

export const ok = (json: unknown): Answer => ({ status: 200, json })
export const nothing: Answer = { status: 204 }

const noFiles: ReadonlyMap<string, Upload> = new Map()

/** Reads the body of a call. Throws a refusal for what cannot be read. */
export function readBody(type: string, body: Buffer | undefined): Body {
  if (!body || body.length === 0) return { json: undefined, files: noFiles }
  if (!type.startsWith('multipart/form-data')) return { json: parse(body.toString()), files: noFiles }
  const parts = multipart(type, body)
  if (!parts) throw refusal('invalidJson')
  const { payload_json: payload, ...values } = parts.values
  return { json: payload === undefined ? values : parse(payload), files: parts.files }
}

/** The body as an object. Throws a refusal when it is none. */
export function objectOf({ json }: Body): Json {
  if (json === undefined) return {}
  if (!isObject(json)) throw refusal('invalidJson')
  return json
}

/** A number in the query, within bounds. */
export function queryNumber(query: URLSearchParams, name: string, otherwise: number, most: number): number {
  const given = Number(query.get(name) ?? otherwise)
  return Number.isInteger(given) ? Math.min(Math.max(given, 1), most) : otherwise
}

/** A part of the path that must be there. */
export const param = ({ params }: Request, name: string): string => params[name] ?? ''

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refusal('invalidJson')
  }
}
