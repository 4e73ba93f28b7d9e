import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toCsv } from '../../src/reports/csv.ts'
import { formatDays, formatSpan } from '../../src/reports/words.ts'

describe('how long something took', () => {
  test.each([
    [29_000, 'a minute', '1 分钟'],
    [31_000, '1 min', '1 分钟'],
    [59 * 60_000, '59 min', '59 分钟'],
    [3_599_000, '1 h', '1 小时'],
    [7_800_000, '2 h 10 min', '2 小时 10 分钟'],
    [100 * 3_600_000, '100 h', '100 小时'],
  ])('%i ms', (ms, en, zh) => {
    expect(formatSpan(ms, 'en')).toBe(en)
    expect(formatSpan(ms, 'zh')).toBe(zh)
  })

  test('days are written as people of the language write them', () => {
    const days = { first: '2026-10-24', last: '2026-11-22' }
    expect(formatDays(days, 'en', 'year')).toBe('Oct 24 – Nov 22, 2026')
    expect(formatDays({ first: '2026-11-02', last: '2026-11-02' }, 'en', 'no year')).toBe('Nov 2')
  })
})

/** Reads CSV as RFC 4180 has it. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  let at = text.startsWith('\uFEFF') ? 1 : 0
  while (at < text.length) {
    let value = ''
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        if (text[at] === '"') at++
        value += text[at]
      }
      at++
    } else for (; at < text.length && text[at] !== ',' && text[at] !== '\r'; at++) value += text[at]
    rows.at(-1)?.push(value)
    if (text[at] === ',') at++
    else {
      at += 2
      rows.push([])
    }
  }
  return rows.slice(0, -1)
}

describe('a table', () => {
  test('begins with the mark by which spreadsheets know UTF-8', () => {
    expect(toCsv([['数', 1, null]])).toBe('\uFEFF"数",1,\r\n')
  })

  test('says what was put in, whatever that is, and never as a formula', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('=1+1', '@SUM(A1)', '+7', '-7', '\t=1', ' =1', '"=1"', 'a,"b"\r\nc', '\u200B=1', '＝1'),
    )
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1 }), (rows) => {
        const read = readCsv(toCsv(rows))
        expect(read.length).toBe(rows.length)
        for (const [nth, row] of read.entries())
          for (const [column, value] of row.entries()) {
            expect(value).not.toMatch(/^\s*[=+\-@\t\r]/)
            const given = (rows[nth]?.[column] ?? '').toWellFormed()
            expect([given, `'${given}`]).toContain(value)
          }
      }),
    )
  })
})
