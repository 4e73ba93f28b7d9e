import fc from 'fast-check'
import { type Audience, type Condition, combine, negate, type Period } from '../../src/audiences/rules/audience.ts'
import { vocabulary } from '../../src/audiences/rules/words.ts'

const day = fc
  .date({ min: new Date('2025-11-01'), max: new Date('2026-04-30'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const span = fc.oneof(
  fc.record({ count: fc.oneof(fc.nat(40), fc.nat(400)), unit: fc.constant('days' as const) }),
  fc.record({ count: fc.integer({ min: 1, max: 9 }), unit: fc.constant('weeks' as const) }),
  fc.record({ count: fc.integer({ min: 1, max: 14 }), unit: fc.constant('months' as const) }),
)
const period: fc.Arbitrary<Period> = fc.record({ since: day, before: day, last: span }, { requiredKeys: [] })
const compare = fc.constantFrom('>', '>=', '<', '<=', '=')
/** Names with all that could be mistaken for something else. */
const name = fc.oneof(
  fc.constantFrom(
    'vip',
    'new',
    'and',
    '和平',
    'a"b',
    '“',
    'x""',
    '不',
    "o'neil",
    '(',
    '> 5',
    "'); DROP TABLE customer; --",
    '?',
  ),
  fc
    .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
    .map((text) =>
      text
        .normalize('NFC')
        .replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}\s]+/gu, ' ')
        .trim(),
    )
    .filter((text) => text !== '' && !text.endsWith('*')),
)
const small = name
  .map((text) => text.toLowerCase())
  .filter((text) => text === text.normalize('NFC') && text === text.trim())
export const tags = ['vip', 'new', '老客户']
export const classes = ['gold', 'silver']
export const campaigns = ['Spring', 'It\'s "on"']
const article = fc.oneof(
  fc.constantFrom({ sku: 'COFFEE' }, { sku: 'TEA' }, { prefix: 'COF' }, { prefix: 'T' }),
  name.map((sku) => ({ sku })),
)

export const condition = (cards: readonly string[]): fc.Arbitrary<Condition> =>
  fc.oneof(
    fc.constant({ kind: 'everyone' as const }),
    fc.constant({ kind: 'staff' as const }),
    fc.record({
      kind: fc.constant('bought' as const),
      period,
      of: fc.option(article),
      times: fc.integer({ min: 1, max: 4 }),
    }),
    fc.record({
      kind: fc.constant('spent' as const),
      compare,
      amount: fc.constantFrom('0', '10', '25.5', '99.99', '10.005', '0.001'),
      period,
    }),
    fc.record({ kind: fc.constant('points' as const), compare, points: fc.constantFrom(0, 5, 20, 100) }),
    fc.record({ kind: fc.constant('expiring' as const), within: span, compare, points: fc.constantFrom(0, 5, 20) }),
    fc.record({
      kind: fc.constant('platform' as const),
      platform: fc.constantFrom('telegram', 'slack', 'discord', 'web'),
    }),
    fc.record({ kind: fc.constant('language' as const), locale: fc.constantFrom('en', 'zh') }),
    fc.record({ kind: fc.constant('tag' as const), tag: fc.oneof(fc.constantFrom(...tags), small) }),
    fc.record({ kind: fc.constant('class' as const), class: fc.oneof(fc.constantFrom(...classes), small) }),
    fc.record({ kind: fc.constant('joined' as const), period }),
    fc.record({ kind: fc.constant('referred' as const), card: fc.option(fc.constantFrom(...cards)) }),
    fc.record({ kind: fc.constant('brought' as const), friends: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ kind: fc.constant('birthday' as const), within: span }),
    fc.record({ kind: fc.constant('birthmonth' as const), month: fc.integer({ min: 1, max: 12 }) }),
    fc.constant({ kind: 'complaining' as const }),
    fc.record({ kind: fc.constant('complained' as const), period }),
    fc.record({
      kind: fc.constant('campaign' as const),
      deed: fc.constantFrom('got' as const, 'ignored' as const),
      name: fc.oneof(fc.constantFrom(...campaigns), name),
      option: fc.constant(null),
      at: fc.constant(0),
    }),
    fc.record({
      kind: fc.constant('campaign' as const),
      deed: fc.constant('answered' as const),
      name: fc.constantFrom(...campaigns),
      option: fc.option(fc.integer({ min: 1, max: 3 })),
      at: fc.constant(0),
    }),
  ) as fc.Arbitrary<Condition>

/** Audiences as reading makes them. */
export function audience(leaf: fc.Arbitrary<Condition>): fc.Arbitrary<Audience> {
  return fc.letrec<{ node: Audience }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf as fc.Arbitrary<Audience>,
      fc
        .tuple(fc.constantFrom('all' as const, 'any' as const), fc.array(tie('node'), { minLength: 2, maxLength: 3 }))
        .map(([kind, parts]) => combine(kind, parts)),
      tie('node').map(negate),
    ),
  })).node
}

/** The same, wherever its names stood. */
export function unplaced(audience: Audience): Audience {
  if (audience.kind === 'all' || audience.kind === 'any') return { ...audience, of: audience.of.map(unplaced) }
  if (audience.kind === 'not') return { ...audience, of: unplaced(audience.of) }
  return 'at' in audience ? { ...audience, at: 0 } : audience
}

const allWords = Object.values(vocabulary).flatMap(({ en, zh }): string[] => [...en, ...zh])

/** Texts that are nearly audiences, or nothing of the kind. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(
      fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...allWords) },
        fc.constantFrom(
          '30',
          '1,000',
          '0.5',
          '2026-01-31',
          '2026年1月31日',
          '31.1.2026',
          'march',
          '3月',
          '"vip"',
          'vip',
          '"',
          '\0',
          '\ud800',
        ),
        fc.nat().map(String),
      ),
      { maxLength: 14 },
    )
    .chain((words) => fc.constantFrom(' ', '', '  \n').map((space) => words.join(space))),
)
