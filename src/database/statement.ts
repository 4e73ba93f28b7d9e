/** The text of a statement, as one of the databases takes it. */
import type { Dialect } from './database.ts'

/** `types`: what the text says of columns by an alias such as `"last::time"`, by their names without it. */
export type Text = { sql: string; types: ReadonlyMap<string, 'time' | 'boolean'> }

/** Texts are few and fixed; the bound is there for those that are put together. */
const MOST = 1000
const caches: Record<Dialect, Map<string, Text>> = { sqlite: new Map(), postgresql: new Map() }

/** Takes the types out of the aliases and, for PostgreSQL, numbers the placeholders. Remembers what it made. */
export function translate(sql: string, dialect: Dialect): Text {
  const cache = caches[dialect]
  const known = cache.get(sql)
  if (known !== undefined) return known
  if (cache.size >= MOST) cache.clear()
  const text = read(sql, dialect)
  cache.set(sql, text)
  return text
}

/** A string, a quoted name with or without a type, a comment, a placeholder. */
const TOKENS = /'(?:[^']|'')*'|"((?:[^"]|"")*?)(?:::(time|boolean))?"|--[^\n]*|\?/g

function read(sql: string, dialect: Dialect): Text {
  const types = new Map<string, 'time' | 'boolean'>()
  let count = 0
  const text = sql.replace(TOKENS, (token: string, name?: string, type?: 'time' | 'boolean') => {
    if (name !== undefined && type !== undefined) {
      types.set(name, type)
      return `"${name}"`
    }
    if (token !== '?' || dialect === 'sqlite') return token
    count += 1
    return `$${count}`
  })
  return { sql: text, types }
}
