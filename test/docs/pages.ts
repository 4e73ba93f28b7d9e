import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** A page, by its path from the root. */
export type Page = { path: string; text: string }

/** The README and all of `docs/`. */
export function pages(): Page[] {
  const docs = readdirSync(`${root}docs`).filter((name) => name.endsWith('.md'))
  return ['README.md', ...docs.map((name) => `docs/${name}`)].map((path) => ({
    path,
    text: readFileSync(root + path, 'utf8'),
  }))
}

/** A block of code: what stands behind its opening fence, and what is in it. */
export type Block = { page: string; kind: string; file: string | undefined; code: string }

export function blocksOf({ path: page, text }: Page): Block[] {
  return [...text.matchAll(/^```([a-z]*)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(([, kind = '', file, code = '']) => ({
    page,
    kind,
    file,
    code,
  }))
}
