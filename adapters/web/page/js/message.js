import { drawSize } from './attachments.js'
import { el, icon } from './dom.js'
import { drawOwn } from './own.js'
import { attribute, text, timeNode } from './words.js'

const longestFigure = 26
const longestPhrase = 60

/**
 * What a person can do with an entry: `press(button, node)`, `fill(form, about, opener)` opens a form below it,
 * `again()` sends it once more, `change(text)` and `remove()` a message of his own; `fileOf(part)` is where a file is.
 *
 * @typedef {{ press(button: object, node: HTMLButtonElement): void,
 *   fill(form: object, about: string | undefined, opener: HTMLButtonElement): void, again(): void,
 *   change(text: string): Promise<boolean>, remove(): Promise<boolean>, fileOf(part: object): string }} Acts
 */

/** Draws one entry of a conversation. @param {Acts} acts */
export function drawEntry({ entry, state }, acts) {
  return entry.from === 'me' ? drawMine(entry, state, acts) : drawTheirs(entry, acts)
}

function drawTheirs({ at, message, edited }, acts) {
  const bubble = el('div', { class: 'bubble' })
  if (message.text !== '') bubble.append(words(message.text))
  const below = []
  for (const part of message.parts) {
    if (part.kind === 'buttons') below.push(drawButtons(part.buttons, acts))
    else bubble.append(drawPart(part, acts))
  }
  const foot = el('div', { class: 'foot' }, timeNode(at), edited === true && drawEdited())
  return el('div', { class: 'content' }, who('message.from.bot'), bubble, ...below, foot)
}

function drawEdited() {
  return text(el('span', { class: 'edited' }), 'message.edited')
}

function drawMine({ at, did, opens, edited, deleted }, state, acts) {
  const bubble = el('div', { class: 'bubble' })
  if (deleted) bubble.append(text(el('p', { class: 'deleted' }), 'message.deleted'))
  else if (did.kind === 'said') {
    if (did.text !== '') bubble.append(words(did.text))
    if (did.files) bubble.append(el('ul', { class: 'files' }, ...did.files.map(drawSent)))
  }
  if (did.kind === 'pressed') bubble.append(words(did.label))
  if (did.kind === 'filled') {
    bubble.append(el('p', { class: 'filled' }, icon('tick'), el('span', { dir: 'auto' }, did.title)))
    if (did.rows.length > 0) bubble.append(drawFacts(did.rows))
  }
  const foot = el('div', { class: 'foot' }, timeNode(at), edited && !deleted && drawEdited(), ...drawState(state, acts))
  const own = did.kind === 'said' && !deleted && !opens && state === 'sent' && !/^\/[a-z]/i.test(did.text)
  const shown = own ? drawOwn(bubble, did.text, acts) : bubble
  return el('div', { class: 'content' }, who('message.from.me'), shown, opens && drawOpener(opens, acts), foot)
}

function drawOpener(form, acts) {
  const button = el('button', { type: 'button', class: 'button', 'data-form': form.id }, form.title)
  button.addEventListener('click', () => acts.fill(form, undefined, button))
  return el('div', { class: 'buttons' }, button)
}

function drawState(state, acts) {
  switch (state) {
    case 'sending':
      return [named(icon('clock'), 'message.sending')]
    case 'sent':
      return [named(icon('tick'), 'message.sent')]
    case 'refused':
      return [drawUnsent('message.refused')]
    default: {
      const retry = text(el('button', { type: 'button', class: 'link', on: { click: acts.again } }), 'message.again')
      return [drawUnsent('message.unsent', retry)]
    }
  }
}

/** Says that something did not get through. */
export function drawUnsent(key, retry) {
  return el('span', { class: 'trouble', role: 'alert' }, icon('alert'), text(el('span'), key), retry)
}

/** A file that the person sent. */
function drawSent({ name, size }) {
  const shown = el('span', { class: 'size' }, size !== undefined && drawSize(size))
  return el('li', { class: 'file' }, icon('paper'), el('span', { class: 'name', dir: 'auto' }, name), shown)
}

/** A file of ours that is only saved. */
function drawFile(part, acts) {
  const { name, size } = part
  const link = el(
    'a',
    { class: 'file', href: acts.fileOf(part), download: name },
    icon('save'),
    el('span', { class: 'name', dir: 'auto' }, name),
    el('span', { class: 'size' }, drawSize(size)),
  )
  return attribute(link, 'title', 'files.save', { name })
}

function drawPart(part, acts) {
  if (part.kind === 'facts') return drawFacts(part.rows)
  if (part.kind === 'file') return part.picture ? drawImage(acts.fileOf(part), part.name) : drawFile(part, acts)
  return drawImage(part.source, part.alt)
}

function drawImage(source, alt) {
  const image = el('img', { src: source, alt })
  const open = el('button', { type: 'button', class: 'image', on: { click: () => enlarge({ source, alt }) } }, image)
  return attribute(open, 'aria-label', 'image.open', { what: alt })
}

/**
 * Figures stand at the end of their line; words begin side by side, and a whole text stands below its label.
 *
 * @param {[string, string][]} rows
 */
export function drawFacts(rows) {
  const wordy = rows.some(([, value]) => value.length > longestFigure)
  const draw = ([label, value]) =>
    el(
      'div',
      { class: (value.length > longestPhrase || value.includes('\n')) && 'below' },
      el('dt', { dir: 'auto' }, label),
      el('dd', { dir: 'auto' }, value),
    )
  return el('dl', { class: wordy ? 'facts wordy' : 'facts' }, ...rows.map(draw))
}

function drawButtons(buttons, acts) {
  const row = el('div', { class: 'buttons' })
  for (const button of buttons) row.append(drawButton(button, acts))
  return row
}

function drawButton(button, acts) {
  const look = { class: `button ${button.tone ?? ''}`.trim(), dir: 'auto' }
  if (button.url !== undefined)
    return el(
      'a',
      { ...look, href: button.url, target: '_blank', rel: 'noopener noreferrer' },
      button.label,
      icon('out'),
    )
  const node = el('button', { ...look, type: 'button', disabled: button.off === true }, button.label)
  if (button.press !== undefined) node.addEventListener('click', () => acts.press(button, node))
  if (button.form !== undefined) {
    node.dataset.form = button.form.id
    node.addEventListener('click', () => acts.fill(button.form, button.about, node))
  }
  return node
}

/** Shows an image as large as the window. Escape, the button and a click beside it close it. */
function enlarge({ source, alt }) {
  const close = attribute(el('button', { type: 'button', class: 'round' }, icon('close')), 'aria-label', 'image.close')
  const dialog = el('dialog', { class: 'large', 'aria-label': alt }, el('img', { src: source, alt }), close)
  dialog.addEventListener('click', (event) => event.target.tagName !== 'IMG' && dialog.close())
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}

function words(content) {
  return el('p', { class: 'words', dir: 'auto' }, content)
}

function who(key) {
  return text(el('span', { class: 'unseen' }), key)
}

function named(node, key) {
  const shown = el('span', { class: 'state', role: 'img' }, node)
  attribute(shown, 'aria-label', key)
  return attribute(shown, 'title', key)
}

/** Draws the sign that an answer is on its way. */
export function drawTyping() {
  const dots = el('div', { class: 'bubble typing' }, el('i'), el('i'), el('i'))
  return el('li', { class: 'entry bot', 'aria-hidden': 'true' }, el('div', { class: 'content' }, dots))
}

/** Draws the line between two days. */
export function drawDay(name) {
  return el('li', { class: 'day' }, el('span', {}, name))
}
