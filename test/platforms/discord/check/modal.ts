import { type Component, kinds, type Modal } from '../wire.ts'
import { isSelect, readOptions, readRange, readSelect } from './controls.ts'
import { type Field, present } from './field.ts'
import { Inventory } from './inventory.ts'
import { readText } from './layout.ts'
import { typed } from './row.ts'

const inLabel: readonly number[] = [
  kinds.textInput,
  kinds.stringSelect,
  kinds.userSelect,
  kinds.roleSelect,
  kinds.mentionableSelect,
  kinds.channelSelect,
  kinds.fileUpload,
  kinds.radioGroup,
  kinds.checkboxGroup,
  kinds.checkbox,
]

/** Reads the modal of an answer to an interaction. */
export function readModal(field: Field): Modal {
  const inventory = new Inventory()
  const parts = field.at('components').list({ required: true, min: 1, max: 5 }) ?? []
  return {
    custom_id: field.at('custom_id').text({ required: true, min: 1, max: 100 }) ?? '',
    title: field.at('title').text({ required: true, min: 1, max: 45 }) ?? '',
    components: parts.map((part) =>
      typed(part, [kinds.row, kinds.textDisplay, kinds.label], () => {
        const { value: type } = part.at('type')
        if (type === kinds.textDisplay) return readText(part, inventory)
        return type === kinds.label ? readLabel(part, inventory) : readOldRow(part, inventory)
      }),
    ),
  }
}

/** A row in a modal holds one text input, which then has a label of its own. */
function readOldRow(field: Field, inventory: Inventory): Component {
  const id = inventory.id(field)
  const children = field.at('components').list({ required: true, min: 1, max: 1 }) ?? []
  const components = children.map((child) =>
    typed(child, [kinds.textInput], () =>
      present({
        ...readTextInput(child, inventory),
        label: child.at('label').text({ required: true, min: 1, max: 45 }),
      }),
    ),
  )
  return { type: kinds.row, id, components }
}

function readLabel(field: Field, inventory: Inventory): Component {
  const child = field.at('component')
  return present({
    type: kinds.label,
    id: inventory.id(field),
    label: field.at('label').text({ required: true, min: 1, max: 45 }),
    description: field.at('description').text({ max: 100 }),
    component: typed(child, inLabel, () => readInput(child, inventory)),
  })
}

function readInput(field: Field, inventory: Inventory): Component {
  const type = field.at('type').value as number
  if (type === kinds.textInput) return readTextInput(field, inventory)
  const required = field.at('required').flag()
  if (required !== false && field.at('min_values').value === 0) {
    field.at('min_values').wrong('COMPONENT_REQUIRED_MIN_VALUES', 'A required component needs at least one value')
  }
  if (isSelect(type)) {
    if (field.at('disabled').value === true) {
      field.at('disabled').wrong('COMPONENT_DISABLED_IN_MODAL', 'Components in modals cannot be disabled')
    }
    return present({ ...readSelect(field, type, inventory), required })
  }
  const base = { type, id: inventory.id(field), custom_id: inventory.customId(field), required }
  switch (type) {
    case kinds.fileUpload:
      return present({ ...base, ...readRange(field, 10), file_types: readFileTypes(field.at('file_types')) })
    case kinds.radioGroup:
      return present({ ...base, options: readOptions(field.at('options'), { min: 2, max: 10 }, 1) })
    case kinds.checkboxGroup:
      return present({
        ...base,
        ...readRange(field, 10),
        options: readOptions(field.at('options'), { min: 1, max: 10 }, 10),
      })
    default:
      return present({ ...base, default: field.at('default').flag() })
  }
}

const readFileTypes = (field: Field): string[] | undefined =>
  field.list({ max: 10 })?.map((each) => each.text({ pattern: /^(image|video|audio|\.[\w.]+)$/ }) ?? '')

function readTextInput(field: Field, inventory: Inventory): Component {
  const min = field.at('min_length').integer({ min: 0, max: 4000 })
  const max = field.at('max_length').integer({ min: 1, max: 4000 })
  if (min !== undefined && max !== undefined && min > max) {
    field.at('min_length').wrong('TEXT_INPUT_COMPONENT_MIN_LENGTH', 'min_length cannot be greater than max_length')
  }
  return present({
    type: kinds.textInput,
    id: inventory.id(field),
    custom_id: inventory.customId(field),
    style: field.at('style').oneOf([1, 2], true),
    min_length: min,
    max_length: max,
    required: field.at('required').flag(),
    value: field.at('value').text({ max: Math.min(max ?? 4000, 4000) }),
    placeholder: field.at('placeholder').text({ max: 100 }),
  })
}
