import type { ViewsOpenArguments } from '@slack/web-api'
import type { Field, FieldErrors, FileValues, Form, SentFile, Values } from '../../src/chat.ts'
import { type Shape, shape, string } from '../shared/shape.ts'
import { clip, literal } from '../shared/text.ts'
import { type InputBlock, label, plain } from './blocks.ts'
import { readFiles } from './files.ts'
import { isVisible } from './text.ts'

type View = Extract<ViewsOpenArguments['view'], { type: 'modal' }>
type Element = InputBlock['element']

/** What a form that is open needs to know of how it was opened; `locale` is the language it is drawn in. */
export type Opened = {
  form: string
  about?: string
  channel: string
  thread?: string
  message?: string
  locale?: string
}

/** What came back of a form. */
export type Filled = { opened: Opened; values: Values; files: FileValues; fields: string[] }

const most = {
  title: 24,
  label: 300,
  hint: 300,
  placeholder: 150,
  option: 75,
  options: 100,
  files: 10,
  text: 3_000,
  name: 255,
}
const action = 'input'

/** Whether a modal can hold the form: all kinds of fields can be drawn, but Slack limits options and their values. */
export function canDraw(form: Form): boolean {
  return form.fields.length > 0 && form.fields.every(fits)
}

function fits(field: Field): boolean {
  if (field.name === '' || field.name.length > most.name) return false
  if (field.kind !== 'choice') return true
  const values = field.options.map(({ value }) => value)
  const allowed = values.every((value) => value !== '' && value.length <= most.option && !/[&<>]/.test(value))
  return values.length > 0 && values.length <= most.options && allowed && new Set(values).size === values.length
}

/** The form as a modal. */
export function drawForm(form: Form, opened: Opened): View {
  return {
    type: 'modal',
    callback_id: 'form',
    private_metadata: asMetadata(opened),
    title: label(form.title, most.title),
    submit: label(form.submit, most.title),
    blocks: form.fields.map(drawField),
  }
}

/** JSON without the signs that Slack escapes on the way. */
function asMetadata(opened: Opened): string {
  return JSON.stringify(opened).replace(/[&<>]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`)
}

function drawField(field: Field): InputBlock {
  const { hint, required } = field
  return {
    type: 'input',
    block_id: field.name,
    label: label(field.label, most.label),
    ...(hint !== undefined && isVisible(hint) && { hint: plain(hint, most.hint) }),
    optional: required !== true,
    element: drawElement(field),
  }
}

function drawElement(field: Field): Element {
  const value = field.value === undefined || field.value === '' ? undefined : field.value
  switch (field.kind) {
    // a field of Slack's own for numbers knows no comma, and says in its own words what is wrong
    case 'line':
    case 'number':
    case 'paragraph': {
      const start = value === undefined ? {} : { initial_value: clip(literal(value), most.text) }
      return { type: 'plain_text_input', action_id: action, multiline: field.kind === 'paragraph', ...start }
    }
    case 'date': {
      const start = value !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(value) ? { initial_date: value } : {}
      return { type: 'datepicker', action_id: action, ...start }
    }
    case 'choice': {
      const options = field.options.map((option) => ({ text: label(option.label, most.option), value: option.value }))
      const start = options.find((option) => option.value === value)
      return { type: 'static_select', action_id: action, options, ...(start && { initial_option: start }) }
    }
    case 'files':
      return { type: 'file_input', action_id: action, max_files: Math.min(Math.max(1, field.most), most.files) }
    default:
      return field satisfies never
  }
}

/** What was filled in; undefined when the view is no form of ours. */
export function readForm(view: Shape | undefined): Filled | undefined {
  const opened = view?.callback_id === 'form' ? readOpened(view.private_metadata) : undefined
  const state = shape(shape(view?.state)?.values)
  if (!opened || !state) return undefined
  const values: Values = {}
  const files: FileValues = {}
  for (const [name, block] of Object.entries(state)) {
    const answer = shape(shape(block)?.[action])
    const given = answer && readAnswer(answer)
    if (typeof given === 'string' && given !== '') values[name] = literal(given)
    if (typeof given === 'object' && given.length > 0) files[name] = given
  }
  return { opened, values, files, fields: Object.keys(state) }
}

function readAnswer(answer: Shape): string | SentFile[] | undefined {
  if (Array.isArray(answer.files)) return readFiles(answer.files)
  return string(answer.value) ?? string(answer.selected_date) ?? string(shape(answer.selected_option)?.value)
}

/** What Slack shows at the fields; what is wrong with a field that is not there stands at the first. */
export function drawErrors(errors: FieldErrors, fields: readonly string[]): object {
  const [first = ''] = fields
  const shown: Record<string, string> = {}
  for (const [name, error] of Object.entries(errors)) {
    const at = fields.includes(name) ? name : first
    shown[at] = shown[at] === undefined ? error : `${shown[at]}\n${error}`
  }
  return { response_action: 'errors', errors: shown }
}

function readOpened(metadata: unknown): Opened | undefined {
  let read: Shape | undefined
  try {
    read = shape(JSON.parse(string(metadata) ?? ''))
  } catch {
    return undefined
  }
  const [form, channel] = [string(read?.form), string(read?.channel)]
  if (!read || !form || !channel) return undefined
  const given = (name: 'about' | 'thread' | 'message' | 'locale') => {
    const value = string(read[name])
    return value === undefined ? {} : { [name]: value }
  }
  return { form, channel, ...given('about'), ...given('thread'), ...given('message'), ...given('locale') }
}
