import type { Content } from './content.ts'
import { byteOffset, unparsable } from './markup.ts'
import type { Entity } from './wire.ts'

const types: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  a: 'text_link',
  'tg-emoji': 'custom_emoji',
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }

type Open = { tag: string; offset: number; attributes: Map<string, string> }

/** Reads the HTML of the Bot API: the few tags it knows, closed in order, everything else escaped. */
export function parseHtml(source: string): Content {
  const entities: Entity[] = []
  const open: Open[] = []
  let text = ''
  let at = 0
  while (at < source.length) {
    const char = source[at]
    if (char === '&') {
      const match = /^&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));?/i.exec(source.slice(at, at + 12))
      const decoded = match && decode(match)
      text += decoded ?? '&'
      at += decoded && match ? match[0].length : 1
    } else if (char === '<') {
      at = source[at + 1] === '/' ? end(at) : start(at)
    } else {
      text += char
      at++
    }
  }
  const unclosed = open.pop()
  if (unclosed) throw unparsable(`Can't find end tag corresponding to start tag "${unclosed.tag}"`)
  return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) }

  function start(from: number): number {
    const tag = /^[^\s>]*/.exec(source.slice(from + 1))?.[0].toLowerCase() ?? ''
    const place = byteOffset(source, from)
    const close = source.indexOf('>', from)
    const isCutOff = from + 1 + tag.length >= source.length
    if (!types[tag] && !isCutOff) throw unparsable(`Unsupported start tag "${tag}" at byte offset ${place}`)
    if (close < 0) throw unparsable(`Unclosed start tag at byte offset ${place}`)
    const attributes = attributesOf(source.slice(from + 1 + tag.length, close))
    if (tag === 'span' && attributes.get('class') !== 'tg-spoiler') {
      throw unparsable(`Tag "span" must have class "tg-spoiler" at byte offset ${place}`)
    }
    open.push({ tag, offset: text.length, attributes })
    return close + 1
  }

  function end(from: number): number {
    const place = byteOffset(source, from)
    const close = source.indexOf('>', from)
    const last = open.pop()
    if (!last) throw unparsable(`Unexpected end tag at byte offset ${place}`)
    if (close < 0) throw unparsable(`Unclosed end tag at byte offset ${place}`)
    const tag = source
      .slice(from + 2, close)
      .trim()
      .toLowerCase()
    if (tag !== '' && tag !== last.tag) {
      throw unparsable(`Unmatched end tag at byte offset ${place}, expected "</${last.tag}>", found "</${tag}>"`)
    }
    const entity = entityOf(last, text)
    if (entity) entities.push(entity)
    return close + 1
  }
}

function decode(match: RegExpExecArray): string | undefined {
  const [, decimal, hex, name] = match
  if (name !== undefined) return named[name.toLowerCase()]
  const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? '', 16)
  return code > 0 && code < 0x10ffff && !(code >= 0xd800 && code < 0xe000) ? String.fromCodePoint(code) : undefined
}

function attributesOf(source: string): Map<string, string> {
  const found = source.matchAll(/([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+)))?/g)
  return new Map([...found].map(([, name, double, single, bare]) => [name ?? '', double ?? single ?? bare ?? '']))
}

function entityOf({ tag, offset, attributes }: Open, text: string): Entity | undefined {
  const length = text.length - offset
  const type = types[tag]
  if (length === 0 || !type) return undefined
  if (tag === 'a') {
    const url = attributes.get('href') ?? text.slice(offset)
    return URL.canParse(url) ? { type, offset, length, url } : undefined
  }
  if (tag === 'tg-emoji') return { type, offset, length, custom_emoji_id: attributes.get('emoji-id') ?? '' }
  if (tag === 'blockquote' && attributes.has('expandable')) return { type: 'expandable_blockquote', offset, length }
  return { type, offset, length }
}
