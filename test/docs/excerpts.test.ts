import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { blocksOf, pages, root } from './pages.ts'

const excerpts = pages()
  .flatMap(blocksOf)
  .filter(({ file }) => file !== undefined)

/** Stands alone in a line where something of the file is left out. */
const gap = /^\s*(?:\/\/ )?…\n/m

test('there are excerpts', () => {
  expect(excerpts.length).toBeGreaterThan(10)
})

test.each(excerpts.map((it) => [`${it.page}: ${it.file}`, it] as const))('%s', (_, { file = '', code }) => {
  expect(existsSync(root + file), `${file} is there`).toBe(true)
  const source = readFileSync(root + file, 'utf8')
  let from = 0
  for (const piece of code.split(gap)) {
    const found = source.indexOf(piece, from)
    expect(found, `"${piece}" is in ${file}, in this order`).toBeGreaterThanOrEqual(0)
    from = found + piece.length
  }
})
