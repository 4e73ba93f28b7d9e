const start = '<'
const end = '>'
/** A word that the examples do not know. */
export const stranger = '?'
/** How far from each other two words may stand to be a pair in any order. */
const reach = 5
/** Letters of the pieces that words are cut into: a word in another form, or misspelt, shares most of them. */
const piece = 4

/** Which words, and which pairs of Chinese characters, examples know. */
export type Known = { has(word: string): boolean }

const isHan = (word: string | undefined) => word !== undefined && /^\p{Script=Han}/u.test(word)

/** What has to be known of these words: each word, and for Chinese each two characters that stand together. */
export function familiar(words: readonly string[]): string[] {
  return words.flatMap((word, at) => {
    const next = words[at + 1]
    if (!isHan(word)) return [word]
    return next !== undefined && isHan(next) ? [word, word + next] : [word]
  })
}

/**
 * The marks by which a text is told from others: its words one by one, two and three together, two with another between
 * them, two that are near each other in any order, pieces of words, and how many are strangers.
 */
export function marks(words: readonly string[], known: Known): string[] {
  const strangers = familiar(words).filter((it) => !known.has(it)).length
  const seen = [start, ...words.map((word) => (known.has(word) ? word : stranger)), end]
  const found = new Set<string>()
  for (let at = 0; at < seen.length; at += 1) {
    const [one = '', two, three, four] = seen.slice(at, at + 4)
    if (at > 0 && at < seen.length - 1) found.add(one)
    if (two !== undefined) found.add(`${one} ${two}`)
    if (three !== undefined) {
      found.add(`${one} ${two} ${three}`)
      found.add(`${one} _ ${three}`)
    }
    if (four !== undefined && isHan(one)) found.add(`${one} ${two} ${three} ${four}`)
  }
  for (const mark of [...pairs(words.filter((word) => known.has(word))), ...words.flatMap(pieces)]) found.add(mark)
  for (let count = 1; count <= Math.min(strangers, 4); count += 1) found.add(`strangers ${count}`)
  for (const length of [1, 2, 4, 7, 11, 16]) if (words.length > length) found.add(`longer than ${length}`)
  return [...found]
}

function* pairs(words: readonly string[]): Generator<string> {
  for (const [at, one] of words.entries())
    for (const other of words.slice(at + 1, at + reach)) yield one < other ? `& ${one} ${other}` : `& ${other} ${one}`
}

function pieces(word: string): string[] {
  if (!/^[a-z]{4,}$/.test(word)) return []
  const whole = `<${word}>`
  return Array.from({ length: whole.length - piece + 1 }, (_, at) => `~${whole.slice(at, at + piece)}`)
}
