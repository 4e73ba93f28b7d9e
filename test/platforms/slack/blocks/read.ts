import { isObject } from '../../shared/json.ts'
import type { Block, Json } from '../wire.ts'
import type { Workspace } from '../workspace.ts'
import { mrkdwn, plain, type Shown } from './markup.ts'
import { richText } from './rich.ts'

/** A button or menu as people see it. `text` is its label or placeholder. */
export type Control = {
  text: string
  type: string
  action: string
  block: string
  value?: string
  url?: string
  style?: string
  options?: { text: string; value: string }[]
}

/** Blocks as people see them: lines of text, and what can be pressed or chosen. */
export type Looks = Shown & { buttons: Control[] }

const list = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : [])
const word = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What a text object comes to. */
function shownText(value: unknown, workspace: Workspace): Shown {
  if (!isObject(value)) return plain('')
  const text = word(value.text)
  return value.type === 'mrkdwn' ? mrkdwn(text, workspace, { verbatim: value.verbatim === true }) : plain(text)
}

/** The label of a text object. */
export const labelOf = (value: unknown): string => (isObject(value) ? plain(word(value.text)).text : '')

/** Reads all blocks from top to bottom. */
export function looks(blocks: readonly Block[], workspace: Workspace): Looks {
  const parts = blocks.map((block) => look(block, workspace))
  return {
    text: parts
      .map(({ text }) => text)
      .filter((text) => text !== '')
      .join('\n'),
    fired: parts.flatMap(({ fired }) => fired),
    styled: parts.flatMap(({ styled }) => styled),
    buttons: parts.flatMap(({ buttons }) => buttons),
  }
}

function look(block: Block, workspace: Workspace): Looks {
  const show = (value: unknown) => shownText(value, workspace)
  switch (block.type) {
    case 'section': {
      const texts = [...(block.text ? [block.text] : []), ...list(block.fields)].map(show)
      return joined(texts, controls(isObject(block.accessory) ? [block.accessory] : [], block))
    }
    case 'header':
      return joined([show(block.text)])
    case 'context':
      return joined(list(block.elements).map((each) => (each.type === 'image' ? picture(each) : show(each))))
    case 'actions':
      return joined([], controls(list(block.elements), block))
    case 'image':
      return joined([...(block.title ? [show(block.title)] : []), picture(block)])
    case 'divider':
      return joined([plain('───')])
    case 'markdown':
      return joined([mrkdwn(word(block.text), workspace)])
    case 'rich_text':
      return joined([richText(block, workspace)])
    case 'table':
      return joined(rows(block, workspace))
    default:
      return joined([])
  }
}

function rows(block: Block, workspace: Workspace): Shown[] {
  const cells = Array.isArray(block.rows) ? block.rows.map(list) : []
  return cells.map((row) => {
    const shown = row.map((cell) => (cell.type === 'rich_text' ? richText(cell, workspace) : plain(word(cell.text))))
    return {
      text: shown.map(({ text }) => text).join(' | '),
      fired: shown.flatMap(({ fired }) => fired),
      styled: [],
    }
  })
}

const picture = (image: Json): Shown => plain(`[${word(image.alt_text)}]`)

const joined = (texts: Shown[], buttons: Control[] = []): Looks => ({
  text: texts.map(({ text }) => text).join('\n'),
  fired: texts.flatMap(({ fired }) => fired),
  styled: texts.flatMap(({ styled }) => styled),
  buttons,
})

/** Those of the elements that can be pressed or chosen from. */
function controls(elements: Json[], block: Block): Control[] {
  return elements.flatMap((element) => {
    if (element.action_id === undefined) return []
    const { value, url, style } = element
    const options = optionsOf(element)
    return {
      text: labelOf(element.text ?? element.placeholder),
      type: word(element.type),
      action: word(element.action_id),
      block: block.block_id ?? '',
      ...(typeof value === 'string' && { value }),
      ...(typeof url === 'string' && { url }),
      ...(typeof style === 'string' && { style }),
      ...(options.length > 0 && { options }),
    }
  })
}

/** The options of a menu, groups taken apart. */
export function optionsOf(element: Json): { text: string; value: string }[] {
  const grouped = list(element.option_groups).flatMap((group) => list(group.options))
  return [...list(element.options), ...grouped].map((option) => ({
    text: labelOf(option.text),
    value: word(option.value),
  }))
}
