import { type Component, kinds, type Media } from '../wire.ts'
import { readButton } from './controls.ts'
import { type Field, present } from './field.ts'
import type { Inventory } from './inventory.ts'
import { readRow, typed } from './row.ts'

const inContainer: readonly number[] = [
  kinds.row,
  kinds.section,
  kinds.textDisplay,
  kinds.gallery,
  kinds.file,
  kinds.separator,
]
const inMessage = [...inContainer, kinds.container]

/** Reads one block of a message that is made of components alone. */
export function readBlock(field: Field, inventory: Inventory, within: 'message' | 'container'): Component {
  return typed(field, within === 'message' ? inMessage : inContainer, () => {
    switch (field.at('type').value) {
      case kinds.row:
        return readRow(field, inventory)
      case kinds.section:
        return readSection(field, inventory)
      case kinds.textDisplay:
        return readText(field, inventory)
      case kinds.gallery:
        return readGallery(field, inventory)
      case kinds.file:
        return readFile(field, inventory)
      case kinds.separator:
        return present({
          type: kinds.separator,
          id: inventory.id(field),
          divider: field.at('divider').flag(),
          spacing: field.at('spacing').oneOf([1, 2]),
        })
      default:
        return readContainer(field, inventory)
    }
  })
}

/** Reads a text display, of a message or a modal. */
export const readText = (field: Field, inventory: Inventory): Component =>
  present({ type: kinds.textDisplay, id: inventory.id(field), content: inventory.content(field) })

function readSection(field: Field, inventory: Inventory): Component {
  const id = inventory.id(field)
  const texts = field.at('components').list({ required: true, min: 1, max: 3 }) ?? []
  const components = texts.map((text) => typed(text, [kinds.textDisplay], () => readText(text, inventory)))
  const beside = field.at('accessory')
  const accessory = typed(beside, [kinds.button, kinds.thumbnail], () => {
    if (beside.at('type').value === kinds.button) return readButton(beside, inventory)
    return present({
      type: kinds.thumbnail,
      id: inventory.id(beside),
      media: readMedia(beside.at('media')),
      description: beside.at('description').text({ max: 1024 }),
      spoiler: beside.at('spoiler').flag(),
    })
  })
  return { type: kinds.section, id, components, accessory }
}

function readGallery(field: Field, inventory: Inventory): Component {
  const id = inventory.id(field)
  const items = (field.at('items').list({ required: true, min: 1, max: 10 }) ?? []).map((item) =>
    present({
      media: readMedia(item.at('media')),
      description: item.at('description').text({ max: 1024 }),
      spoiler: item.at('spoiler').flag(),
    }),
  )
  return { type: kinds.gallery, id, items }
}

function readFile(field: Field, inventory: Inventory): Component {
  const file = readMedia(field.at('file'))
  if (file.url !== '' && !file.url.startsWith('attachment://')) {
    field.at('file').at('url').wrong('COMPONENT_FILE_ATTACHMENT_REQUIRED', 'Only attachments may be shown as files')
  }
  return present({ type: kinds.file, id: inventory.id(field), file, spoiler: field.at('spoiler').flag() })
}

function readContainer(field: Field, inventory: Inventory): Component {
  const id = inventory.id(field)
  const children = field.at('components').list({ required: true, min: 1, max: 40 }) ?? []
  return present({
    type: kinds.container,
    id,
    components: children.map((child) => readBlock(child, inventory, 'container')),
    accent_color: field.at('accent_color').integer({ min: 0, max: 0xffffff }),
    spoiler: field.at('spoiler').flag(),
  })
}

function readMedia(field: Field): Media {
  field.object(true)
  return { url: field.at('url').url({ required: true, attachment: true }) ?? '' }
}
