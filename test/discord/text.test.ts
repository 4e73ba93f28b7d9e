import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { caption, inert, within } from '../../adapters/discord/text.ts'
import { show } from '../platforms/discord/text/markdown.ts'

const names = { user: () => 'Anna', role: () => 'staff', channel: () => 'general' }
const shown = (source: string) => show(source, names)

describe('words of people stay words', () => {
  test('whatever they are made of', () => {
    const pieces = fc.constantFrom(
      ...'*_~|`>#-+[]()<@&!:/\\.1 \n\tax',
      '://',
      'https://',
      'discord.gg/',
      'discordapp.com/invite/',
      '<@1>',
      '</a:1>',
      '<t:1:R>',
      '@everyone',
      ':smile:',
      '1. ',
      '-# ',
      '>>> ',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const text = parts.join('')
        expect(shown(inert(text))).toEqual({ text, marks: [] })
        // also in the middle of a line, after a label in bold
        expect(shown(`**Label:** ${inert(text)}`)).toMatchObject({ text: `Label: ${text}`, marks: [{ kind: 'bold' }] })
      }),
      { numRuns: 2_000 },
    )
  })

  test.each([
    ['12:30 - 14:00, 5 % off. Call us: +49 30 123!', '12:30 - 14:00, 5 % off. Call us: +49 30 123!'],
    ['me at shop.example (2nd floor)', 'me at shop.example (2nd floor)'],
    ['1. one', '1\\. one'],
    ['a_b', 'a\\_b'],
    [':smile:', '\\:smile:'],
    ['see https://evil.example/', 'see https\\://evil.example/'],
    ['discord.gg/cake', 'discord\\.gg/cake'],
    ['turn \u202eme around', 'turn me around'],
  ])('with as few signs added as need be: %j is %j', (text, wanted) => {
    expect(inert(text)).toBe(wanted)
  })
})

describe('what is too long', () => {
  test('is cut so that it fits with all signs added', () => {
    const text = fc.string({ unit: fc.constantFrom('*', 'a', ' ', '😀', '\\', '<@1>', '\n- '), maxLength: 300 })
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 120 }), (source, most) => {
        const cut = within(source, most)
        expect(cut.length).toBeLessThanOrEqual(most)
        expect(cut.isWellFormed()).toBe(true)
        const { text: seen, marks } = shown(cut)
        expect(marks).toEqual([])
        expect(seen === source || source.startsWith(seen.replace(/…$/, ''))).toBe(true)
      }),
    )
  })

  test('keeps nearly all there is room for', () => {
    expect(within('*'.repeat(3000), 2000).length).toBeGreaterThan(1900)
    expect(within('a'.repeat(3000), 2000)).toBe(`${'a'.repeat(1999)}…`)
    expect(within('short', 2000)).toBe('short')
  })

  test.each([
    ['', 80, '…'],
    [' \u200b', 80, '…'],
    ['  Yes  ', 80, 'Yes'],
    ['x'.repeat(81), 80, `${'x'.repeat(79)}…`],
  ])('a caption is never empty: %j', (text, most, wanted) => {
    expect(caption(text, most)).toBe(wanted)
  })
})
