import { isObject } from '../../shared/json.ts'
import type { Json } from '../wire.ts'
import type { Workspace } from '../workspace.ts'
import type { Shown } from './markup.ts'

const list = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : [])

/** What a rich_text block, or an element inside one, comes to. Nothing in its texts is read as markup. */
export function richText(node: Json, workspace: Workspace): Shown {
  const inner = list(node.elements)
  if (inner.length > 0 || node.type === 'rich_text' || String(node.type).startsWith('rich_text_')) {
    const parts = inner.map((each) => richText(each, workspace))
    const between = node.type === 'rich_text' || node.type === 'rich_text_list' ? '\n' : ''
    return {
      text: parts.map(({ text }) => text).join(between),
      fired: parts.flatMap(({ fired }) => fired),
      styled: parts.flatMap(({ styled }) => styled),
    }
  }
  const styled = isObject(node.style) ? Object.keys(node.style) : []
  switch (node.type) {
    case 'text':
      return { text: String(node.text ?? ''), fired: [], styled }
    case 'user': {
      const id = String(node.user_id)
      return { text: `@${workspace.findMember(id)?.name ?? id}`, fired: [`user:${id}`], styled }
    }
    case 'channel': {
      const id = String(node.channel_id)
      return { text: `#${workspace.findChannel(id)?.name ?? id}`, fired: [`channel:${id}`], styled }
    }
    case 'broadcast':
      return { text: `@${node.range}`, fired: [String(node.range)], styled }
    case 'link':
      return { text: String(node.text ?? node.url), fired: [`link:${node.url}`], styled }
    case 'emoji':
      return { text: `:${node.name}:`, fired: [], styled }
    default:
      return { text: '', fired: [], styled }
  }
}
