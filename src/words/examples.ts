import { readFileSync } from 'node:fs'
import { isMeaning, type Meaning } from './meanings.ts'

/** Something said, and what was meant by it; nothing that we could do when absent. `weight`: how much it counts. */
export type Said = { text: string; meaning: Meaning | undefined; weight: number }

/** Most texts that one line with choices stands for. */
const mostOfLine = 120

/** Reads a file of examples: `[meaning]` (`[none]` for what is none of ours), then a line for each way to say it. */
export function readExamples(file: URL): Said[] {
  const found: Said[] = []
  const lists = new Map<string, string>()
  let meaning: Meaning | undefined
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [, list, words = ''] = /^@(\w+) = (.+)$/.exec(line) ?? []
    const [, head] = /^\[(\w+)\]$/.exec(line) ?? []
    if (list !== undefined) lists.set(list, words)
    else if (head !== undefined) {
      if (head !== 'none' && !isMeaning(head)) throw new Error(`${head} is no meaning`)
      meaning = isMeaning(head) ? head : undefined
    } else if (line.trim() !== '') {
      const texts = expanded(line.replace(/@(\w+)/g, (_, name: string) => lists.get(name) ?? ''))
      // A line with many choices must not drown those without.
      const weight = Math.min(1, (4 + Math.sqrt(texts.length)) / texts.length)
      for (const text of texts) found.push({ text, meaning, weight })
    }
  }
  return found
}

/**
 * The texts that a line stands for: of `(a|b)` one is said, of `[a|b]` one or none. Of very many a spread of them.
 */
export function expanded(line: string): string[] {
  const parts = line
    .split(/(\([^)]*\)|\[[^\]]*\])/)
    .filter((part) => part !== '')
    .map((part) => {
      if (part.startsWith('(')) return part.slice(1, -1).split('|')
      return part.startsWith('[') ? ['', ...part.slice(1, -1).split('|')] : [part]
    })
  const count = parts.reduce((product, choices) => product * choices.length, 1)
  const most = Math.min(count, mostOfLine)
  return Array.from({ length: most }, (_, at) => {
    // Steps of an odd fraction of all, so that every choice gets its turn.
    let rest = count <= mostOfLine ? at : Math.floor((at * 0.618_033_988_75 * count) % count)
    return parts
      .map((choices) => {
        const chosen = choices[rest % choices.length] ?? ''
        rest = Math.floor(rest / choices.length)
        return chosen
      })
      .join('')
      .replace(/\s+/g, ' ')
      .trim()
  })
}
