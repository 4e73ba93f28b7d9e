import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { parseProgram, problemText } from '../../src/program/parse.ts'
import { blocksOf, root } from './pages.ts'

const page = { path: 'docs/program.md', text: readFileSync(`${root}docs/program.md`, 'utf8') }
const blocks = blocksOf(page)

test('what the page shows can be used', () => {
  const shown = blocks.filter(({ kind }) => kind === 'yaml')
  expect(shown.length).toBeGreaterThan(1)
  for (const { code } of shown) expect(parseProgram(code, 'program.yaml'), code).not.toBeInstanceOf(Array)
})

test('what is wrong on the page is explained as the page says', () => {
  const [wrong, told] = ['yml', 'text'].map((kind) => blocks.find((block) => block.kind === kind)?.code ?? '')
  const problems = [parseProgram(wrong ?? '', 'program.yaml')].flat()
  expect(problems.map((it) => ('line' in it ? problemText(it) : it)).join('\n')).toBe(told?.trimEnd())
})

test('every key of the example has a word on the page', () => {
  const keys = Object.keys(parse(readFileSync(`${root}docs/program.example.yaml`, 'utf8')))
  expect(keys.length).toBeGreaterThan(10)
  expect(keys.filter((key) => !page.text.includes(`\`${key}\``))).toEqual([])
})
