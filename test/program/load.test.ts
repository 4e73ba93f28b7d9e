import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadProgram, ProgramError } from '../../src/program/load.ts'
import { defaultProgram } from '../../src/program/program.ts'

const folder = mkdtempSync(join(tmpdir(), 'regulars-program-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

function failure(path: string): ProgramError {
  try {
    loadProgram(path)
  } catch (error) {
    if (error instanceof ProgramError) return error
    throw error
  }
  throw new Error('the program was loaded')
}

test('without a path it is the program in force when there is no file', () => {
  expect(loadProgram(undefined)).toEqual(defaultProgram)
  expect(loadProgram('')).toEqual(defaultProgram)
})

test('a file is read', () => {
  expect(loadProgram(file('good.yaml', 'shop: 一家咖啡馆\ncurrency: CNY\n'))).toEqual({
    ...defaultProgram,
    shop: '一家咖啡馆',
    currency: 'CNY',
  })
})

test('every problem is told on a line of its own', () => {
  const path = file('bad.yaml', 'shop: A\ncurrency: eur\ndept: zero\n')
  const error = failure(path)
  expect(error.problems).toHaveLength(2)
  expect(error.message.split('\n')).toEqual([
    `${path}:2: currency must be an ISO 4217 code such as EUR, found "eur". Write EUR.`,
    `${path}:3: dept is not known. Write debt.`,
  ])
})

test('a file that is not there, a folder, and what is not text are told with a remedy', () => {
  expect(failure(join(folder, 'none.yaml')).message).toMatch(
    /none\.yaml:1: the file cannot be read \(ENOENT\)\. Set PROGRAM/,
  )
  expect(failure(folder).message).toMatch(/cannot be read \(EISDIR\)/)
  expect(failure(file('latin.yaml', Uint8Array.of(0x73, 0x3a, 0x20, 0xe9))).message).toMatch(
    /is not UTF-8 text\. Save it as UTF-8\./,
  )
})
