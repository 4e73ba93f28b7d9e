import { besideText, inActions, inContext, inInput } from './elements.ts'
import { anyText, plainText } from './parts.ts'
import { type Pictures, pictureFields, pictureWhole } from './pictures.ts'
import { type Check, choice, flag, list, objects, once, shape, typed, whole, words } from './schema.ts'

/** Where blocks are shown. */
export type Surface = 'message' | 'modal' | 'home'

const blockId = { block_id: words(255) }

const sectionWhole: Check = (value, at, found) => {
  const [section] = objects([value])
  if (section?.text === undefined && section?.fields === undefined) {
    found.push({ message: 'must define either `text` or `fields`', at })
  }
}

const actionsWhole: Check = (value, at, found) => {
  const [block] = objects([value])
  const ids = objects(block?.elements).map((element) => element.action_id)
  once(ids, 'action_id', `${at}/elements`, found)
}

const richElement: Check = typed({
  rich_text_section: shape({ elements: list(() => {}, 0, 1000) }),
  rich_text_list: shape(
    { style: choice('bullet', 'ordered'), elements: list(() => {}, 0, 1000) },
    { indent: whole(0, 8), offset: whole(0, 1000), border: whole(0, 1) },
  ),
  rich_text_quote: shape({ elements: list(() => {}, 0, 1000) }, { border: whole(0, 1) }),
  rich_text_preformatted: shape({ elements: list(() => {}, 0, 1000) }, { border: whole(0, 1), language: words(50) }),
})

const richText = shape({ elements: list(richElement, 0, 1000) }, blockId)

const cell = typed({
  raw_text: shape({ text: words(3000) }),
  raw_number: shape({ value: () => {}, text: words(3000) }),
  rich_text: richText,
})

const column = shape({}, { align: choice('left', 'center', 'right'), is_wrapped: flag })

/** The blocks that a surface can show. */
export function blockOn(surface: Surface, pictures: Pictures): Check {
  const everywhere = {
    section: shape(
      {},
      {
        ...blockId,
        text: anyText(3000),
        fields: list(anyText(2000), 1, 10),
        accessory: besideText(pictures),
        expand: flag,
      },
      sectionWhole,
    ),
    header: shape({ text: plainText(150) }, blockId),
    divider: shape({}, blockId),
    context: shape({ elements: list(inContext(pictures), 1, 10) }, blockId),
    actions: shape({ elements: list(inActions, 1, 25) }, blockId, actionsWhole),
    image: shape(
      { alt_text: words(2000) },
      { ...blockId, title: plainText(2000), ...pictureFields },
      pictureWhole(pictures),
    ),
    input: shape(
      { label: plainText(2000), element: inInput(surface === 'modal') },
      { ...blockId, hint: plainText(2000), optional: flag, dispatch_action: flag },
    ),
    rich_text: richText,
  }
  if (surface !== 'message') return typed(everywhere)
  return typed({
    ...everywhere,
    markdown: shape({ text: words(12_000) }, blockId),
    table: shape({ rows: list(list(cell, 1, 20), 1, 100) }, { ...blockId, column_settings: list(column, 0, 20) }),
  })
}

/** That no two blocks have the same id, no two elements start with the focus, and there is one table at most. */
export const blocksWhole: Check = (value, at, found) => {
  const blocks = objects(value)
  once(
    blocks.map((block) => block.block_id),
    'block_id',
    at,
    found,
  )
  const elements = blocks.flatMap((block) => objects([block.element, block.accessory, ...objects(block.elements)]))
  if (elements.filter((element) => element.focus_on_load === true).length > 1) {
    found.push({ message: 'only one element can have `focus_on_load`', at })
  }
  if (blocks.filter(({ type }) => type === 'table').length > 1) {
    found.push({ message: 'only one table is allowed', at })
  }
}
