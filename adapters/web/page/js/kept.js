/** What the page remembers from one visit to the next. A browser may forbid it: then nothing is remembered. */

export function recall(name) {
  try {
    return localStorage.getItem(`regulars.${name}`) ?? undefined
  } catch {
    return undefined
  }
}

export function keep(name, value) {
  try {
    localStorage.setItem(`regulars.${name}`, value)
  } catch {
    // Without a memory the page works the same.
  }
}
