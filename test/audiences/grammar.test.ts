import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { describeAudience, problemText, readAudience } from '../../src/audiences/exports.ts'
import type { Audience, Condition } from '../../src/audiences/rules/audience.ts'
import type { Term } from '../../src/audiences/rules/problem.ts'
import { vocabulary } from '../../src/audiences/rules/words.ts'
import { text } from '../../src/language/text.ts'
import { unplaced } from './arbitrary.ts'

const days = (count: number) => ({ count, unit: 'days' as const })
const bought = (more: Partial<Extract<Condition, { kind: 'bought' }>> = {}): Condition => ({
  ...{ kind: 'bought', period: {}, of: null, times: 1 },
  ...more,
})
const not = (of: Audience): Audience => ({ kind: 'not', of })
const all = (...of: Audience[]): Audience => ({ kind: 'all', of })
const any = (...of: Audience[]): Audience => ({ kind: 'any', of })
const tag = (name: string): Condition => ({ kind: 'tag', tag: name })

function audienceOf(text: string): Audience {
  const read = readAudience(text)
  if ('problem' in read) throw new Error(`${text}: ${JSON.stringify(read.problem)}`)
  return unplaced(read.audience)
}

/** Each audience with ways to say it. */
const table: [Audience, ...string[]][] = [
  [{ kind: 'everyone' }, 'everyone', 'EVERYBODY', 'all customers', '所有人', '全体', '(( everyone ))'],
  [not({ kind: 'staff' }), 'not staff', '非员工', 'not not not team'],
  [bought(), 'bought', 'has bought', 'purchased', '买过', '购买过', '有买过'],
  [not(bought()), 'not bought', 'never bought', "didn't buy", 'did not buy', '没买过', '没有购买过', '从未买过'],
  [
    bought({ period: { last: days(30) } }),
    ...['bought in 30 days', 'bought within the last 30 days', 'bought last 30d', 'in 30 days bought'],
    ...['30天内买过', '买过 30天内', '最近30天买过', '最近 30 天内 买过', '在30天内购买过'],
  ],
  [
    not(bought({ period: { last: days(30) } })),
    'not bought in 30 days',
    '30天内没买过',
    '没有 30天内买过',
    '最近30天未购买',
  ],
  [
    bought({ period: { last: { count: 2, unit: 'weeks' } } }),
    'bought in 2 weeks',
    '2周内买过',
    '两周'.replace('两周', '2个星期内买过'),
  ],
  [bought({ period: { last: { count: 3, unit: 'months' } } }), 'bought in 3 months', '3个月内买过'],
  [bought({ period: { last: days(0) } }), 'bought today', '今天买过', 'bought in 0 days'],
  [
    bought({ period: { since: '2026-01-31' } }),
    ...[
      'bought since 2026-01-31',
      'bought since 2026-1-31',
      '自2026年1月31日买过',
      '2026-01-31 以来买过',
      '从 2026 年 1 月 31 日起买过',
    ],
  ],
  [
    bought({ period: { before: '2026-01-31' } }),
    'bought before 2026-01-31',
    '2026-01-31之前买过',
    '2026年1月31日前买过',
  ],
  [
    bought({ period: { since: '2026-01-01', before: '2026-02-01' } }),
    ...['bought since 2026-01-01 before 2026-02-01', '2026-01-01起 2026-02-01之前买过'],
  ],
  [bought({ of: { sku: 'A-1' } }), 'bought of A-1', 'bought article "A-1"', '买过商品A-1', '买过 货号「A-1」'],
  [bought({ of: { prefix: 'COF' } }), 'bought of COF*', '买过商品 "COF*"'],
  [bought({ times: 3 }), 'bought at least 3 times', 'bought >= 3 times', '买过至少3次', '买过 不少于 3 次'],
  [
    { kind: 'spent', compare: '>', amount: '1000.5', period: { last: days(7) } },
    ...[
      'spent > 1,000.50 in 7 days',
      'spent more than 1000.5 in the last 7 days',
      'spent in 7 days over 1000.500',
      '7天内消费超过1000.5',
    ],
  ],
  [
    { kind: 'spent', compare: '<=', amount: '0', period: {} },
    'spent at most 0',
    'spent <= 0.00',
    '消费不超过0',
    'spent ≤ 0',
  ],
  [
    { kind: 'points', compare: '>', points: 100 },
    ...[
      'points > 100',
      'more than 100 points',
      'has more than 100 points',
      '积分>100',
      '积分 ＞ 100',
      '积分超过100',
      '超过100积分',
    ],
  ],
  [{ kind: 'points', compare: '=', points: 0 }, 'points = 0', 'exactly 0 points', '积分等于0'],
  [
    { kind: 'expiring', within: days(7), compare: '>', points: 0 },
    ...[
      'points expiring in 7 days',
      'expiring in 7 days',
      'expiring points within the next 7 days',
      '7天内过期',
      '积分7天内到期',
      '7天内积分过期',
    ],
  ],
  [
    { kind: 'expiring', within: days(7), compare: '>', points: 100 },
    ...['points expiring in 7 days > 100', 'expiring > 100 in 7 days', '积分 7天内过期 > 100'],
  ],
  [{ kind: 'platform', platform: 'telegram' }, 'platform telegram', 'on Telegram', '平台telegram', '平台是 Telegram'],
  [{ kind: 'language', locale: 'zh' }, 'language zh', 'speaks Chinese', '语言中文', '语言为zh'],
  [tag('vip'), 'tag vip', 'tagged "VIP"', 'tag: vip', 'tag is vip', '标签vip', '标签「vip」', 'tag “vip”', 'tag «vip»'],
  [tag('birthday'), 'tag birthday'],
  [tag('a "b"'), 'tag "a ""b"""', '标签「a "b"」'],
  [all(tag('a'), tag('b')), 'tag a and tag b', 'tag a but tag b', '标签a且标签b', '标签 a 和 标签 b', 'tag a & tag b'],
  [any(tag('a'), tag('b'), tag('c')), 'tag a or (tag b or tag c)', '标签a或者标签b或标签c'],
  [any(tag('a'), all(tag('b'), not(tag('c')))), 'tag a or tag b and not tag c', '标签a或标签b且非标签c'],
  [not(any(tag('a'), tag('b'))), 'not (tag a or tag b)', '不（标签a或标签b）'],
  [{ kind: 'class', class: 'gold' }, 'class Gold', 'tier gold', '等级gold'],
  [{ kind: 'joined', period: { last: days(7) } }, 'joined in 7 days', 'new in 7 days', '7天内注册', '最近7天加入了'],
  [
    { kind: 'referred', card: null },
    'referred',
    'referred by anyone',
    'was invited by somebody',
    '被推荐',
    '被推荐的客户',
  ],
  [
    { kind: 'referred', card: '7KQ-M4X-2RD' },
    'referred by 7kq-m4x-2rd',
    'referred by card:7KQM4X2RD',
    '由 7KQ-M4X-2RD 推荐',
  ],
  [{ kind: 'brought', friends: 1 }, 'has brought friends', 'brought a friend', '带来过朋友', '推荐过朋友'],
  [{ kind: 'brought', friends: 3 }, 'brought at least 3 friends', '带来过至少3位朋友'],
  [{ kind: 'birthday', within: days(0) }, 'birthday today', '今天生日', '生日今天', '今天过生日'],
  [{ kind: 'birthday', within: days(7) }, 'birthday in 7 days', '7天内生日', '生日 7天内', '未来7天生日'],
  [
    { kind: 'birthmonth', month: 3 },
    'birthday in March',
    'birthday in mar',
    'march birthday',
    '3月生日',
    '三月生日',
    '生日在3月',
  ],
  [{ kind: 'birthmonth', month: 12 }, 'birthday in December', '12月生日', '十二月生日'],
  [
    { kind: 'complaining' },
    'complaint open',
    'open complaint',
    'has an open complaint'.replace('an ', ''),
    '投诉未解决',
    '有未解决的投诉',
  ],
  [
    { kind: 'complained', period: { last: days(30) } },
    'had complaint in 30 days',
    'complained in 30 days',
    '30天内投诉过',
    '30天内有过投诉',
  ],
  [not({ kind: 'complained', period: {} }), 'never complained', '没有投诉过', '从未投诉过'],
  [
    { kind: 'campaign', deed: 'got', name: 'Spring 1', option: null, at: 0 },
    'got campaign "Spring 1"',
    '收到过活动「Spring 1」',
  ],
  [
    { kind: 'campaign', deed: 'answered', name: 'S', option: 2, at: 0 },
    ...['answered campaign S option 2', 'answered campaign "S" with option 2', '回答过活动 S 选项 2'],
  ],
  [
    not({ kind: 'campaign', deed: 'ignored', name: 'S', option: null, at: 0 }),
    'not ignored campaign S',
    '非没理活动 S',
  ],
  [
    { kind: 'segment', name: 'Big ones', at: 0 },
    'segment "Big ones"',
    'in segment “Big  ones”',
    '分组「Big ones」',
    '人群 "Big ones"',
  ],
]

