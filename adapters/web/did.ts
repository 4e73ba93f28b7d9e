import type { FileValues, Form, SentFile, Values } from '../../src/chat.ts'
import type { Did } from './entry.ts'
import type { Action, Attached } from './read.ts'

/**
 * How the transcript shows an act. A press of a button that brings no words of its own leaves no line, nor does a change
 * of a line that is there.
 */
export function didWhat(action: Action, form: Form | undefined, attached: Attached): Did | undefined {
  switch (action.kind) {
    case 'say':
      return { kind: 'said', text: action.text, ...filesOf(attached.said) }
    case 'ask':
      return { kind: 'said', text: `/${action.command} ${action.args}`.trimEnd(), ...filesOf(attached.said) }
    case 'edit':
    case 'delete':
      return undefined
    case 'press':
      return action.label === undefined ? undefined : { kind: 'pressed', press: action.press, label: action.label }
    case 'fill': {
      const { form: id, values } = action
      const more = {
        ...(action.about === undefined ? {} : { about: action.about }),
        ...(action.message === undefined ? {} : { message: action.message }),
        ...(attached.filled ? { files: attached.filled } : {}),
      }
      return {
        kind: 'filled',
        form: id,
        values,
        title: form?.title ?? id,
        rows: form ? inWords(form, values, attached.filled) : [],
        ...more,
      }
    }
    default:
      return action satisfies never
  }
}

function filesOf(files: SentFile[] | undefined): { files?: SentFile[] } {
  return files && files.length > 0 ? { files } : {}
}

/** What was filled in, with the words of the form. */
function inWords(form: Form, values: Values, files: FileValues = {}): [label: string, value: string][] {
  return form.fields.flatMap((field) => {
    const names = files[field.name]?.map(({ name }) => name)
    if (names && names.length > 0) return [[field.label, names.join('\n')] as [string, string]]
    const value = values[field.name]
    if (value === undefined) return []
    const option = field.kind === 'choice' ? field.options.find((it) => it.value === value) : undefined
    return [[field.label, option?.label ?? value] as [string, string]]
  })
}
