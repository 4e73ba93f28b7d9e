/** Texts are few and fixed; what is put together beyond that is not kept prepared by the server. */
const MOST = 500
const names = new Map<string, string>()

/** The name under which connections keep this statement prepared, if they are to. */
export function nameOf(sql: string): string | undefined {
  const known = names.get(sql)
  if (known !== undefined || names.size >= MOST) return known
  const name = `s${names.size}`
  names.set(sql, name)
  return name
}
