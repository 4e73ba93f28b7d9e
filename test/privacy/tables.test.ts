import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { allFeatures } from '../../src/features.ts'
import { defaultProgram } from '../../src/program/program.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** The tables of the schema, and the columns of each that hold text. */
function schema(): Map<string, string[]> {
  const models = read('prisma/schema.prisma').matchAll(/^model \w+ \{\n(.*?)^\}/gms)
  return new Map(
    [...models].map(([, body = '']): [string, string[]] => {
      const [, name = ''] = /@@map\("(\w+)"\)/.exec(body) ?? []
      return [name, [...body.matchAll(/^ {2}(\w+) +String/gm)].map(([, column = '']) => column)]
    }),
  )
}

/** The rows of the table in the document: table, columns, what for, how long, file, when erased. */
function told(): Map<string, string[]> {
  const rows = read('docs/privacy.md').matchAll(/^\| `(\w+)` \|(.*)\|$/gm)
  return new Map([...rows].map(([, name = '', rest = '']) => [name, rest.split('|').map((cell) => cell.trim())]))
}

const codes = (cell: string) => [...cell.matchAll(/`(\w+)`/g)].map(([, code = '']) => code)

test('every table, and every column of it that holds text, is told of in docs/privacy.md', () => {
  const [tables, rows] = [schema(), told()]
  expect(tables.size).toBeGreaterThan(40)
  expect([...rows.keys()].toSorted()).toEqual([...tables.keys()].toSorted())
  for (const [name, columns] of tables) {
    const [listed = '', ...cells] = rows.get(name) ?? []
    expect([name, codes(listed)]).toEqual([name, columns])
    expect(cells).toHaveLength(4)
    for (const cell of cells) expect(cell).not.toBe('')
  }
})

test('every part of the file of a customer is told of, and has a name of its own', () => {
  const names = allFeatures(defaultProgram).flatMap(({ known }) => Object.keys(known ?? {}))
  expect(new Set(names).size).toBe(names.length)
  const listed = [...told().values()].flatMap((cells) => codes(cells[3] ?? ''))
  expect([...new Set(listed)].toSorted()).toEqual(names.toSorted())
})
