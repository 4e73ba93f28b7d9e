import { freshId } from './dom.js'
import { drawForm } from './form.js'

/**
 * Opens a form below an entry, or closes it when it is open there: then nothing is given. The focus goes back to what
 * opened it.
 */
export function openForm({ node, opener, form, about, message, conversation, back, closed }) {
  const open = node.querySelector(':scope > .form')
  node.querySelector('[aria-expanded]')?.removeAttribute('aria-expanded')
  open?.remove()
  if (open && open.dataset.opener === opener.textContent) return undefined
  const close = () => {
    drawn.node.remove()
    const button = node.querySelector(`[data-form="${CSS.escape(form.id)}"]`)
    button?.removeAttribute('aria-expanded')
    if (back) back()
    else button?.focus({ preventScroll: true })
    closed()
  }
  let tried = { id: freshId(), filled: '' }
  const submit = async (values, given) => {
    const files = Object.fromEntries(Object.entries(given).map(([name, them]) => [name, them.map(({ id }) => id)]))
    const filled = JSON.stringify([values, files])
    if (tried.filled !== filled) tried = { id: freshId(), filled }
    const action = { kind: 'fill', form: form.id, about, message, values, files }
    const result = await conversation.do(action, undefined, tried.id)
    if (result.errors) return { errors: result.errors }
    return result.again ? { trouble: 'form.unsent' } : result.refused ? { trouble: 'form.refused' } : {}
  }
  const drawn = drawForm(form, conversation.person, submit, close)
  drawn.node.dataset.opener = opener.textContent
  node.append(drawn.node)
  opener.setAttribute('aria-expanded', 'true')
  drawn.focus()
  return drawn.node
}
