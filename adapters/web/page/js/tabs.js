import { el } from './dom.js'
import { attribute, lively, say } from './words.js'

/**
 * The row of tabs that stands for the columns where there is no room for all of them. Which columns show is decided
 * by the style sheet from `data-shown`; here is who is chosen.
 */
export class Tabs {
  #tabs = new Map()
  #table
  #shown

  /** @param {HTMLElement} node @param {HTMLElement} table @param {string[]} names */
  constructor(node, table, names) {
    this.#table = table
    attribute(node, 'aria-label', 'tabs')
    for (const name of names) {
      const label = el('span')
      const tab = el(
        'button',
        { type: 'button', role: 'tab', 'data-seat': name, 'aria-controls': `seat-${name}` },
        label,
      )
      tab.addEventListener('click', () => this.show(name))
      this.#tabs.set(name, tab)
      node.append(tab)
      this.#name(name, false)
    }
    node.addEventListener('keydown', (event) => this.#key(event, names))
    this.show(names[0])
  }

  show(name) {
    this.#shown = name
    this.#table.dataset.shown = name
    for (const [other, tab] of this.#tabs) {
      tab.setAttribute('aria-selected', String(other === name))
      tab.tabIndex = other === name ? 0 : -1
    }
    this.#name(name, false)
  }

  /** Marks a tab whose column is not on show: something new is in it. */
  mark(name) {
    if (name !== this.#shown) this.#name(name, true)
  }

  #name(name, marked) {
    const tab = this.#tabs.get(name)
    tab.classList.toggle('unread', marked)
    lively(tab.firstChild, 'text', () => {
      const title = say(name === 'engine' ? 'engine.tab' : `seat.${name}`)
      tab.firstChild.textContent = title
      tab.setAttribute('aria-label', marked ? say('seat.unread', { name: title }) : title)
    })
  }

  #key(event, names) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = names[(names.indexOf(this.#shown) + step + names.length) % names.length]
    this.show(next)
    this.#tabs.get(next).focus()
  }
}
