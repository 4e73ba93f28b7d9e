import type { Content } from './content.ts'
import { byteOffset, unparsable } from './markup.ts'
import type { Entity } from './wire.ts'

const types: Readonly<Record<string, string>> = {
  _: 'italic',
  '*': 'bold',
  '`': 'code',
  '```': 'pre',
  '[': 'text_link',
}

/** Reads the old Markdown: no nesting, nothing but an unclosed mark is wrong. */
export function parseLegacyMarkdown(source: string): Content {
  const entities: Entity[] = []
  let text = ''
  let at = 0
  while (at < source.length) {
    const char = source[at] ?? ''
    if (char === '\\' && '_*`['.includes(source[at + 1] ?? ' ')) {
      text += source[at + 1]
      at += 2
      continue
    }
    const mark = source.startsWith('```', at) ? '```' : char
    const type = types[mark]
    if (!type) {
      text += char
      at++
      continue
    }
    const close = source.indexOf(mark === '[' ? ']' : mark, at + mark.length)
    if (close < 0) {
      throw unparsable(`Can't find end of the entity starting at byte offset ${byteOffset(source, at)}`)
    }
    const offset = text.length
    text += source.slice(at + mark.length, close)
    const length = text.length - offset
    const url = mark === '[' ? /^\(([^)]*)\)/.exec(source.slice(close + 1)) : undefined
    if (length > 0 && mark !== '[') entities.push({ type, offset, length })
    if (length > 0 && url?.[1] && URL.canParse(url[1])) entities.push({ type, offset, length, url: url[1] })
    at = close + (mark === '[' ? 1 : mark.length) + (url?.[0].length ?? 0)
  }
  return { text, entities }
}
