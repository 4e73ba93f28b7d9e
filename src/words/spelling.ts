const shortest = 4

/**
 * Sets words right that are one slip (a letter too many, missing, other, or two swapped) away from one that is known, and
 * whose first letter is right. Swapped letters are the likeliest slip.
 */
export function mender(known: ReadonlySet<string>): (words: readonly string[]) => string[] {
  const byStart = new Map<string, string[]>()
  for (const word of known)
    if (/^[a-z]{4,}$/.test(word)) byStart.set(word.slice(0, 1), [...(byStart.get(word.slice(0, 1)) ?? []), word])
  return (words) =>
    words.map((word) => {
      if (known.has(word) || word.length < shortest || word.length > 16 || !/^[a-z]+$/.test(word)) return word
      const near = byStart.get(word.slice(0, 1))?.filter((it) => isOneSlip(it, word)) ?? []
      const swapped = near.filter(
        (it) => it.length === word.length && [...it].sort().join() === [...word].sort().join(),
      )
      const likely = swapped.length > 0 ? swapped : near
      return likely.length === 1 ? (likely[0] ?? word) : word
    })
}

function isOneSlip(right: string, written: string): boolean {
  const difference = right.length - written.length
  if (Math.abs(difference) > 1) return false
  let at = 0
  while (at < right.length && right[at] === written[at]) at += 1
  if (difference === 1) return right.slice(at + 1) === written.slice(at)
  if (difference === -1) return right.slice(at) === written.slice(at + 1)
  if (right.slice(at + 1) === written.slice(at + 1)) return right.length > 4
  return right[at] === written[at + 1] && right[at + 1] === written[at] && right.slice(at + 2) === written.slice(at + 2)
}
