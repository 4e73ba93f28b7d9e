import { el, icon } from './dom.js'
import { attribute, lively, say, text } from './words.js'

/** The name of the one who sits here, over which lies a list to choose somebody else from. */
export class Picker {
  #name = el('span', { class: 'name', 'aria-hidden': 'true' })
  #select = attribute(el('select'), 'aria-label', 'seat.person')

  /** @param {(id: string | undefined) => Promise<void>} choose called with nothing for somebody new */
  constructor(choose) {
    this.node = el('div', { class: 'pick' }, this.#name, icon('open'), this.#select)
    this.#select.addEventListener('change', () => choose(this.#select.value || undefined))
  }

  /** @param {{ id: string, name: string }[]} people @param {{ id: string, name: string }} chosen @param {Set<string>} unread */
  show(people, chosen, unread) {
    const options = people.map(({ id, name }) => {
      const option = el('option', { value: id })
      return lively(option, 'text', () => {
        option.textContent = unread.has(id) ? say('seat.unread', { name }) : name
      })
    })
    this.#select.replaceChildren(...options, text(el('option', { value: '' }), 'seat.invent'))
    this.#select.value = chosen.id
    this.#name.textContent = chosen.name
    this.node.classList.toggle('unread', unread.size > 0)
  }
}
