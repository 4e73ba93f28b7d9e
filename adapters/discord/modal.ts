import type { Field, Form, Values } from '../../src/chat.ts'
import { clip } from '../shared/text.ts'
import { kinds } from './buttons.ts'
import { caption, plain } from './text.ts'

const limits = {
  fields: 5,
  title: 45,
  label: 45,
  hint: 100,
  options: 25,
  option: 100,
  text: 4000,
  name: 100,
  files: 10,
}

type Input =
  | { type: typeof kinds.input; custom_id: string; style: 1 | 2; required: boolean; value?: string }
  | { type: typeof kinds.select; custom_id: string; required: boolean; options: SelectOption[] }
  | { type: typeof kinds.upload; custom_id: string; required: boolean; min_values: number; max_values: number }

type SelectOption = { label: string; value: string; default?: true }

/** A form as Discord opens it over the conversation. */
export type Modal = {
  custom_id: string
  title: string
  components: { type: typeof kinds.label; label: string; description?: string; component: Input }[]
}

/** Whether Discord can draw this form: what it cannot is asked step by step. */
export function fits({ fields }: Form): boolean {
  const names = new Set(fields.map(({ name }) => name))
  return fields.length >= 1 && fields.length <= limits.fields && names.size === fields.length && fields.every(fitsOne)
}

function fitsOne(field: Field): boolean {
  if (field.name === '' || field.name.length > limits.name) return false
  switch (field.kind) {
    case 'line':
    case 'paragraph':
    case 'number':
    case 'date':
      return true
    case 'files':
      return true
    case 'choice': {
      const values = new Set(field.options.map(({ value }) => value))
      const each = [...values].every((value) => value !== '' && value.length <= limits.option)
      return each && values.size === field.options.length && values.size >= 1 && values.size <= limits.options
    }
    default:
      field satisfies never
      return false
  }
}

/** The form as a modal that comes back under `id` (at most 100 characters), begun with those values. */
export function drawModal(form: Form, id: string, values: Values = {}): Modal {
  return {
    custom_id: id,
    title: caption(form.title, limits.title),
    components: form.fields.map((field) => ({
      type: kinds.label,
      label: caption(field.label, limits.label),
      ...(field.hint && { description: caption(field.hint, limits.hint) }),
      component: drawInput(field, values[field.name] ?? field.value),
    })),
  }
}

function drawInput(field: Field, value: string | undefined): Input {
  const base = { custom_id: field.name, required: field.required === true }
  switch (field.kind) {
    case 'line':
    case 'number':
    case 'date':
    case 'paragraph':
      return {
        type: kinds.input,
        ...base,
        style: field.kind === 'paragraph' ? 2 : 1,
        ...(value && { value: clip(plain(value), limits.text) }),
      }
    case 'choice':
      return {
        type: kinds.select,
        ...base,
        options: field.options.map((option) => ({
          label: caption(option.label, limits.option),
          value: option.value,
          ...(option.value === value && { default: true as const }),
        })),
      }
    case 'files':
      return {
        type: kinds.upload,
        ...base,
        min_values: base.required ? 1 : 0,
        max_values: Math.min(Math.max(1, field.most), limits.files),
      }
    default:
      return field satisfies never
  }
}
