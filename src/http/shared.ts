/** The answer serves all who ask within that time, in milliseconds, so that asking often costs nothing. */
export function shared<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let last: Promise<T> | undefined
  let until = 0
  return () => {
    const now = performance.now()
    if (!last || now >= until) {
      last = ask()
      until = now + ms
    }
    return last
  }
}
