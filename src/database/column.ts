/** The types a column can have, and how their values travel as JSON. */
import type { Dialect } from './database.ts'
import { storable } from './text.ts'
import { storableTime } from './time.ts'

/** `?` marks columns that may be null. `id` is a number given by the database, never by us. */
export type Type = 'text' | 'integer' | 'bigint' | 'boolean' | 'timestamp'
export type Column = Type | `${Type}?` | 'id'
export type Columns = Record<string, Column>

type Values = { text: string; integer: number; bigint: number; boolean: boolean; timestamp: Date; id: number }
type Value<C extends Column> = C extends `${infer T extends Type}?`
  ? Values[T] | null
  : C extends keyof Values
    ? Values[C]
    : never

/** A row as it is read. */
export type RowOf<C extends Columns> = { [K in keyof C & string]: Value<C[K]> }

type Optional<C extends Columns> = { [K in keyof C]: C[K] extends `${Type}?` ? K : never }[keyof C] & string
type Given<C extends Columns> = { [K in keyof C]: C[K] extends 'id' ? never : K }[keyof C] & string

/** A row as it is given: what may be null may be left out. */
export type InputOf<C extends Columns> = {
  [K in Exclude<Given<C>, Optional<C>>]: Value<C[K]>
} & { [K in Optional<C>]?: Value<C[K]> | undefined }

export function typeOf(column: Column): Type {
  if (column === 'id') return 'bigint'
  return (column.endsWith('?') ? column.slice(0, -1) : column) as Type
}

/**
 * Turns a value of that type into what its JSON holds; nothing becomes null. Throws a TypeError for another type, and a
 * RangeError for a number that is not whole or a time that no database could keep: JSON would make null of some.
 */
export function encoder(column: Column, dialect: Dialect): (value: unknown) => unknown {
  const type = typeOf(column)
  const encode = encoders[type]
  return (value) => {
    if (value === null || value === undefined) return null
    if (typeof value !== EXPECTED[type]) throw new TypeError(`${typeof value} given for a column of ${type}`)
    return encode(value, dialect)
  }
}

const EXPECTED: Record<Type, string> = {
  text: 'string',
  integer: 'number',
  bigint: 'number',
  boolean: 'boolean',
  timestamp: 'object',
}

const encoders: Record<Type, (value: unknown, dialect: Dialect) => unknown> = {
  text: (value) => storable(value as string),
  integer: whole,
  bigint: whole,
  boolean: (value) => value,
  timestamp: (value, dialect) => storableTime(value as Date, dialect),
}

function whole(value: unknown): unknown {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole number up to 2^53`)
  return value
}
