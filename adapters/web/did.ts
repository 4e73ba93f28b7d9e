import type { Form, Values } from '../../src/chat.ts'
import type { Did } from './entry.ts'
import type { Action } from './read.ts'

/** How the transcript shows an act. A press of a button that brings no words of its own leaves no line. */
export function didWhat(action: Action, form: Form | undefined): Did | undefined {
  switch (action.kind) {
    case 'say':
      return { kind: 'said', text: action.text }
    case 'ask':
      return { kind: 'said', text: `/${action.command} ${action.args}`.trimEnd() }
    case 'press':
      return action.label === undefined ? undefined : { kind: 'pressed', press: action.press, label: action.label }
    case 'fill': {
      const { form: id, values } = action
      const more = {
        ...(action.about === undefined ? {} : { about: action.about }),
        ...(action.message === undefined ? {} : { message: action.message }),
      }
      return {
        kind: 'filled',
        form: id,
        values,
        title: form?.title ?? id,
        rows: form ? inWords(form, values) : [],
        ...more,
      }
    }
    default:
      return action satisfies never
  }
}

/** What was filled in, with the words of the form. */
function inWords(form: Form, values: Values): [label: string, value: string][] {
  return form.fields.flatMap((field) => {
    const value = values[field.name]
    if (value === undefined) return []
    const option = field.kind === 'choice' ? field.options.find((it) => it.value === value) : undefined
    return [[field.label, option?.label ?? value] as [string, string]]
  })
}
