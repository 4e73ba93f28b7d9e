import { el, freshId } from './dom.js'
import { attribute } from './words.js'

/** The list of commands above the field in which they are typed. The field keeps the focus and names the choice. */
export class Menu {
  #id = `menu-${freshId()}`
  #input
  #take
  #matches = []
  #chosen = 0

  /** @param {HTMLElement} input @param {(command: object, isEntered?: true) => void} take called with what was chosen, and whether by Enter */
  constructor(input, take) {
    this.#input = input
    this.#take = take
    this.node = el('ul', { class: 'menu', id: this.#id, role: 'listbox', hidden: true })
    attribute(this.node, 'aria-label', 'composer.commands')
    this.node.addEventListener('pointerdown', (event) => event.preventDefault())
    for (const [name, value] of Object.entries({
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': this.#id,
    }))
      input.setAttribute(name, value)
  }

  get open() {
    return !this.node.hidden
  }

  /** Offers these commands; closes when there are none. */
  offer(commands) {
    this.#matches = commands
    if (commands.length === 0) return this.close()
    this.node.replaceChildren(...commands.map((command, index) => this.#option(command, index)))
    this.node.hidden = false
    this.#input.setAttribute('aria-expanded', 'true')
    this.#choose(0)
  }

  close() {
    this.node.hidden = true
    this.#input.setAttribute('aria-expanded', 'false')
    this.#input.removeAttribute('aria-activedescendant')
  }

  /** Whether the key was for the menu. */
  key(event) {
    if (!this.open || event.shiftKey) return false
    const acts = {
      ArrowDown: () => this.#choose(this.#chosen + 1),
      ArrowUp: () => this.#choose(this.#chosen - 1),
      Escape: () => this.close(),
      Tab: () => this.#take(this.#matches[this.#chosen]),
      Enter: () => this.#take(this.#matches[this.#chosen], true),
    }
    if (!Object.hasOwn(acts, event.key)) return false
    event.preventDefault()
    acts[event.key]()
    return true
  }

  #option(command, index) {
    const { name, description, args } = command
    const option = el(
      'li',
      { role: 'option', id: `${this.#id}-${index}` },
      el('span', { class: 'command' }, `/${name}`, args && el('span', { class: 'args' }, ` ${args}`)),
      el('span', { class: 'description' }, description),
    )
    option.addEventListener('click', () => this.#take(command))
    option.addEventListener('pointermove', () => index !== this.#chosen && this.#choose(index))
    return option
  }

  #choose(index) {
    this.#chosen = (index + this.#matches.length) % this.#matches.length
    for (const [at, option] of [...this.node.children].entries())
      option.setAttribute('aria-selected', String(at === this.#chosen))
    const option = this.node.children[this.#chosen]
    this.#input.setAttribute('aria-activedescendant', option.id)
    option.scrollIntoView({ block: 'nearest' })
  }
}
