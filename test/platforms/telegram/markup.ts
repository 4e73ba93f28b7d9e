import type { Content } from './content.ts'
import { parseHtml } from './html.ts'
import { parseMarkdown } from './markdown.ts'
import { parseLegacyMarkdown } from './markdown-legacy.ts'
import { badRequest } from './refusal.ts'

/** Reads a text written in that `parse_mode`. Throws a refusal that names the byte where it goes wrong. */
export function parsed(text: string, mode: string): Content {
  switch (mode.toLowerCase()) {
    case 'html':
      return parseHtml(text)
    case 'markdownv2':
      return parseMarkdown(text)
    case 'markdown':
      return parseLegacyMarkdown(text)
    case 'none':
      return { text, entities: [] }
    default:
      throw badRequest('unsupported parse_mode')
  }
}

/** The refusal for markup that cannot be read. */
export const unparsable = (why: string) => badRequest(`can't parse entities: ${why}`)

/** How many bytes of UTF-8 stand before this place of the text. */
export const byteOffset = (text: string, index: number): number => Buffer.byteLength(text.slice(0, index))