describe.each(table)('%j', (audience, ...texts) => {
  test.each(texts)('%s', (text) => {
    expect(audienceOf(text)).toEqual(audience)
  })

  test('is said in words that are read as the same', () => {
    for (const locale of ['en', 'zh']) expect(audienceOf(describeAudience(locale, audience))).toEqual(audience)
  })
})

/** What is wrong, where, and what could have stood there. */
const wrong: [text: string, kind: string, marked: string, expected?: Term[]][] = [
  ['', 'empty', ''],
  [' \n\t', 'empty', ''],
  ['bougth in 3 days', 'unexpected', 'bougth', ['condition', 'Not', 'Open']],
  ['bоught', 'unexpected', 'bоught', ['condition', 'Not', 'Open']],
  ['tag vip and', 'unexpected', '', ['condition', 'Not', 'Open']],
  ['tag vip tag new', 'unexpected', 'tag', ['And', 'Or', 'end']],
  ['标签 vip 标签 new', 'unexpected', '标签', ['And', 'Or', 'end']],
  ['(tag vip', 'unexpected', '', ['And', 'Or', 'Close']],
  ['tag vip)', 'unexpected', ')', ['And', 'Or', 'end']],
  ['()', 'unexpected', ')', ['condition', 'Not', 'Open']],
  ['and tag vip', 'unexpected', 'and', ['condition', 'Not', 'Open']],
  ['tag', 'unexpected', '', ['Name']],
  ['tag and tag new', 'unexpected', 'and', ['Name']],
  ['tag (', 'unexpected', '(', ['Name']],
  ['bought in days', 'unexpected', 'days', ['Number']],
  ['bought in 3', 'unexpected', '', ['Days', 'Weeks', 'Months']],
  ['bought in 3 years', 'unexpected', 'years', ['Days', 'Weeks', 'Months']],
  ['bought since yesterday', 'unexpected', 'yesterday', ['Date']],
  ['bought at least 3', 'unexpected', '', ['Times']],
  ['points 100', 'unexpected', '', ['Days', 'Weeks', 'Months']],
  ['spent 100', 'unexpected', '', ['Days', 'Weeks', 'Months']],
  ['points >', 'unexpected', '', ['Number']],
  ['got "Spring"', 'unexpected', '"', ['Campaign']],
  ['complaint', 'unexpected', '', ['Unsettled']],
  ['由 7KQ-M4X-2RD', 'unexpected', '', ['Recommended']],
  ['everyone; DROP TABLE customer', 'unexpected', ';', ['And', 'Or', 'end']],
  ['everyone -- x', 'unexpected', '--', ['And', 'Or', 'end']],
  ['bought since 31.1.2026', 'date', '31.1.2026'],
  ['bought since 2026-02-30', 'date', '2026-02-30'],
  ['bought since 01/02/2026', 'date', '01/02/2026'],
  ['2026年13月1日起买过', 'date', '2026年13月1日'],
  ['bought since 1999-12-31', 'date', '1999-12-31'],
  ['bought in 3651 days', 'number', '3651'],
  ['bought in 0 weeks', 'number', '0'],
  ['bought in 1.5 days', 'number', '1.5'],
  ['bought at least 0 times', 'number', '0'],
  ['points > 1000000001', 'number', '1000000001'],
  ['points > 0.5', 'number', '0.5'],
  ['spent > 1.23456', 'number', '1.23456'],
  ['spent > 1234567890123', 'number', '1234567890123'],
  ['answered campaign S option 11', 'number', '11'],
  ['tag ""', 'name', '""'],
  [`tag ${'x'.repeat(101)}`, 'name', 'x'.repeat(101)],
  ['bought of *', 'name', '*'],
  ['referred by bob', 'card', 'bob'],
  ['platform icq', 'platform', 'icq'],
  ['language fr', 'language', 'fr'],
  ['bought in 3 days in 4 days', 'twice', 'in'],
  ['bought of A of B', 'twice', 'B'],
  ['birthday', 'ahead', 'birthday'],
  ['since 2026-01-01 birthday', 'ahead', 'since'],
  ['expiring since 2026-01-01', 'ahead', 'since'],
  ['in 3 days points > 5', 'unfit', 'points'],
  ['got campaign S option 1', 'unfit', 'option'],
  ['tag "vip', 'unclosed', '"vip'],
  ['标签「vip', 'unclosed', '「vip'],
  ['tag a\u0000b', 'character', '\u0000'],
  ['tag a\ud800', 'character', '\ud800'],
  ['tag \u202evip', 'character', '\u202e'],
  [`${'('.repeat(21)}everyone${')'.repeat(21)}`, 'deep', '('],
  ['not '.repeat(21), 'deep', 'not'],
  [Array(51).fill('tag a').join(' or '), 'many', ''],
  ['x'.repeat(2_001), 'long', ''],
  ['('.repeat(1_000_000), 'long', ''],
]

