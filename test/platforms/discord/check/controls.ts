import { type Component, kinds, type SelectOption } from '../wire.ts'
import { readEmoji } from './emoji.ts'
import { type Field, present } from './field.ts'
import type { Inventory } from './inventory.ts'

const channelTypes = [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16] as const
const linkStyle = 5

/** Reads a button of a message. */
export function readButton(field: Field, inventory: Inventory): Component {
  const id = inventory.id(field)
  const style = field.at('style').oneOf([1, 2, 3, 4, 5], true)
  const label = field.at('label').text({ max: 80 })
  const emoji = readEmoji(field.at('emoji'))
  if (!label && !emoji && !field.at('label').value && field.at('emoji').isEmpty) {
    field.wrong('BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED', 'A label or an emoji is required')
  }
  const isLink = style === linkStyle
  const foreign = isLink ? 'custom_id' : 'url'
  if (!field.at(foreign).isEmpty) {
    const message = 'A custom id and url cannot both be specified'
    field.at(foreign).wrong('BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE', message)
  }
  const url = isLink ? field.at('url').url({ required: true }) : undefined
  if (url && url.length > 512) field.at('url').wrong('BASE_TYPE_MAX_LENGTH', 'Must be 512 or fewer in length.')
  return present({
    type: kinds.button,
    id,
    style,
    label,
    emoji,
    url,
    custom_id: isLink ? undefined : inventory.customId(field),
    disabled: field.at('disabled').flag(),
  })
}

/** Reads the options of a select or a group; their values are all different. */
export function readOptions(field: Field, bounds: { min: number; max: number }, defaults: number): SelectOption[] {
  const seen = new Set<string>()
  const fields = field.list({ required: true, ...bounds }) ?? []
  const options = fields.map((each) => {
    const value = each.at('value').text({ required: true, min: 1, max: 100 }) ?? ''
    if (seen.has(value)) {
      each.at('value').wrong('SELECT_COMPONENT_OPTION_VALUE_DUPLICATED', 'The specified option value is already used')
    }
    seen.add(value)
    return present({
      label: each.at('label').text({ required: true, min: 1, max: 100 }) ?? '',
      value,
      description: each.at('description').text({ max: 100 }),
      emoji: readEmoji(each.at('emoji')),
      default: each.at('default').flag(),
    })
  })
  if (options.filter((option) => option.default).length > defaults) {
    field.wrong('SELECT_COMPONENT_TOO_MANY_DEFAULTS', `Only ${defaults} options may be chosen by default`)
  }
  return options
}

/** How many may be chosen or uploaded, at most `most`. */
export function readRange(field: Field, most: number): { min_values?: number; max_values?: number } {
  const min = field.at('min_values').integer({ min: 0, max: most })
  const max = field.at('max_values').integer({ min: 1, max: most })
  if (min !== undefined && min > (max ?? Math.max(1, min))) {
    field.at('min_values').wrong('BASE_TYPE_MAX', 'min_values cannot be greater than max_values')
  }
  return present({ min_values: min, max_values: max })
}

/** Reads a select of any kind, of a message or a modal. */
export function readSelect(field: Field, type: number, inventory: Inventory): Component {
  const base = {
    type,
    id: inventory.id(field),
    custom_id: inventory.customId(field),
    placeholder: field.at('placeholder').text({ max: 150 }),
    ...readRange(field, 25),
    disabled: field.at('disabled').flag(),
  }
  if (type === kinds.stringSelect) {
    const options = readOptions(field.at('options'), { min: 1, max: 25 }, base.max_values ?? 1)
    if ((base.min_values ?? 0) > options.length || (base.max_values ?? 0) > options.length) {
      const message = `Must be less than or equal to the number of options (${options.length}).`
      field.at('max_values').wrong('SELECT_COMPONENT_MAX_VALUES', message)
    }
    return present({ ...base, options })
  }
  const types =
    type === kinds.channelSelect
      ? field
          .at('channel_types')
          .list()
          ?.flatMap((each) => each.oneOf(channelTypes) ?? [])
      : undefined
  const defaults = field
    .at('default_values')
    .list({ max: base.max_values ?? 1 })
    ?.map((each) => ({
      id: each.at('id').id(true) ?? '',
      type: each.at('type').text({ required: true, pattern: /^(user|role|channel)$/ }) ?? '',
    }))
  return present({ ...base, channel_types: types, default_values: defaults })
}

/** Whether that is the number of a select. */
export const isSelect = (type: unknown): type is number =>
  typeof type === 'number' && type >= kinds.stringSelect && type <= kinds.channelSelect && type !== kinds.textInput
