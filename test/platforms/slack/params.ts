import { isObject } from '../shared/json.ts'
import { multipart } from '../shared/multipart.ts'
import { invalidArguments, Refusal } from './refusal.ts'

/** Arguments of one call: JSON values, or strings where they came as a form. */
export type Params = Readonly<Record<string, unknown>>

/** Reads the arguments of a call from its query and body. Throws a refusal for a body that cannot be read. */
export function readParams(type: string, query: string, body: Buffer | undefined): Params {
  const fromQuery = Object.fromEntries(new URLSearchParams(query))
  return body && body.length > 0 ? { ...fromQuery, ...fromBody(type, body) } : fromQuery
}

function fromBody(type: string, body: Buffer): Params {
  if (type.startsWith('application/json')) {
    let value: unknown
    try {
      value = JSON.parse(body.toString())
    } catch {
      throw new Refusal('invalid_json')
    }
    if (!isObject(value)) throw new Refusal('json_not_object')
    return value
  }
  if (type.startsWith('multipart/form-data')) return multipart(type, body)?.values ?? {}
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(body.toString()))
  }
  throw new Refusal('invalid_post_type')
}

/** The argument as text; numbers and booleans count as text. Undefined when absent or empty. */
export function text(params: Params, name: string): string | undefined {
  const value = params[name]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw invalidArguments(`must be a string [json-pointer:/${name}]`)
}

/** The argument as text. Throws when it is absent. */
export function needed(params: Params, name: string): string {
  const value = text(params, name)
  if (value === undefined) throw invalidArguments(`missing required field: ${name}`)
  return value
}

/** The argument as a boolean; everything but true, 1 and `true` counts as false. */
export const flag = (params: Params, name: string): boolean => ['true', '1'].includes(text(params, name) ?? '')

/** The argument as a whole number in these bounds; `fallback` when absent. */
export function integer(params: Params, name: string, fallback: number, least: number, most: number): number {
  const value = text(params, name)
  if (value === undefined) return fallback
  const read = Number(value)
  if (!Number.isInteger(read) || read < least || read > most) throw new Refusal(`invalid_${name}`)
  return read
}

/** The argument as a JSON value; a string is parsed. Throws `error` when it is not JSON. */
export function json(params: Params, name: string, error: string): unknown {
  const value = params[name]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    throw new Refusal(error)
  }
}
