const cache = new Map<string, string>()
/** Statement texts are few and fixed; the bound is there for those that are put together. */
const MOST = 2000

/** `?` outside of quotes and comments becomes `$1`, `$2`, … as PostgreSQL writes it. */
export function numbered(sql: string): string {
  const known = cache.get(sql)
  if (known !== undefined) return known
  let count = 0
  const text = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\?/g, (found) => {
    if (found !== '?') return found
    count += 1
    return `$${count}`
  })
  if (cache.size >= MOST) cache.clear()
  cache.set(sql, text)
  return text
}
