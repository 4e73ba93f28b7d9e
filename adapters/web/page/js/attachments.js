import { upload } from './api.js'
import { el, icon } from './dom.js'
import { attribute, lively, say, sizeOf, text } from './words.js'

let largest = Number.POSITIVE_INFINITY

/** Sets the size of the largest file that is taken, in bytes. */
export function limitUploads(bytes) {
  largest = bytes
}

/** Files that somebody is about to send: each goes up as soon as it is chosen. */
export class Attachments {
  #person
  #most
  #changed
  #items = []
  #trouble = el('li', { class: 'wrong', role: 'alert', hidden: true })
  node = el('ul', { class: 'attachments', hidden: true })

  /**
   * @param {string} person who sends them
   * @param {number} most how many there may be
   * @param {() => void} changed called whenever there are more or fewer, or one has arrived
   */
  constructor(person, most, changed) {
    this.#person = person
    this.#most = most
    this.#changed = changed
    this.node.append(this.#trouble)
  }

  /** Those that have arrived. */
  get files() {
    return this.#items.flatMap(({ file }) => (file ? [file] : []))
  }

  /** Whether one is on its way, or did not get there: then nothing should be sent without it. */
  get busy() {
    return this.#items.some(({ file }) => !file)
  }

  /** @param {Iterable<File>} chosen */
  add(chosen) {
    const files = [...chosen]
    const fit = files.slice(0, this.#most - this.#items.length)
    const large = fit.filter(({ size }) => size > largest)
    this.#trouble.hidden = true
    if (fit.length < files.length) this.#complain('files.many', () => ({ most: String(this.#most) }))
    if (large.length > 0) this.#complain('files.large', () => ({ name: large[0].name, most: sizeOf(largest) }))
    for (const source of fit) if (source.size <= largest) this.#begin(source)
    this.#tell()
  }

  clear() {
    for (const item of this.#items) item.node.remove()
    this.#items = []
    this.#trouble.hidden = true
    this.#tell()
  }

  #begin(source) {
    const state = el('span', { class: 'size' })
    const remove = attribute(
      el('button', { type: 'button', class: 'remove' }, icon('close')),
      'aria-label',
      'files.remove',
      { name: source.name },
    )
    const name = el('span', { class: 'name', dir: 'auto' }, source.name)
    const item = { source, state, node: el('li', { class: 'file' }, icon('paper'), name, state, remove) }
    remove.addEventListener('click', () => this.#remove(item))
    this.#items.push(item)
    this.#trouble.before(item.node)
    void this.#send(item)
  }

  async #send(item) {
    const { source, state } = item
    const bar = attribute(el('progress', { max: 1, value: 0 }), 'aria-label', 'files.uploading', { name: source.name })
    state.replaceChildren(bar)
    item.going = upload(this.#person, source, (part) => {
      bar.value = part
    })
    const { file } = await item.going.done
    if (!this.#items.includes(item)) return
    item.file = file
    if (file) state.replaceChildren(drawSize(file.size))
    else {
      const again = text(el('button', { type: 'button', class: 'link' }), 'message.again')
      again.addEventListener('click', () => void this.#send(item))
      state.replaceChildren(text(el('span', { class: 'trouble', role: 'alert' }), 'files.failed'), again)
    }
    this.#tell()
  }

  #remove(item) {
    item.going.cancel()
    const index = this.#items.indexOf(item)
    const next =
      item.node.nextElementSibling?.querySelector('.remove') ?? this.#items[index - 1]?.node.querySelector('.remove')
    this.#items = this.#items.filter((other) => other !== item)
    item.node.remove()
    next?.focus()
    this.#tell()
  }

  #complain(key, values) {
    lively(this.#trouble, 'text', () => {
      this.#trouble.textContent = say(key, values())
    })
    this.#trouble.hidden = false
  }

  #tell() {
    this.node.hidden = this.#items.length === 0 && this.#trouble.hidden
    this.#changed()
  }
}

/** A button that lets somebody choose files; several at once where more than one fits. */
export function drawChooser(attributes, children, most, choose) {
  const input = el('input', { type: 'file', multiple: most > 1, hidden: true, tabindex: -1 })
  const button = el('button', { type: 'button', ...attributes }, ...children)
  button.addEventListener('click', () => input.click())
  input.addEventListener('change', () => {
    choose([...input.files])
    input.value = ''
    button.focus()
  })
  return { button, input }
}

/** How large a file is, in the language of the page. */
export function drawSize(size) {
  const node = el('span')
  return lively(node, 'text', () => {
    node.textContent = sizeOf(size)
  })
}
