import { Attachments, drawChooser } from './attachments.js'
import { el, freshId, icon } from './dom.js'
import { text } from './words.js'

const mostRadios = 6

/**
 * Draws a form that opens in the conversation.
 *
 * @param {object} form the definition, in the language of the person
 * @param {string} person who fills it in
 * @param {(values: Record<string, string>, files: Record<string, object[]>) => Promise<{ errors?: Record<string, string>, trouble?: string }>} submit
 *   gives what is wrong by field, or the key of what to say when it did not get through, or neither
 * @param {() => void} close called when the person gives up or it was sent
 */
export function drawForm(form, person, submit, close) {
  const id = `form-${freshId()}`
  const fields = form.fields.map((field) => drawField(field, person, `${id}-${field.name}`))
  const trouble = el('p', { class: 'wrong', role: 'alert', hidden: true })
  const send = el('button', { type: 'submit', class: 'button primary' }, form.submit)
  const cancel = text(el('button', { type: 'button', class: 'button quiet', on: { click: close } }), 'form.cancel')
  const node = el(
    'form',
    { class: 'form', novalidate: true, autocomplete: 'off', 'aria-labelledby': id },
    el('h3', { id, dir: 'auto' }, form.title),
    ...fields.map((field) => field.node),
    trouble,
    el('div', { class: 'ends' }, send, cancel),
  )

  const values = () =>
    Object.fromEntries(fields.map(({ name, value }) => [name, value()]).filter(([, value]) => value.trim() !== ''))

  const files = () =>
    Object.fromEntries(fields.flatMap(({ name, files }) => (files?.length > 0 ? [[name, files]] : [])))

  node.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (node.getAttribute('aria-busy') === 'true') return
    if (fields.some((field) => field.busy)) {
      text(trouble, 'files.wait')
      trouble.hidden = false
      return
    }
    node.setAttribute('aria-busy', 'true')
    trouble.hidden = true
    const result = await submit(values(), files())
    node.removeAttribute('aria-busy')
    for (const field of fields) field.wrong(result.errors?.[field.name])
    if (result.errors) fields.find((field) => result.errors[field.name] !== undefined)?.focus()
    else if (result.trouble) {
      text(trouble, result.trouble)
      trouble.hidden = false
    } else close()
  })
  node.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      event.stopPropagation()
      close()
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) node.requestSubmit()
  })
  return { node, focus: () => fields[0]?.focus() }
}

function drawField(field, person, id) {
  const problem = el('p', { class: 'wrong', id: `${id}-wrong`, hidden: true })
  const hint = field.hint ? el('p', { class: 'hint', id: `${id}-hint`, dir: 'auto' }, field.hint) : undefined
  const described = [problem.id, hint?.id].filter(Boolean).join(' ')
  const radios = field.kind === 'choice' && field.options.length <= mostRadios
  const control = radios
    ? drawRadios(field, id, described)
    : field.kind === 'files'
      ? drawFiles(field, person, id, described)
      : drawInput(field, id, described)
  const optional = field.required !== true && text(el('span', { class: 'optional' }), 'form.optional')
  const grouped = radios || field.kind === 'files'
  const label = grouped
    ? el('legend', {}, el('span', { dir: 'auto' }, field.label), optional)
    : el('label', { for: id }, el('span', { dir: 'auto' }, field.label), optional)
  const node = el(grouped ? 'fieldset' : 'div', { class: 'field' }, label, control.node, problem, hint)
  if (grouped) node.setAttribute('aria-describedby', described)

  return {
    name: field.name,
    node,
    get files() {
      return control.attachments?.files
    },
    get busy() {
      return control.attachments?.busy
    },
    value: control.value,
    focus: control.focus,
    wrong(message) {
      problem.hidden = message === undefined
      problem.replaceChildren(...(message === undefined ? [] : [icon('alert'), el('span', { dir: 'auto' }, message)]))
      for (const input of control.inputs) input.setAttribute('aria-invalid', String(message !== undefined))
    },
  }
}

function drawRadios(field, id, described) {
  const inputs = field.options.map((option, index) =>
    el('input', {
      type: 'radio',
      name: id,
      id: `${id}-${index}`,
      value: option.value,
      checked: option.value === field.value,
      'aria-describedby': described,
    }),
  )
  const choices = field.options.map((option, index) =>
    el('label', { class: 'choice', for: `${id}-${index}` }, inputs[index], el('span', { dir: 'auto' }, option.label)),
  )
  return {
    node: el('div', { class: 'choices' }, ...choices),
    inputs,
    value: () => inputs.find((input) => input.checked)?.value ?? '',
    focus: () => (inputs.find((input) => input.checked) ?? inputs[0])?.focus(),
  }
}

/** Files go up while the rest is filled in. */
function drawFiles(field, person, id, described) {
  const attachments = new Attachments(person, field.most, () => {})
  const { button, input } = drawChooser(
    { id, class: 'button', 'aria-describedby': described },
    [icon('clip'), text(el('span'), 'files.choose')],
    field.most,
    (chosen) => attachments.add(chosen),
  )
  return {
    node: el('div', { class: 'chooser' }, attachments.node, button, input),
    attachments,
    inputs: [button],
    value: () => '',
    focus: () => button.focus(),
  }
}

/** A number is a line too: an `input` of type `number` would swallow what it cannot read, and the answer with it. */
function drawInput(field, id, described) {
  const attributes = { id, name: field.name, required: field.required, 'aria-describedby': described, dir: 'auto' }
  const input =
    field.kind === 'choice'
      ? drawSelect(field, attributes)
      : field.kind === 'paragraph'
        ? el('textarea', { ...attributes, rows: 3, maxlength: 4000 })
        : el('input', {
            ...attributes,
            type: field.kind === 'date' ? 'date' : 'text',
            inputmode: field.kind === 'number' ? 'decimal' : undefined,
            maxlength: field.kind === 'date' ? undefined : 400,
          })
  if (field.value !== undefined) input.value = field.value
  return { node: input, inputs: [input], value: () => input.value, focus: () => input.focus() }
}

function drawSelect(field, attributes) {
  const none = text(el('option', { value: '' }), 'form.choose')
  return el('select', attributes, none, ...field.options.map(({ value, label }) => el('option', { value }, label)))
}
