import { type Component, kinds } from '../wire.ts'
import { isSelect, readButton, readSelect } from './controls.ts'
import { type Field, present } from './field.ts'
import type { Inventory } from './inventory.ts'

/** Reads a row: up to five buttons, or one select. */
export function readRow(field: Field, inventory: Inventory): Component {
  const id = inventory.id(field)
  const children = field.at('components').list({ required: true, min: 1, max: 5 }) ?? []
  const components = children.map((child) => {
    const { value: type } = child.at('type')
    if (!isSelect(type)) return typed(child, [kinds.button], () => readButton(child, inventory))
    if (children.length > 1) {
      const message = 'The specified component exceeds the maximum width'
      child.wrong('COMPONENT_LAYOUT_WIDTH_EXCEEDED', message)
    }
    return readSelect(child, type, inventory)
  })
  return present({ type: kinds.row, id, components })
}

/** Reads a component that may be only of these types. */
export function typed(field: Field, allowed: readonly number[], read: () => Component): Component {
  if (!field.object(true)) return { type: 0, id: 0 }
  if (allowed.includes(field.at('type').value as number)) return read()
  field.at('type').wrong('UNION_TYPE_CHOICES', `Value of field "type" must be one of (${allowed.join(', ')}).`)
  return { type: 0, id: 0 }
}
