import { isObject } from '../shared/json.ts'
import { badRequest } from './refusal.ts'
import type { Entity } from './wire.ts'

const farthest = 1_000_000

/** Checks entities given by the bot. Those that the server finds by itself are left out, as are empty ones. */
export function cleanEntities(text: string, given: readonly unknown[]): Entity[] {
  return given.flatMap((value) => {
    if (!isObject(value) || typeof value.type !== 'string') throw badRequest("can't parse MessageEntity")
    const { type, offset, length } = value
    if (typeof offset !== 'number' || offset < 0 || offset > farthest) {
      throw badRequest(`receive an entity with incorrect offset ${offset}`)
    }
    if (typeof length !== 'number' || length < 0 || length > farthest) {
      throw badRequest(`receive an entity with incorrect length ${length}`)
    }
    if (length === 0) return []
    if (offset > text.length) {
      throw badRequest(`entity begins after the end of the text at UTF-16 offset ${offset}`)
    }
    if (offset + length > text.length) {
      const end = `ends after the end of the text at UTF-16 offset ${offset + length}`
      throw badRequest(`entity beginning at UTF-16 offset ${offset} ${end}`)
    }
    if (!text.slice(offset, offset + length).isWellFormed()) {
      throw badRequest('entity begins or ends in a middle of a UTF-16 symbol')
    }
    return found.has(type) ? [] : [value as Entity]
  })
}

const found = new Set(['mention', 'hashtag', 'cashtag', 'bot_command', 'url', 'email', 'phone_number'])

const patterns: readonly [type: string, pattern: RegExp][] = [
  ['bot_command', /(?<![\w/])\/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?!\w)/g],
  ['mention', /(?<!\w)@[A-Za-z]\w{2,31}/g],
  ['email', /[\w.+-]+@[\w-]+\.[a-z]{2,}/gi],
  ['url', /(?:https?:\/\/|www\.)[^\s<>"]+/gi],
  ['hashtag', /(?<![\w#])#[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu],
  ['phone_number', /(?<![\w+])\+\d{10,15}(?!\d)/g],
]

/** What the server itself marks in a text: commands, mentions, links and the like, none overlapping another. */
export function foundEntities(text: string): Entity[] {
  const all: Entity[] = []
  for (const [type, pattern] of patterns) {
    for (const match of text.matchAll(pattern)) {
      const entity = { type, offset: match.index, length: match[0].length }
      if (!all.some((other) => overlap(other, entity))) all.push(entity)
    }
  }
  return all.sort((a, b) => a.offset - b.offset)
}

/** Types in which the server looks for nothing. */
const opaque = new Set(['code', 'pre', 'text_link', 'text_mention'])
const mayHold = /[@/#+]|www\./i

/** The entities of a text together with those that the server finds in it by itself. */
export function withFound(text: string, given: Entity[]): Entity[] {
  if (!mayHold.test(text)) return given
  const closed = given.filter(({ type }) => opaque.has(type))
  const more = foundEntities(text).filter((entity) => !closed.some((other) => overlap(other, entity)))
  return more.length > 0 ? [...given, ...more].sort((a, b) => a.offset - b.offset || b.length - a.length) : given
}

/** True when the two have a character in common. */
const overlap = (a: Entity, b: Entity): boolean => a.offset < b.offset + b.length && b.offset < a.offset + a.length
