import { EOF, type IToken, type TokenType } from 'chevrotain'
import { nearest } from '../../program/nearest.ts'
import { type Audience, conditionsOf, limits } from './audience.ts'
import { Grammar } from './grammar.ts'
import { DateToken, MonthToken, NameToken, NumberToken, tokens, tokensOf, UnclosedToken } from './lexer.ts'
import { type AudienceProblem, clip, type Term } from './problem.ts'
import { type Concept, vocabulary } from './words.ts'

/** Made once: it takes some milliseconds. */
const grammar = new Grammar()

/** Terms in the order in which they are named, with a token that stands for each. */
const terms: readonly [Term, TokenType][] = [
  ...(Object.keys(vocabulary) as Concept[]).map((concept): [Term, TokenType] => [concept, tokens[concept]]),
  ['Number', NumberToken],
  ['Date', DateToken],
  ['Month', MonthToken],
  ['Name', NameToken],
]

/** Does what {@link import('./read.ts').readAudience} promises. */
export function read(text: string): { audience: Audience } | { problem: AudienceProblem } {
  const problem = unreadable(text)
  if (problem) return { problem }
  const found = tokensOf(text)
  const limited = found.length === 0 ? place('empty', text, 0, 0) : (unclosed(text, found) ?? tooDeep(text, found))
  if (limited) return { problem: limited }
  const { audience, wrong, complaints } = parse(found)
  if (wrong !== undefined || audience === undefined) return { problem: unexpected(text, found, wrong ?? found.length) }
  const [first] = complaints.toSorted((a, b) => a.token.startOffset - b.token.startOffset)
  if (first) {
    const { token, ...rest } = first
    return { problem: { ...at(rest.kind, text, token), ...rest } }
  }
  if (conditionsOf(audience).length > limits.conditions)
    return { problem: { ...place('many', text, 0, 0), most: limits.conditions } }
  return { audience }
}

function unreadable(text: string): AudienceProblem | undefined {
  if (text.length > limits.letters) return { ...place('long', text, limits.letters, 0), most: limits.letters }
  const bad = /[^\P{Cc}\t\n\r]|\p{Cs}|\p{Bidi_Control}/u.exec(text)
  return bad ? { ...place('character', text, bad.index, bad[0].length), found: codePoint(bad[0]) } : undefined
}

const codePoint = (letter: string) => `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

function unclosed(text: string, found: readonly IToken[]): AudienceProblem | undefined {
  const quote = found.find(({ tokenType }) => tokenType === UnclosedToken)
  return quote && at('unclosed', text, quote)
}

/** Brackets within each other, and negations in a row, would have the parser call itself as often. */
function tooDeep(text: string, found: readonly IToken[]): AudienceProblem | undefined {
  let [open, nots] = [0, 0]
  for (const token of found) {
    const is = (concept: Concept) => token.tokenType.CATEGORIES?.includes(tokens[concept])
    nots = is('Not') ? nots + 1 : 0
    if (is('Open')) open += 1
    if (is('Close')) open -= 1
    if (Math.max(open, nots) > limits.depth) return { ...at('deep', text, token), most: limits.depth }
  }
  return undefined
}

/** `wrong` is the place among the tokens of the first that does not fit; absent when all do. */
function parse(found: readonly IToken[]) {
  grammar.complaints = []
  grammar.input = [...found]
  const audience: Audience | undefined = grammar.audience()
  const [error] = grammar.errors
  if (!error) return { audience, complaints: grammar.complaints }
  const nth = found.indexOf(error.token)
  return { audience: undefined, wrong: nth < 0 ? found.length : nth, complaints: [] }
}

/** What could have stood at that place: everything with which the grammar gets past it. */
function expectedAt(found: readonly IToken[], nth: number): Term[] {
  const before = found.slice(0, nth)
  const fits = terms.filter(([, type]) => {
    const { wrong } = parse([...before, standIn(type)])
    return wrong === undefined || wrong > nth
  })
  const expected = fits.map(([term]) => term)
  const isCondition = expected.includes('Everyone')
  return [
    ...(isCondition ? (['condition'] as const) : []),
    ...expected.filter((term) => !isCondition || ['Open', 'Not'].includes(term)),
    ...(parse(before).wrong === undefined ? (['end'] as const) : []),
  ]
}

const standIn = (tokenType: TokenType): IToken => ({
  ...{ image: '1', startOffset: 0, tokenType },
  tokenTypeIdx: tokenType.tokenTypeIdx ?? 0,
})

function unexpected(text: string, found: readonly IToken[], nth: number): AudienceProblem {
  const token = found[nth]
  const expected = expectedAt(found, nth)
  if (!token || token.tokenType === EOF) return { ...place('unexpected', text, text.trimEnd().length, 0), expected }
  const problem = { ...at('unexpected', text, token), expected }
  const meant = token.tokenType.name === 'Stray' ? nearest(token.image, wordsFor(expected)) : undefined
  return meant === undefined ? problem : { ...problem, meant }
}

/** The Latin words of those terms: of Chinese ones, which are short, all are near to each other. */
function wordsFor(expected: readonly Term[]): string[] {
  const all = Object.keys(vocabulary) as Concept[]
  const wanted = expected.includes('condition') ? all : all.filter((concept) => expected.includes(concept))
  return wanted.flatMap((concept) => vocabulary[concept].en.filter((word) => /^[a-z]{3,}$/.test(word)))
}

function at(kind: AudienceProblem['kind'], text: string, { startOffset, image }: IToken): AudienceProblem {
  return place(kind, text, startOffset, image.length)
}

function place(kind: AudienceProblem['kind'], text: string, start: number, length: number): AudienceProblem {
  return { kind, at: start, length, found: clip(text.slice(start, start + length)), expected: [] }
}
