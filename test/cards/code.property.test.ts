import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isLikeCard, newCard, readCard, readOwnCard, scanOf } from '../../src/customers/card.ts'
import { readReference } from '../../src/customers/reference.ts'

const noise = fc.constantFrom('', ' ', '-', '–', '—', '‐', '  ', '\t', '\u00a0', '－')
const wide = (letter: string) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)
/** The same letters, as somebody types or reads them out. */
const typed = (card: string) =>
  fc
    .tuple(
      ...[...card.replaceAll('-', '')].map((letter) =>
        fc.tuple(fc.constantFrom(letter, letter.toLowerCase(), wide(letter)), noise).map((pair) => pair.join('')),
      ),
    )
    .map((letters) => letters.join(''))
const cards = fc.constant(0).map(newCard)

describe('the code of a card', () => {
  test('is three times three letters and digits that nobody mistakes for others', () => {
    fc.assert(
      fc.property(cards, (card) => {
        expect(card).toMatch(/^([2-9A-HJKMNP-Z]{3}-){2}[2-9A-HJKMNP-Z]{3}$/)
      }),
    )
  })

  test('is read however it is typed: small, wide, with spaces and hyphens of any kind, or none', () => {
    const both = cards.chain((card) => fc.tuple(fc.constant(card), typed(card)))
    fc.assert(
      fc.property(both, ([card, written]) => {
        fc.pre(written.length <= 36)
        expect(readCard(written)).toBe(card)
        expect(readReference(`card:${written}`)).toEqual({ kind: 'card', card })
      }),
    )
  })

  test('is not read from what has a letter less, more, or one that no code has', () => {
    fc.assert(
      fc.property(cards, fc.constantFrom('0', 'O', '1', 'I', 'l', 'é', '。', '码'), (card, strange) => {
        expect(readCard(card.slice(1))).toBeUndefined()
        expect(readCard(`${card}7`)).toBeUndefined()
        expect(readCard(strange + card.slice(1))).toBeUndefined()
      }),
    )
  })

  test('is known among other words by a digit and by how it stands there', () => {
    fc.assert(
      fc.property(cards, fc.constantFrom('', '-', ' ', '–'), (card, between) => {
        expect(isLikeCard(card.replaceAll('-', between))).toBe(/\d/.test(card))
        expect(isLikeCard(`${card.replaceAll('-', between)}7`)).toBe(false)
      }),
    )
    for (const words of ['sure at 5 pm', 'Katharyna', 'a b 2 c d e f g h', '']) expect(isLikeCard(words)).toBe(false)
  })

  test('is in the square without hyphens, and is the same read back', () => {
    fc.assert(
      fc.property(cards, (card) => {
        expect(scanOf(card)).toMatch(/^[2-9A-Z]{9}$/)
        expect(readCard(scanOf(card))).toBe(card)
      }),
    )
  })

  test('of the shop’s own is read and scanned letter by letter', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_.@-]{4,100}$/), (own) => {
        fc.pre(readCard(own) === undefined)
        expect(readOwnCard(own)).toBe(own)
        expect(scanOf(own)).toBe(own)
        expect(readReference(`card:${own}`)).toEqual({ kind: 'card', card: own })
      }),
    )
  })

  test('is none in anything at all that people write', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (words) => {
        const card = readCard(words)
        if (card !== undefined) expect(readCard(card)).toBe(card)
      }),
    )
  })
})
