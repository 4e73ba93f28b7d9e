import type { Upload } from '../shared/multipart.ts'
import { badRequest } from './refusal.ts'

/** Parameters of one call. Values are JSON values, or strings where they came in a query, a form or multipart. */
export type Params = { readonly values: Readonly<Record<string, unknown>>; readonly files: ReadonlyMap<string, Upload> }

export const noParams: Params = { values: {}, files: new Map() }

/** The parameter as text; numbers and booleans count as text, as they do for the real server. */
export function text(params: Params, name: string): string | undefined {
  const value = params.values[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw badRequest('strings must be encoded in UTF-8')
    return value
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return JSON.stringify(value)
}

/** The parameter as a whole number, or undefined when it is absent or not one. */
export function integer(params: Params, name: string): number | undefined {
  return toInteger(params.values[name])
}

/** Reads a whole number from a JSON number or a decimal string. */
export function toInteger(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined
  if (typeof value !== 'string' || !/^-?\d{1,16}$/.test(value.trim())) return undefined
  return Number(value)
}

/** The parameter as a boolean; everything but true, 1 and yes counts as false. */
export function flag(params: Params, name: string): boolean {
  const value = params.values[name]
  return value === true || value === 1 || (typeof value === 'string' && /^(true|1|yes|y|t)$/i.test(value))
}

/** The parameter as a JSON value; a string is parsed. `what` names it in the error. */
export function json(params: Params, name: string, what: string): unknown {
  const value = params.values[name]
  if (typeof value !== 'string') return value ?? undefined
  if (value === '') return undefined
  try {
    return JSON.parse(value)
  } catch {
    throw badRequest(`can't parse ${what} JSON object`)
  }
}
