import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawnOn } from '../../src/campaigns/draft/drawn.ts'
import { draw } from '../../src/charts/draw.ts'
import type { Preview, PreviewPiece } from '../../src/charts/preview.ts'
import { type Box, type Item, layOut } from '../../src/charts/preview-layout.ts'
import type { Piece } from '../../src/chat.ts'
import { dark, look } from './look.ts'

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** As wide as letters mostly are. */
const measure = (text: string, size: number) =>
  [...graphemes.segment(text)].reduce(
    (sum, { segment }) => sum + size * (/\p{Script=Han}|\p{Emoji_Presentation}|[，。]/u.test(segment) ? 1 : 0.58),
    0,
  )

/** What there is to be read, without what ends lines or is not drawn. */
const letters = (text: string) => text.toWellFormed().replace(/[\p{Cc}\p{Bidi_Control}]|\s/gu, '')

const textsOf = (items: readonly Item[]) => items.flatMap((it) => (it.kind === 'text' ? [it] : []))
const isWithin = (inner: Box, outer: Box) =>
  inner.x >= outer.x - 0.5 &&
  inner.y >= outer.y - 0.5 &&
  inner.x + inner.width <= outer.x + outer.width + 0.5 &&
  inner.y + inner.height <= outer.y + outer.height + 0.5

const word = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc.stringMatching(/^[a-z ,.-]{0,200}$/),
  fc.constantFrom(
    '春天来了，我们的新咖啡豆也到了。',
    'https://example.com/'.padEnd(180, 'a'),
    '☕😀',
    '- - -',
    '\n\n',
    '。。。',
  ),
)
const written = fc.array(word, { maxLength: 8 }).map((all) => all.join(' '))
const piece: fc.Arbitrary<PreviewPiece> = fc.record({
  text: written,
  attached: fc.record({
    as: fc.constantFrom('picture' as const, 'file' as const),
    where: fc.constantFrom('above' as const, 'below' as const),
    label: word,
  }),
  buttons: fc.array(fc.array(word, { maxLength: 4 }), { maxLength: 4 }),
})
const platform = fc.constantFrom('telegram', 'slack', 'discord', 'web', 'elsewhere')

test('all that a platform shows is drawn, and nothing stands over an edge or on something else', () => {
  const panes = fc.array(
    fc.record({ platform, name: word, pieces: fc.array(piece, { maxLength: 3 }), lost: written }),
    { minLength: 1, maxLength: 5 },
  )
  fc.assert(
    fc.property(panes, fc.string({ maxLength: 30 }), (panes, sender) => {
      const preview: Preview = { kind: 'preview', title: 'Spring', sender, panes }
      const { width, height, items } = layOut(preview, measure)
      const all = items.flatMap((it) => (it.kind === 'text' ? [letters(it.text)] : [])).join('')
      const wanted = panes.flatMap(({ platform, name, pieces, lost }) => [
        name,
        ...pieces.flatMap(({ text, attached, buttons }) => {
          const file = attached?.as === 'file' ? [attached.label] : []
          const who = platform === 'slack' || platform === 'discord' ? [sender] : []
          const above = attached?.where === 'above'
          return [...who, ...(above ? file : []), text, ...(above ? [] : file), ...buttons.flat()]
        }),
        lost,
      ])
      expect(all).toBe(letters(['Spring', ...wanted].join('')))
      for (const item of items) expect(isWithin(item, { x: 0, y: 0, width, height })).toBe(true)
      const texts = textsOf(items)
      for (const it of texts) expect(measure(it.text, it.size)).toBeLessThanOrEqual(it.width + 0.5)
      const overlap = (a: Box, b: Box) =>
        a.x + 0.5 < b.x + b.width &&
        b.x + 0.5 < a.x + a.width &&
        a.y + 0.5 < b.y + b.height &&
        b.y + 0.5 < a.y + a.height
      for (const [nth, one] of texts.entries())
        for (const other of texts.slice(nth + 1)) expect(overlap(one, other)).toBe(false)
    }),
    { numRuns: 60 },
  )
})

test('a Chinese line does not begin with a full stop', () => {
  const text = '春天来了，我们的新咖啡豆也到了。欢迎来店里品尝，会员积分翻倍。'.repeat(20)
  const preview: Preview = {
    ...{ kind: 'preview', title: 'T', sender: 'S' },
    panes: [{ platform: 'telegram', name: 'Telegram', pieces: [{ text, buttons: [] }] }],
  }
  const lines = textsOf(layOut(preview, measure).items).map((it) => it.text)
  expect(lines.length).toBeGreaterThan(10)
  expect(lines.filter((line) => /^[，。]/.test(line))).toEqual([])
})

test('what each platform makes of a message becomes one picture, which says what is lost', async () => {
  const message = { text: 'Hello Ida', parts: [{ kind: 'buttons' as const, buttons: [{ label: 'Go', press: 'x' }] }] }
  const drawn = (text: string, labels: string[]): Piece[] => [{ text, buttons: [labels] }]
  const drawers = [
    { platform: 'telegram', drawn: () => drawn('Hello…', ['Go']) },
    { platform: 'slack', drawn: () => drawn('Hello Ida', []) },
    { platform: 'unseen' },
    { platform: 'discord', drawn: () => [] },
  ]
  const [image, ...none] = drawnOn(message, drawers, { title: 'Spring', sender: 'Café', locale: 'en' })
  expect(none).toEqual([])
  const preview: Preview = JSON.parse(image?.made.replace(/^campaign-preview:/, '') ?? '')
  expect(preview.panes.map(({ name, lost }) => [name, lost])).toEqual([
    ['Telegram', 'the text is cut after 5 letters'],
    ['Slack', 'without the buttons “Go”'],
    ['Discord', 'would not be sent'],
  ])
  expect(image?.alt).toContain('Telegram: 1 message, the text is cut after 5 letters')
  const seen = await look(await draw(preview))
  expect(seen.width).toBe(1000)
  expect(dark(seen)).toBeGreaterThan(1_000)
})
