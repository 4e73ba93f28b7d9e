import { folded } from './folded.ts'

/** What says nothing about what is meant. */
const fillers = new Set([
  'please',
  'um',
  'uh',
  'erm',
  'well',
  'so',
  'actually',
  'just',
  'kindly',
  'maybe',
  'btw',
  'guys',
])
const hellos = new Set([
  'hi',
  'hello',
  'hey',
  'there',
  'dear',
  'good',
  'morning',
  'afternoon',
  'evening',
  'sir',
  'ok',
  'and',
  'bot',
])
const chineseFillers = /请问|一下|啊|呀|呢|哦|呗|啦|哈|嘛(?!$)|吧$/g
const chineseHellos = /^(?:你好|嗨|喂|哈喽|那个|麻烦你?|请)+/

/**
 * The words of a text that is {@link plain}, each Chinese character as one, without politeness and fillers unless there
 * is nothing else.
 */
export function tokens(plainText: string): string[] {
  const all = split(plainText)
  const chinese = split(withoutChineseFillers(folded(plainText)))
  const words = chinese.filter((word) => !fillers.has(word))
  const start = words.findIndex((word) => !hellos.has(word))
  const rest = start > 0 && words.length - start >= 2 ? words.slice(start) : words
  return rest.length > 0 ? rest : all
}

function withoutChineseFillers(text: string): string {
  if (!/\p{Script=Han}/u.test(text)) return text
  const without = text.replace(chineseFillers, '')
  const rest = without.replace(chineseHellos, '')
  const longEnough = (it: string) => it.trim().length >= 2
  return longEnough(rest) && rest.length >= 2 && !/^你?了$/.test(rest) ? rest : longEnough(without) ? without : text
}

const split = (text: string) => text.match(/\p{Script=Han}|[^\s\p{Script=Han}]+/gu) ?? []
