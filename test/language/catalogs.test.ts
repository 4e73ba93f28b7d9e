import { readdirSync, readFileSync } from 'node:fs'
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'
import { describe, expect, test } from 'vitest'
import { closestLocale, languageName, locales, text } from '../../src/language/text.ts'

const folder = new URL('../../locales/', import.meta.url)
const catalog = (locale: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`${locale}.json`, folder), 'utf8'))
const english = catalog('en')

function names(elements: MessageFormatElement[]): string[] {
  return elements.flatMap((it) => {
    if (it.type === TYPE.literal || it.type === TYPE.pound) return []
    if (it.type === TYPE.plural || it.type === TYPE.select)
      return [it.value, ...Object.values(it.options).flatMap((option) => names(option.value))]
    return it.type === TYPE.tag ? names(it.children) : [it.value]
  })
}

describe.each(locales)('%s', (locale) => {
  const messages = catalog(locale)

  test('has every text, and none that nobody else has', () => {
    expect(Object.keys(messages).sort()).toEqual(Object.keys(english).sort())
  })

  test.each(Object.entries(messages))('%s says what it is given, plainly', (key, message) => {
    const given = (source: string) => [...new Set(names(parse(source, { ignoreTag: true })))].sort()
    // A language without plural forms need not mention the number twice.
    expect(given(message).every((name) => given(english[key] ?? '').includes(name))).toBe(true)
    expect(message).not.toMatch(/[!！]/)
    expect(message).toBe(message.trim())
  })
})

test('there is a catalogue for each file', () => {
  expect(readdirSync(folder).map((file) => file.replace('.json', ''))).toEqual([...locales])
})

test.each([
  ['zh-hans-CN', 'zh'],
  ['zh_TW', 'zh'],
  ['en-GB', 'en'],
  ['fr', 'en'],
  ['', 'en'],
  [undefined, 'en'],
  ['-', 'en'],
])('%s is answered in %s', (tag, locale) => {
  expect(closestLocale(tag)).toBe(locale)
})

test('a language is named in itself', () => {
  expect(locales.map(languageName)).toEqual(['English', '中文'])
})

test('a key that is in no catalogue is a mistake of ours', () => {
  expect(() => text('en', 'no.such.key')).toThrow('no.such.key')
})
