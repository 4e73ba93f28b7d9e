import { el, icon } from './dom.js'
import { attribute, text } from './words.js'

/**
 * What somebody can do with a message of his own: a button beside it shows the choices below it, and the text can be
 * changed in its place.
 *
 * @param {HTMLElement} bubble
 * @param {string} said
 * @param {{ change(text: string): Promise<boolean>, remove(): Promise<boolean> }} acts give whether it was done
 */
export function drawOwn(bubble, said, acts) {
  const more = attribute(
    el('button', { type: 'button', class: 'more', 'aria-expanded': 'false' }, icon('more')),
    'aria-label',
    'message.more',
  )
  attribute(more, 'title', 'message.more')
  const trouble = text(el('span', { class: 'trouble', role: 'alert', hidden: true }), 'message.unchanged')
  const remove = text(el('button', { type: 'button', class: 'link danger' }), 'message.delete')
  const change = text(el('button', { type: 'button', class: 'link' }), 'message.change')
  const choices = el('div', { class: 'choices-own', hidden: true }, said !== '' && change, remove, trouble)
  const node = el('div', { class: 'own' }, el('div', { class: 'line' }, bubble, more), choices)

  const show = (open) => {
    choices.hidden = !open
    more.setAttribute('aria-expanded', String(open))
  }
  more.addEventListener('click', () => {
    show(choices.hidden)
    if (!choices.hidden) choices.querySelector('button').focus()
  })
  node.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || choices.hidden) return
    event.stopPropagation()
    show(false)
    more.focus()
  })
  remove.addEventListener('click', async () => {
    trouble.hidden = await acts.remove()
  })
  change.addEventListener('click', () => {
    const editor = drawEditor(said, acts.change, () => {
      editor.replaceWith(node)
      show(false)
      more.focus()
    })
    node.replaceWith(editor)
    editor.querySelector('textarea').focus()
  })
  return node
}

function drawEditor(said, change, close) {
  const input = el('textarea', { rows: 2, maxlength: 4000, dir: 'auto' })
  attribute(input, 'aria-label', 'message.change')
  input.value = said
  const save = text(el('button', { type: 'submit', class: 'button primary' }), 'message.save')
  const cancel = text(el('button', { type: 'button', class: 'button quiet', on: { click: close } }), 'form.cancel')
  const trouble = text(el('span', { class: 'trouble', role: 'alert', hidden: true }), 'message.unchanged')
  const editor = el('form', { class: 'editor' }, input, el('div', { class: 'ends' }, save, cancel, trouble))
  input.addEventListener('input', () => {
    save.disabled = input.value.trim() === ''
  })
  editor.addEventListener('keydown', (event) => {
    if (event.isComposing) return
    if (event.key === 'Escape') {
      event.stopPropagation()
      close()
    }
    if (event.key === 'Enter' && !event.shiftKey && event.target === input) {
      event.preventDefault()
      editor.requestSubmit()
    }
  })
  editor.addEventListener('submit', async (event) => {
    event.preventDefault()
    const now = input.value.trim()
    if (now === '') return
    if (now === said) return close()
    trouble.hidden = await change(now)
  })
  return editor
}
