import { describe, expect, test } from 'vitest'
import { readWish } from '../../src/callbacks/rules/wish.ts'
import { meaningOf } from '../../src/words/meaning.ts'

/** A Sunday, half past two in the afternoon in Berlin. */
const now = new Date('2026-11-22T13:30:00Z')

describe('when somebody wants to be called', () => {
  test.each([
    ['call me tomorrow after 5', '2026-11-23T16:00'],
    ['call me on friday morning', '2026-11-27T05:00'],
    ['tomorrow', '2026-11-22T23:00'],
    ['next monday at 17:30', '2026-11-23T16:30'],
    ['in two hours', '2026-11-22T15:30'],
    ['today between 3 and 5pm', '2026-11-22T14:00'],
    ['after 5', '2026-11-22T16:00'],
    ['after 10', '2026-11-23T09:00'],
    ['in the evening', '2026-11-22T16:00'],
    ['tomorrow at 9', '2026-11-23T08:00'],
    ['3 December at 11:15', '2026-12-03T10:15'],
    ['明天下午五点以后打给我', '2026-11-23T16:00'],
    ['周五上午', '2026-11-27T05:00'],
    ['后天', '2026-11-23T23:00'],
    ['今天晚上', '2026-11-22T16:00'],
    ['明天下午5点', '2026-11-23T16:00'],
    ['两小时后', '2026-11-22T15:30'],
  ])('%s', (words, expected) => {
    expect(readWish(words, now, 'Europe/Berlin')?.toISOString().slice(0, 16)).toBe(expected)
  })

  test.each(['', 'hello', 'because of my order', '请回电', 'after all', 'order 12345'])('%j names no time', (words) => {
    expect(readWish(words, now, 'Europe/Berlin')).toBeUndefined()
  })

  test.each([
    'call me',
    'Please call me tomorrow after 5',
    'can you call me back?',
    'could someone ring me on friday',
    'I would like to be called back',
    '明天下午五点以后打给我',
    '请给我回电',
    '麻烦打个电话给我',
  ])('%s is a wish to be called', (words) => {
    expect(meaningOf(words)).toBe('callback')
  })

  test.each([
    'do not call me',
    'please never call me again',
    'You promised to call me back and never did',
    'What do they call me in your system?',
    'the coffee was cold',
    '不要打电话给我',
    `please call me ${'about all that went wrong '.repeat(5)}`,
  ])('%s is none', (words) => {
    expect(meaningOf(words)).not.toBe('callback')
  })
})
