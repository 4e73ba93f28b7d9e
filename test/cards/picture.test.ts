import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Card } from '../../src/charts/card.ts'
import { draw } from '../../src/charts/draw.ts'
import { dark, look } from '../charts/look.ts'
import { scanned } from '../charts/scan.ts'

const card: Card = {
  kind: 'card',
  eyebrow: 'Café Morgenrot',
  title: 'Rita Sommer',
  otherwise: 'My card',
  headline: '1,240 points ready to use',
  text: 'Class: gold',
  scan: '7KQM4X2RD',
  code: '7KQ-M4X-2RD',
  hint: 'Show this when you pay.',
}
const chinese: Card = {
  ...card,
  eyebrow: '晨光咖啡馆',
  title: '欧阳梅',
  headline: '可用积分 1,240',
  text: '等级：金卡',
  hint: '付款时请出示。',
}
/** No font has letters for these. */
const nowhere = '\u{10fffe}\u{1fffe}'

/** Colours beside the words, where there is room around them. A letter such as j hangs out of its own width by a few pixels. */
async function besideWords(png: Uint8Array): Promise<Set<string>> {
  const { height } = await look(png)
  const colours = new Set<string>()
  for (const box of [
    { x: 906, y: 0, width: 8, height },
    { x: 86, y: 0, width: 8, height },
    { x: 0, y: height - 36, width: 1000, height: 36 },
  ]) {
    const { data } = await look(png, box)
    for (let at = 0; at < data.length; at += 4) colours.add([...data.subarray(at, at + 3)].join())
  }
  return colours
}

const ground = '245,242,236'
const accent = '20,105,90'

describe('the picture of a card', () => {
  test.each([
    ['in English', card],
    ['in Chinese', chinese],
    [
      'of somebody whose name nobody can fit',
      { ...card, title: `${'Maximiliana-Theodora '.repeat(4)}${'W'.repeat(60)}` },
    ],
    ['of somebody with a hundred Chinese letters', { ...chinese, title: '欧'.repeat(100) }],
    [
      'of a shop with a long name',
      { ...card, eyebrow: 'The Old Harbour Coffee Roasters and Bakery of Saint Petersburg' },
    ],
    [
      'with a long class',
      { ...card, text: `Class: ${'w'.repeat(40)}`, headline: '123,456,789,012 points ready to use' },
    ],
    ['with a code of the shop’s own', { ...card, scan: `${'A-0'.repeat(33)}x`, code: `${'A-0'.repeat(33)}x` }],
    ['of a name in many scripts', { ...card, title: 'Ирина Αθηνά محمد דוד 김민수 สมชาย नेहा 山田' }],
  ])('%s stays within its room, and can be scanned', async (_, drawn) => {
    const png = await draw(drawn)
    expect([...(await besideWords(png))].sort()).toEqual([accent, ground])
    expect(await scanned(png)).toBe(drawn.scan)
    expect(png.length).toBeLessThan(300_000)
  })

  test('of any name stays within its room, and can be scanned', async () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 100 })
    await fc.assert(
      fc.asyncProperty(name, async (title) => {
        const png = await draw({ ...card, title })
        expect([...(await besideWords(png))].sort()).toEqual([accent, ground])
        expect(await scanned(png)).toBe(card.scan)
      }),
      { numRuns: 25 },
    )
  })

  test('shows the name, and its lines at hyphens', async () => {
    const [rita, other] = await Promise.all([draw(card), draw({ ...card, title: 'Rita Winter' })])
    expect(Buffer.from(rita ?? []).equals(other ?? new Uint8Array())).toBe(false)
    // two lines of it are higher than one that is cut off
    const long = 'Hohenstaufen-Schwarzburg-Rudolstadt'
    expect((await look(await draw({ ...card, title: long }))).height).toBeGreaterThan(
      (await look(await draw(card))).height,
    )
  })

  test('leaves out of a name what would be boxes, and has another title where nothing is left', async () => {
    const same = async (one: Partial<Card>, other: Partial<Card>) =>
      Buffer.from(await draw({ ...card, ...one })).equals(await draw({ ...card, ...other }))
    expect(await same({ title: `Rita ${nowhere}Sommer` }, {})).toBe(true)
    expect(await same({ title: nowhere }, { title: 'My card' })).toBe(true)
    expect(await same({ title: `${nowhere} ` }, {})).toBe(false)
    expect(await same({ title: nowhere, otherwise: '' }, { title: '', otherwise: '' })).toBe(true)
    expect(dark(await look(await draw({ ...card, title: nowhere })))).toBeGreaterThan(30_000)
  })
})
