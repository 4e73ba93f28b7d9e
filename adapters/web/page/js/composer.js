import { el, icon } from './dom.js'
import { Menu } from './menu.js'
import { attribute } from './words.js'

const highestPx = 160

/** Where a person types. A slash at the beginning opens the list of commands. */
export class Composer {
  #input = el('textarea', { rows: 1, maxlength: 4000, autocomplete: 'off', enterkeyhint: 'send', dir: 'auto' })
  #menu = new Menu(this.#input, (command) => this.#take(command))
  #sendButton = attribute(el('button', { type: 'submit', class: 'send' }, icon('send')), 'aria-label', 'composer.send')
  #commands = []
  #submit

  /** @param {(text: string) => void} submit */
  constructor(submit) {
    this.#submit = submit
    const slash = el('button', { type: 'button', class: 'slash' }, el('span', {}, '/'))
    attribute(slash, 'aria-label', 'composer.commands')
    attribute(slash, 'title', 'composer.commands')
    slash.addEventListener('click', () => this.#toggleMenu())
    slash.addEventListener('pointerdown', (event) => event.preventDefault())
    this.node = el('form', { class: 'composer' }, this.#menu.node, slash, this.#input, this.#sendButton)
    this.node.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#send()
    })
    this.#input.addEventListener('input', () => this.#typed())
    this.#input.addEventListener('keydown', (event) => this.#key(event))
    this.#input.addEventListener('blur', () => this.#menu.close())
    this.#typed()
  }

  /** The words in the empty field, and the field's name. */
  describe(key, values) {
    attribute(this.#input, 'placeholder', key, values)
    attribute(this.#input, 'aria-label', key, values)
  }

  /** @param {{ name: string, description: string, args?: string }[]} commands */
  set commands(commands) {
    this.#commands = commands
    if (this.#menu.open) this.#typed()
  }

  get focused() {
    return document.activeElement === this.#input
  }

  focus() {
    this.#input.focus()
  }

  get draft() {
    return this.#input.value
  }

  set draft(draft) {
    this.#input.value = draft
    this.#typed()
    this.#menu.close()
  }

  #send() {
    const said = this.#input.value.trim()
    if (said === '') return
    this.draft = ''
    this.#submit(said)
  }

  #typed() {
    this.#sendButton.disabled = this.#input.value.trim() === ''
    this.#input.style.height = 'auto'
    this.#input.style.height = `${Math.min(this.#input.scrollHeight, highestPx)}px`
    const typed = /^\/([a-z0-9_]*)$/i.exec(this.#input.value)?.[1]?.toLowerCase()
    this.#menu.offer(typed === undefined ? [] : this.#commands.filter(({ name }) => name.startsWith(typed)))
  }

  /** A command that wants more is written out, ready for it; any other is sent. */
  #take({ name, args }) {
    this.draft = args ? `/${name} ` : `/${name}`
    this.#input.focus()
    if (!args) this.#send()
  }

  #toggleMenu() {
    this.#input.focus()
    if (this.#menu.open) {
      if (this.#input.value === '/') this.draft = ''
      return this.#menu.close()
    }
    if (!this.#input.value.startsWith('/')) this.#input.value = `/${this.#input.value}`
    this.#typed()
  }

  #key(event) {
    if (event.isComposing || this.#menu.key(event)) return
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    this.#send()
  }
}
