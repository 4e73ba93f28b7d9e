import { isObject } from '../shared/json.ts'
import { labelOf, optionsOf } from './blocks/read.ts'
import type { Json, View } from './wire.ts'

/** A field of a modal as its person sees it. `value` is what stands in it, `error` what stands under it. */
export type Field = {
  label: string
  hint: string
  placeholder: string
  block: string
  action: string
  type: string
  required: boolean
  value: string
  options: { text: string; value: string }[]
  error?: string
}

/** What has been filled in: by block and action, in the form in which the app is told. */
export type Answers = Record<string, Record<string, Json>>

type Input = { block: string; label: string; hint: string; optional: boolean; element: Json }

/** The input blocks of a view. */
function inputs(view: View): Input[] {
  return view.blocks.flatMap((block) => {
    if (block.type !== 'input' || !isObject(block.element)) return []
    const { block_id = '', element, optional } = block
    const [label, hint] = [labelOf(block.label), labelOf(block.hint)]
    return { block: block_id, label, hint, optional: optional === true, element }
  })
}

/** The element that holds the answer, by kind of element: the name of the part of the answer that is filled. */
const parts: Readonly<Record<string, string>> = {
  static_select: 'selected_option',
  external_select: 'selected_option',
  radio_buttons: 'selected_option',
  multi_static_select: 'selected_options',
  checkboxes: 'selected_options',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  datetimepicker: 'selected_date_time',
  users_select: 'selected_user',
  conversations_select: 'selected_conversation',
  channels_select: 'selected_channel',
  file_input: 'files',
}

const partOf = (element: Json): string => parts[String(element.type)] ?? 'value'

const initials = ['value', 'option', 'options', 'date', 'time', 'date_time', 'user', 'conversation', 'channel']

/** What stands in the fields of a view at first. */
export function answersOf(view: View): Answers {
  return Object.fromEntries(
    inputs(view).map(({ block, element }) => {
      const initial = initials.map((name) => element[`initial_${name}`]).find((value) => value !== undefined)
      const empty = partOf(element).endsWith('s') ? [] : null
      return [block, { [String(element.action_id)]: { type: element.type, [partOf(element)]: initial ?? empty } }]
    }),
  )
}

/** The fields of a view, with what stands in and under them. */
export function fieldsOf(view: View, answers: Answers, errors: Record<string, string>): Field[] {
  return inputs(view).map(({ block, label, hint, optional, element }) => {
    const action = String(element.action_id)
    const error = errors[block]
    return {
      label,
      hint,
      placeholder: labelOf(element.placeholder),
      block,
      action,
      type: String(element.type),
      required: !optional,
      value: written(answers[block]?.[action]?.[partOf(element)]),
      options: optionsOf(element),
      ...(error !== undefined && { error }),
    }
  })
}

/** An answer in a word. */
function written(value: unknown): string {
  if (Array.isArray(value)) return value.map(written).join(',')
  if (isObject(value)) return String(value.value ?? value.id)
  return value === null || value === undefined ? '' : String(value)
}

/**
 * Fills the field of that label, block or action. Options are named by label or value, several as a list; files by
 * what `files.json` tells of them. `null` empties the field. Throws when there is no such field or option.
 */
export function fill(view: View, answers: Answers, name: string, value: unknown): void {
  const input = inputs(view).find(
    ({ label, block, element }) => label === name || block === name || element.action_id === name,
  )
  if (!input) throw new Error(`no field "${name}"; there are: ${inputs(view).map(({ label }) => label)}`)
  const { block, element } = input
  const part = partOf(element)
  const chosen = part.startsWith('selected_option') && value !== null ? choose(element, value) : value
  answers[block] = { [String(element.action_id)]: { type: element.type, [part]: chosen } }
}

function choose(element: Json, value: unknown): unknown {
  const all = [...(Array.isArray(element.options) ? element.options : []), ...grouped(element)].filter(isObject)
  const pick = (name: unknown) => {
    const option = all.find((each) => labelOf(each.text) === name || each.value === name)
    if (!option) throw new Error(`no option "${name}"; there are: ${all.map((each) => labelOf(each.text))}`)
    return { text: option.text, value: option.value }
  }
  return Array.isArray(value) ? value.map(pick) : pick(value)
}

const grouped = ({ option_groups: groups }: Json): unknown[] =>
  Array.isArray(groups)
    ? groups.flatMap((group) => (isObject(group) && Array.isArray(group.options) ? group.options : []))
    : []

/** What Slack itself finds wrong before it tells the app, by block. */
export function mistakes(view: View, answers: Answers): Record<string, string> {
  const wrong = inputs(view).flatMap(({ block, optional, element }): [string, string][] => {
    const value = answers[block]?.[String(element.action_id)]?.[partOf(element)]
    const isEmpty =
      value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
    if (isEmpty) return optional ? [] : [[block, 'Please complete this required field.']]
    const problem = mistake(element, value)
    return problem === undefined ? [] : [[block, problem]]
  })
  return Object.fromEntries(wrong)
}

function mistake(element: Json, value: unknown): string | undefined {
  const text = String(value)
  const { min_length: least, max_length: most, min_value: from, max_value: to } = element
  if (element.type === 'plain_text_input') {
    if (typeof least === 'number' && text.length < least) return `Please enter at least ${least} characters.`
    if (text.length > (typeof most === 'number' ? most : 3000)) return 'Please enter fewer characters.'
  }
  if (element.type === 'number_input') {
    const pattern = element.is_decimal_allowed === true ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/
    if (!pattern.test(text)) return 'Please enter a valid number.'
    if (from !== undefined && Number(text) < Number(from)) return `Please enter a number of at least ${from}.`
    if (to !== undefined && Number(text) > Number(to)) return `Please enter a number of at most ${to}.`
  }
  if (element.type === 'email_text_input' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) {
    return 'Please enter a valid email address.'
  }
  if (element.type === 'url_text_input' && !/^https?:\/\/\S+$/.test(text)) return 'Please enter a valid URL.'
  return undefined
}