describe('what is wrong', () => {
  // Some are too long for the name of a test.
  test.each(wrong.map((it) => [it[0].slice(0, 40), it] as const))('%j', (_, [text, kind, marked, expected = []]) => {
    const read = readAudience(text)
    if (!('problem' in read)) throw new Error('it was read')
    const { problem } = read
    expect([problem.kind, text.slice(problem.at, problem.at + problem.length)]).toEqual([kind, marked])
    expect(problem.expected).toEqual(expected)
    for (const locale of ['en', 'zh']) expect(problemText(locale, problem, text).isWellFormed()).toBe(true)
  })

  test('is said in words, with the place and with what could have stood there', () => {
    const said = (locale: string, text: string) => {
      const read = readAudience(text)
      return 'problem' in read ? problemText(locale, read.problem, text) : ''
    }
    expect(said('en', 'tag vip and bougth in 30 days')).toBe(
      'I do not understand “bougth” here.\ntag vip and ⟪bougth⟫ in 30 days\nDid you mean “bought”?',
    )
    expect(said('en', 'bought in')).toBe('Something is missing at the end.\nbought in⟪⟫\nIt could go on with a number.')
    expect(said('zh', '标签 vip 标签 new')).toBe(
      '这里的“标签”看不懂。\n标签 vip ⟪标签⟫ new\n这里可以是“且”、“或”或结束。',
    )
    const long = `${'tag a or '.repeat(20)}nonsense and everything after it that is not shown any more`
    expect(said('en', long).split('\n')[1]).toMatch(/^….{30}⟪nonsense⟫.{30}…$/)
    expect(said('en', 'tag a\u0000')).toBe('There is a character that cannot be read (U+0000).\ntag a⟪ ⟫')
  })
})

test('every word that can be expected has a name in each language, and no word means two things', () => {
  for (const locale of ['en', 'zh'])
    for (const term of [...Object.keys(vocabulary), 'condition', 'Number', 'Date', 'Month', 'Name', 'end'])
      expect(text(locale, `audience.term.${term}`)).toMatch(/\S/)
  const words = Object.values(vocabulary).flatMap(({ en, zh }): string[] => [...en, ...zh])
  expect(words.filter((word, nth) => words.indexOf(word) !== nth)).toEqual([])
})

test('every example of the page is read', () => {
  const page = readFileSync(new URL('../../docs/audiences.md', import.meta.url), 'utf8')
  const blocks = [...page.matchAll(/```audience\n([^`]*)```/g)].map(([, block = '']) => block.trim().split('\n'))
  const examples = blocks.flat()
  expect(examples.length).toBeGreaterThan(60)
  for (const example of examples) expect(() => audienceOf(example), example).not.toThrow()
})
