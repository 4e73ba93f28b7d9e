import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain'
import { type Concept, fillers, months, named, vocabulary } from './words.ts'

/**
 * Takes a text apart into words of {@link vocabulary}, numbers, dates and names. Of words that fit, the longest is taken;
 * what follows one that needs a name is read as a name, whatever it is. Everything is some token: what means nothing is
 * left to the grammar, which says what could have stood there.
 */
const concepts = Object.keys(vocabulary) as Concept[]

/** One type for each concept: the grammar speaks of these, and each word of a text belongs to one. */
export const tokens = Object.fromEntries(
  concepts.map((name) => [name, createToken({ name, pattern: Lexer.NA })]),
) as Record<Concept, TokenType>

/** Chevrotain cannot work out what such a pattern begins with, and need not: texts are short. */
const token = (name: string, pattern: RegExp, more: object = {}) =>
  createToken({ name, pattern, line_breaks: true, ...more })

export const NumberToken = token('Number', /(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?/)
/** Anything that is meant as a date. */
export const DateToken = token('Date', /\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*[日号]?|\d{1,4}([-./])\d{1,2}\1\d{1,4}/)
export const MonthToken = createToken({ name: 'Month', pattern: Lexer.NA })
export const NameToken = createToken({ name: 'Name', pattern: Lexer.NA })
export const UnclosedToken = token('Unclosed', /["“”„「『«][\s\S]*/, { pop_mode: true })

const escaped = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s+')
/** A Latin word ends where no letter or digit follows; Chinese has no such ends. */
const wordPattern = (word: string) => new RegExp(escaped(word) + (/[a-z]$/.test(word) ? '(?![a-z0-9_])' : ''), 'i')

type Word = { word: string; pattern: RegExp; more: object }

const words: Word[] = [
  ...concepts.flatMap((concept) =>
    [...vocabulary[concept].en, ...vocabulary[concept].zh].map((word) => ({
      word,
      pattern: wordPattern(word),
      more: { categories: [tokens[concept]], ...(named.has(concept) && { push_mode: 'name' }) },
    })),
  ),
  ...[...months.en, ...months.short, ...months.zh].map((word) => ({
    word,
    pattern: wordPattern(word),
    more: { categories: [MonthToken] },
  })),
  ...fillers.map((word) => ({ word, pattern: wordPattern(word), more: { group: Lexer.SKIPPED } })),
]

/** Whole letters, which Chevrotain's own patterns do not know. */
const stray = (name: string, pattern: RegExp, more: object = {}) =>
  createToken({
    ...{ name, line_breaks: true, ...more },
    pattern: (text: string, offset: number) => {
      pattern.lastIndex = offset
      return pattern.exec(text)
    },
  })

const space = token('Space', /\s+/, { group: Lexer.SKIPPED })
const inWords = [
  space,
  DateToken,
  token('MonthNumber', /(?:1[0-2]|0?[1-9])\s*月(?!\s*\d)/, { categories: [MonthToken] }),
  NumberToken,
  ...words
    .toSorted((a, b) => b.word.length - a.word.length)
    .map(({ word, pattern, more }, nth) => token(`word ${nth} ${word}`, pattern, more)),
  stray('Stray', /[\p{L}\p{M}\p{N}_'’-]+|[\s\S]/uy),
]

/** `""` stands for one quote within a name in quotes. A name without stops where it could be misunderstood. */
const inName = [
  space,
  token('Filler', /is(?=\s)|[=:：]|是|为/i, { group: Lexer.SKIPPED }),
  token('Quoted', /["“”„](?:[^"“”„]|([“”„"])\1)*["“”„]|[「『][^」』]*[」』]|«[^»]*»/, {
    categories: [NameToken],
    pop_mode: true,
  }),
  UnclosedToken,
  token(
    'Bare',
    /(?!(?:and|or|not|but)(?![a-z0-9_]))(?:(?![且或和并]|以及|而且|同时)[^\s()（）"“”„「」『』«»,，;；<>＜＞≤≥&|])+/i,
    {
      categories: [NameToken],
      pop_mode: true,
    },
  ),
  stray('NoName', /[\p{L}\p{M}\p{N}_'’-]+|[\s\S]/uy, { pop_mode: true }),
]

/** All types of tokens, for the grammar. */
export const allTokens: readonly TokenType[] = [
  ...new Set([...Object.values(tokens), MonthToken, NameToken, ...inWords, ...inName]),
]

const lexer = new Lexer(
  { modes: { words: inWords, name: inName }, defaultMode: 'words' },
  { positionTracking: 'onlyOffset', ensureOptimizations: false, skipValidations: true },
)

export function tokensOf(text: string): IToken[] {
  return lexer.tokenize(text).tokens
}

/** The name that such a token holds, without its quotes. */
export function nameOf({ image }: IToken): string {
  const quoted = /^["“”„「『«]/.test(image)
  const name = quoted ? image.slice(1, -1).replace(/(["“”„])\1/g, '$1') : image
  return name.normalize('NFC').trim().replace(/\s+/g, ' ')
}

/** 1 to 12. */
export function monthOf({ image }: IToken): number {
  const word = image.toLowerCase()
  for (const names of Object.values(months)) {
    const nth = (names as readonly string[]).indexOf(word)
    if (nth >= 0) return nth + 1
  }
  return Number.parseInt(word, 10)
}
