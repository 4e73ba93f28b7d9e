import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expanded } from '../../src/words/examples.ts'
import { isUpToDate } from '../../src/words/learned.ts'
import { meaningOf } from '../../src/words/meaning.ts'
import { meanings } from '../../src/words/meanings.ts'
import { plain } from '../../src/words/plain.ts'
import { mender } from '../../src/words/spelling.ts'
import { tokens } from '../../src/words/tokens.ts'
import { blind, heldOut, isTuned, languages, later, tuned } from './halves.ts'

describe('what people mean', () => {
  test.each([
    ['how many points do I have', 'points'],
    ['HOW MANY POINTS DO I HAVE???', 'points'],
    ['um so how many pionts do i have pls', 'points'],
    ['my balance pls', 'points'],
    ['我还有多少积分', 'points'],
    ['請問我還有多少積分', 'points'],
    ['how can i use my points', 'use'],
    ['积分怎么用啊', 'use'],
    ['my order arrived broken', 'complaint'],
    ['call me tomorrow at 5', 'callback'],
    ['how do I invite my friends', 'refer'],
    ['转人工', 'person'],
    ['a person please', 'person'],
    ['what can you do', 'help'],
    ['never mind', 'cancel'],
    ['算了', 'cancel'],
    ['yes please', 'yes'],
    ['no thanks', 'no'],
    ['thank you so much', 'thanks'],
    ['good morning', 'greeting'],
    ['can we talk in chinese', 'language'],
  ])('%s: %s', (said, meaning) => {
    expect(meaningOf(said)).toBe(meaning)
  })

  test.each([
    'I do not want points',
    'my friend has points',
    'how do I get to your shop',
    'how many pints do you sell a day',
    'barcelona won by three points',
    'do not call me',
    'cancel my order',
    'no sugar please',
    '我不要积分',
    '我朋友有积分',
    '别给我打电话',
    '取消订单',
    '',
    '   ',
    '🙂',
    '???',
  ])('%j is nothing to act on', (said) => {
    expect(meaningOf(said)).toBeUndefined()
  })

  test.each(languages)(
    'in %s nearly all of what was learned is understood, and what is none of ours is not',
    (language) => {
      const all = tuned(language)
      const ours = all.filter(({ meaning }) => meaning !== undefined)
      const others = all.filter(({ meaning }) => meaning === undefined)
      const right = ours.filter(({ text, meaning }) => meaningOf(text) === meaning)
      expect(right.length / ours.length).toBeGreaterThan(0.95)
      expect(others.filter(({ text }) => meaningOf(text) !== undefined).length / others.length).toBeLessThanOrEqual(
        0.01,
      )
    },
  )

  test.each(languages)('in %s of what was held out enough is understood, and next to nothing wrongly', (language) => {
    const all = heldOut(language)
    const ours = all.filter(({ meaning }) => meaning !== undefined)
    const right = ours.filter(({ text, meaning }) => meaningOf(text) === meaning)
    const others = all.filter(({ meaning }) => meaning === undefined)
    expect(right.length / ours.length).toBeGreaterThan(0.8)
    expect(others.filter(({ text }) => meaningOf(text) !== undefined).length / others.length).toBeLessThanOrEqual(0.03)
  })

  test('a long story is a complaint or nothing', () => {
    const story = 'and then we waited for the waiter again. '.repeat(10)
    expect(['complaint', undefined]).toContain(meaningOf(`call me please, ${story}`))
    expect(['complaint', undefined]).toContain(meaningOf(`how many points do I have ${story}`))
  })

  test('any text is read, by what is at its beginning, in no time', () => {
    meaningOf('ready')
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (said) => {
        const meaning = meaningOf(said)
        expect(meaning === undefined || meanings.includes(meaning)).toBe(true)
      }),
    )
    for (const hostile of [
      'a'.repeat(1 << 20),
      '积'.repeat(1 << 20),
      'call me '.repeat(1 << 17),
      '\u0301'.repeat(1 << 20),
    ]) {
      const from = performance.now()
      meaningOf(hostile)
      // A hundred times what it takes.
      expect(performance.now() - from).toBeLessThan(200)
    }
  })
})

describe('the plain way of writing', () => {
  test.each([
    ['  I CAN’T!! ', 'i can not'],
    ["what's my Bálance?", 'what is my balance'],
    ['pleeeease', 'please'],
    ['u r gr8, thx', 'you are gr0 thanks'],
    ['積分還有多少？', '积分还有多少'],
    ['ＨＥＬＬＯ', 'hello'],
    ['at 17:30', 'at 0 0'],
  ])('%j is %j', (written, expected) => {
    expect(plain(written)).toBe(expected)
  })

  test('is the same when it is applied again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (written) => {
        expect(plain(plain(written))).toBe(plain(written))
      }),
    )
    const words = fc.constantFrom(
      'i',
      'd',
      'like',
      'can',
      't',
      "don't",
      'u',
      'r',
      '3q',
      '12',
      've',
      'let',
      's',
      '。',
      '還',
      'aaa',
    )
    fc.assert(
      fc.property(
        fc.array(words).map((all) => all.join(' ')),
        (written) => {
          expect(plain(plain(written))).toBe(plain(written))
        },
      ),
    )
  })

  test('politeness and fillers count only when there is nothing else', () => {
    expect(tokens('please my balance')).toEqual(['my', 'balance'])
    expect(tokens('please')).toEqual(['please'])
    expect(tokens('hi there my balance')).toEqual(['my', 'balance'])
    expect(tokens('hi there')).toEqual(['hi', 'there'])
    expect(tokens('请问积分多少呢')).toEqual([...'积分多少'])
    expect(tokens('麻烦你了')).toEqual([...'麻烦你了'])
  })

  test('a slip is mended when one word alone can be meant', () => {
    const mend = mender(new Set(['points', 'balance', 'cart', 'card']))
    expect(mend(['pionts', 'balanc', 'balaance', 'bolance', 'baance'])).toEqual([
      'points',
      'balance',
      'balance',
      'balance',
      'balance',
    ])
    expect(mend(['oints', 'carx', 'pxxnts', '点'])).toEqual(['oints', 'carx', 'pxxnts', '点'])
  })
})

describe('the examples', () => {
  test('what is learned from and what is only measured were divided by their letters', () => {
    for (const language of languages) {
      expect(tuned(language).filter(({ text }) => !isTuned(text))).toEqual([])
      expect(
        [...heldOut(language), ...later(language), ...blind(language)].filter(({ text }) => isTuned(text)),
      ).toEqual([])
      expect(heldOut(language).length).toBeGreaterThan(300)
    }
  })

  test('what the program reads was learned from them as they are: else run npm run learn', () => {
    expect(isUpToDate()).toBe(true)
  })

  test('a line with choices stands for each of them', () => {
    expect(expanded('(see|check) [my] points')).toEqual([
      'see points',
      'check points',
      'see my points',
      'check my points',
    ])
    expect(expanded('(a|b)(c|d)(e|f)(g|h)(i|j)(k|l)').length).toBe(64)
  })
})
