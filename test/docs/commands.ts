import { readFileSync } from 'node:fs'
import { blocksOf, type Page, pages, root } from './pages.ts'

/** A command as it stands on a page. `&&` joins several: each is one. */
export type Command = { page: string; line: string }

/** What stands in the middle of text: the name of a script, or a whole command. */
const inline = /`((?:npm (?:run [\w:]+|start|test|ci)|npx|docker)(?: [^`\n]*)?)`/g

/** The README, all of `docs/`, and what tells how migrations are made. */
const read = (): Page[] => [
  ...pages(),
  { path: 'prisma/README.md', text: readFileSync(`${root}prisma/README.md`, 'utf8') },
]

/** Every command to be typed, each once. A script that is only named in a text, without what follows it, is none. */
export function commands(): Command[] {
  const all = read().flatMap(({ path, text }) => {
    const typed = blocksOf({ path, text })
      .filter(({ kind }) => kind === 'sh')
      .flatMap(({ code }) => linesOf(code))
    const told = namesIn(text).filter((line) => !/^npm run [\w:]+$/.test(line))
    return [...typed, ...told].flatMap(piecesOf).map((line) => ({ page: path, line }))
  })
  return all.filter((it, nth) => all.findIndex(({ line }) => line === it.line) === nth)
}

/** Every script of package.json that a page speaks of, by its name there. */
export function scripts(): Set<string> {
  const all = [...commands().map(({ line }) => line), ...read().flatMap(({ text }) => namesIn(text))]
  return new Set(all.flatMap((line) => /^npm (?:run )?([\w:]+)/.exec(line)?.[1] ?? []))
}

const namesIn = (text: string): string[] =>
  [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(inline)].map(([, line = '']) => line)

/** Without what is remarked behind it. */
const piecesOf = (line: string): string[] =>
  line
    .replace(/(^|\s)#.*$/, '')
    .split('&&')
    .map((piece) => piece.trim().replace(/\s+/g, ' '))
    .filter((piece) => piece !== '')

/** One for each command: it goes on where a line ends with a backslash or within quotes. */
function linesOf(code: string): string[] {
  const lines: string[] = []
  for (const line of code.replaceAll('\\\n', ' ').split('\n')) {
    const open = lines.at(-1)
    const isWithin = open !== undefined && ["'", '"'].some((quote) => open.split(quote).length % 2 === 0)
    if (isWithin) lines[lines.length - 1] = `${open} ${line.trim()}`
    else lines.push(line)
  }
  return lines
}
