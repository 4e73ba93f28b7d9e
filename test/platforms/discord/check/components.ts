import { type Component, kinds } from '../wire.ts'
import type { Field } from './field.ts'
import { Inventory } from './inventory.ts'
import { readBlock } from './layout.ts'
import { readRow, typed } from './row.ts'

/** Reads the components of a message: rows only, or with `layout` the whole set that replaces its content. */
export function readComponents(field: Field, layout: boolean): Component[] {
  const inventory = new Inventory()
  const fields = field.list({ max: layout ? 40 : 5 }) ?? []
  const components = fields.map((each) =>
    layout ? readBlock(each, inventory, 'message') : typed(each, [kinds.row], () => readRow(each, inventory)),
  )
  if (layout) inventory.total(field)
  return components
}
