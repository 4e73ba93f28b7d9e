import type { Content } from './content.ts'
import { byteOffset, unparsable } from './markup.ts'
import type { Entity } from './wire.ts'

/** Marks in the order they are tried, with the type they give and the name used in errors. */
const marks: readonly [mark: string, type: string, name: string][] = [
  ['__', 'underline', 'Underline'],
  ['||', 'spoiler', 'Spoiler'],
  ['_', 'italic', 'Italic'],
  ['*', 'bold', 'Bold'],
  ['~', 'strikethrough', 'Strikethrough'],
]
const reserved = '_*[]()~`>#+-=|{}.!'

type Open = { mark: string; type: string; name: string; offset: number; at: number }

/** Reads MarkdownV2: every reserved character outside of code is a mark or must be escaped. */
export function parseMarkdown(source: string): Content {
  const entities: Entity[] = []
  const open: Open[] = []
  let text = ''
  let at = 0
  const wrong = (char: string) =>
    unparsable(`Character '${char}' is reserved and must be escaped with the preceding '\\'`)
  const endless = (name: string, from: number) =>
    unparsable(`Can't find end of ${name} entity at byte offset ${byteOffset(source, from)}`)
  const add = (type: string, offset: number, more: Partial<Entity> = {}) => {
    if (text.length > offset) entities.push({ type, offset, length: text.length - offset, ...more })
  }
  while (at < source.length) {
    const char = source[at] ?? ''
    const last = open.at(-1)
    if (last?.mark === '>' && char === '\n' && source[at + 1] !== '>') {
      open.pop()
      add(last.type, last.offset)
    }
    const mark = marks.find(([each]) => source.startsWith(each, at))
    if (char === '\\' && isEscapable(source.charCodeAt(at + 1))) {
      text += source[at + 1]
      at += 2
    } else if (char === '`') {
      at = code(at)
    } else if (char === '>' && (at === 0 || source[at - 1] === '\n')) {
      if (!open.some((each) => each.mark === '>')) {
        open.push({ mark: '>', type: 'blockquote', name: 'BlockQuote', offset: text.length, at })
      }
      at++
    } else if (char === '[' || (char === '!' && source[at + 1] === '[')) {
      open.push({
        mark: '[',
        type: char === '[' ? 'text_link' : 'custom_emoji',
        name: 'TextUrl',
        offset: text.length,
        at,
      })
      at += char === '[' ? 1 : 2
    } else if (char === ']' && last?.mark === '[') {
      open.pop()
      at = link(last)
    } else if (mark) {
      if (last?.mark === mark[0]) {
        open.pop()
        add(last.type, last.offset)
      } else {
        open.push({ mark: mark[0], type: mark[1], name: mark[2], offset: text.length, at })
      }
      at += mark[0].length
    } else if (reserved.includes(char)) {
      throw wrong(char)
    } else {
      text += char
      at++
    }
  }
  const last = open.pop()
  if (last?.mark === '>') add(last.type, last.offset)
  const unclosed = last?.mark === '>' ? open.pop() : last
  if (unclosed) throw endless(unclosed.name, unclosed.at)
  return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) }

  function code(from: number): number {
    const fence = source.startsWith('```', from) ? '```' : '`'
    const offset = text.length
    let here = from + fence.length
    const language = fence === '```' ? /^([^\s`\\]+)\n/.exec(source.slice(here))?.[1] : undefined
    if (language !== undefined) here += language.length
    if (fence === '```' && source[here] === '\n') here++
    while (!source.startsWith(fence, here)) {
      if (here >= source.length) throw endless(fence === '`' ? 'Code' : language ? 'PreCode' : 'Pre', from)
      if (source[here] === '\\' && isEscapable(source.charCodeAt(here + 1))) here++
      text += source[here]
      here++
    }
    add(fence === '`' ? 'code' : 'pre', offset, language === undefined ? {} : { language })
    return here + fence.length
  }

  function link({ type, offset, at: begin }: Open): number {
    if (source[at + 1] !== '(') return at + 1
    let url = ''
    let here = at + 2
    while (source[here] !== ')') {
      if (here >= source.length) {
        throw unparsable(`Can't find end of a URL at byte offset ${byteOffset(source, begin)}`)
      }
      if (source[here] === '\\' && isEscapable(source.charCodeAt(here + 1))) here++
      url += source[here]
      here++
    }
    if (type === 'custom_emoji') add(type, offset, { custom_emoji_id: /id=(\d+)/.exec(url)?.[1] ?? '' })
    else if (URL.canParse(url)) add(type, offset, { url })
    return here + 1
  }
}

const isEscapable = (code: number): boolean => code > 0 && code < 127
