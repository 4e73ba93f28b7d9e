import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { type Page, pages, root } from './pages.ts'

const prose = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, '')

/** What the headings of a page are called in addresses. */
function anchors(text: string): string[] {
  const seen = new Map<string, number>()
  return [...prose(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const plain = heading.replace(/[`*]|\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const name = plain.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-')
    const nth = seen.get(name) ?? 0
    seen.set(name, nth + 1)
    return nth === 0 ? name : `${name}-${nth}`
  })
}

function linksOf({ path, text }: Page): { link: string; file: string; anchor: string | undefined }[] {
  const links = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [file = '', anchor] = link.split('#')
      return { link, file: file === '' ? path : normalize(join(dirname(path), file)), anchor }
    })
}

test.each(pages().map((page) => [page.path, page] as const))('links of %s lead somewhere', (_, page) => {
  for (const { link, file, anchor } of linksOf(page)) {
    expect(existsSync(root + file), link).toBe(true)
    if (anchor !== undefined) expect(anchors(readFileSync(root + file, 'utf8')), link).toContain(anchor)
  }
})

test('every page can be found from the README', () => {
  const [readme, ...others] = pages()
  const found = new Set(readme ? linksOf(readme).map(({ file }) => file) : [])
  expect(others.map(({ path }) => path).filter((path) => !found.has(path))).toEqual([])
})
