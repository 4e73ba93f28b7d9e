import { isObject } from '../../shared/json.ts'
import type { Json } from '../wire.ts'

/** What is wrong, and where, as a JSON pointer. */
export type Problem = { message: string; at: string }

/** Finds what is wrong with a value. */
export type Check = (value: unknown, at: string, found: Problem[]) => void

/** A text of that many characters. */
export const words =
  (most: number, least = 1): Check =>
  (value, at, found) => {
    if (typeof value !== 'string') found.push({ message: 'must be a string', at })
    else if (value.length < least) found.push({ message: `must be more than ${least - 1} characters`, at })
    else if (value.length > most) found.push({ message: `must be less than ${most + 1} characters`, at })
  }

/** A text of that pattern; `what` names it. */
export const pattern =
  (like: RegExp, what: string): Check =>
  (value, at, found) => {
    if (typeof value !== 'string' || !like.test(value)) found.push({ message: `must be ${what}`, at })
  }

export const flag: Check = (value, at, found) => {
  if (typeof value !== 'boolean') found.push({ message: 'must be a boolean', at })
}

/** A whole number in these bounds. */
export const whole =
  (least: number, most: number): Check =>
  (value, at, found) => {
    const isFit = Number.isInteger(value) && Number(value) >= least && Number(value) <= most
    if (!isFit) found.push({ message: `must be an integer from ${least} to ${most}`, at })
  }

/** One of these texts. */
export const choice =
  (...all: string[]): Check =>
  (value, at, found) => {
    if (!all.includes(String(value))) found.push({ message: `must be one of: ${all.join(', ')}`, at })
  }

/** An array of so many things. */
export const list =
  (each: Check, least: number, most: number): Check =>
  (value, at, found) => {
    if (!Array.isArray(value)) found.push({ message: 'must be an array', at })
    else if (value.length > most) found.push({ message: `no more than ${most} items allowed`, at })
    else if (value.length < least) found.push({ message: `no fewer than ${least} items allowed`, at })
    else for (const [index, item] of value.entries()) each(item, `${at}/${index}`, found)
  }

/** An object with these fields and no others. A `type` is always allowed. `more` looks at the whole. */
export const shape =
  (required: Record<string, Check>, optional: Record<string, Check> = {}, more: Check = () => {}): Check =>
  (value, at, found) => {
    if (!isObject(value)) {
      found.push({ message: 'must be an object', at })
      return
    }
    const before = found.length
    for (const name of Object.keys(required)) {
      if (value[name] === undefined) found.push({ message: `missing required field: ${name}`, at })
    }
    for (const [name, inner] of Object.entries(value)) {
      const check = required[name] ?? optional[name]
      if (check) check(inner, `${at}/${name}`, found)
      else if (name !== 'type') found.push({ message: `invalid additional property: ${name}`, at })
    }
    if (found.length === before) more(value, at, found)
  }

/** An object whose `type` says which of these it is. */
export const typed =
  (kinds: Readonly<Record<string, Check>>): Check =>
  (value, at, found) => {
    if (!isObject(value)) {
      found.push({ message: 'must be an object', at })
      return
    }
    const type = String(value.type)
    const check = Object.hasOwn(kinds, type) ? kinds[type] : undefined
    if (check) check(value, at, found)
    else found.push({ message: `unsupported type: ${type}`, at: `${at}/type` })
  }

/** The things of a list that are objects. */
export const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : [])

/** Says that each value in the list, but undefined, is there only once. */
export function once(values: unknown[], what: string, at: string, found: Problem[]): void {
  const seen = new Set<unknown>()
  for (const value of values) {
    if (value !== undefined && seen.has(value)) found.push({ message: `\`${what}\` ${value} already exists`, at })
    seen.add(value)
  }
}
