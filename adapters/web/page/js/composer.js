import { drawChooser } from './attachments.js'
import { el, icon } from './dom.js'
import { Menu } from './menu.js'
import { attribute } from './words.js'

const highestPx = 160

/** Most files that go with one message. */
export const mostFiles = 10

/** Where a person types, with files if there are any. A slash at the beginning opens the list of commands. */
export class Composer {
  #input = el('textarea', { rows: 1, maxlength: 4000, autocomplete: 'off', enterkeyhint: 'send', dir: 'auto' })
  #menu = new Menu(this.#input, (command, isEntered) => this.#take(command, isEntered))
  #sendButton = attribute(el('button', { type: 'submit', class: 'send' }, icon('send')), 'aria-label', 'composer.send')
  #commands = []
  #attachments
  #files = el('div', { class: 'going' })
  #submit

  /** @param {(text: string, files: object[]) => void} submit */
  constructor(submit) {
    this.#submit = submit
    const slash = el('button', { type: 'button', class: 'slash' }, el('span', {}, '/'))
    attribute(slash, 'aria-label', 'composer.commands')
    attribute(slash, 'title', 'composer.commands')
    slash.addEventListener('click', () => this.#toggleMenu())
    slash.addEventListener('pointerdown', (event) => event.preventDefault())
    const look = { class: 'clip' }
    const { button: clip, input: chooser } = drawChooser(look, [icon('clip')], mostFiles, (chosen) =>
      this.#attach(chosen),
    )
    attribute(clip, 'aria-label', 'composer.attach')
    attribute(clip, 'title', 'composer.attach')
    this.node = el(
      'form',
      { class: 'composer' },
      this.#menu.node,
      this.#files,
      slash,
      clip,
      chooser,
      this.#input,
      this.#sendButton,
    )
    this.node.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#send()
    })
    this.#input.addEventListener('input', () => this.#typed())
    this.#input.addEventListener('keydown', (event) => this.#key(event))
    this.#input.addEventListener('blur', () => this.#menu.close())
    this.#input.addEventListener('paste', (event) => {
      if (event.clipboardData.files.length === 0) return
      event.preventDefault()
      this.#attach([...event.clipboardData.files])
    })
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

  /** The files that go along with what is typed. */
  set attachments(attachments) {
    this.#attachments = attachments
    this.#files.replaceChildren(attachments.node)
    this.refresh()
  }

  /** Looks again at what there is to send. */
  refresh() {
    const { files = [], busy = false } = this.#attachments ?? {}
    this.#sendButton.disabled = busy || (this.#input.value.trim() === '' && files.length === 0)
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

  #attach(chosen) {
    this.#attachments.add(chosen)
    this.#input.focus()
  }

  #send() {
    this.refresh()
    if (this.#sendButton.disabled) return
    const said = this.#input.value.trim()
    const { files } = this.#attachments
    this.draft = ''
    this.#attachments.clear()
    this.#submit(said, files)
  }

  #typed() {
    this.refresh()
    this.#input.style.height = 'auto'
    this.#input.style.height = `${Math.min(this.#input.scrollHeight, highestPx)}px`
    const typed = /^\/([a-z0-9_]*)$/i.exec(this.#input.value)?.[1]?.toLowerCase()
    this.#menu.offer(typed === undefined ? [] : this.#commands.filter(({ name }) => name.startsWith(typed)))
  }

  /** A command that may say more is written out, ready for it; any other, and one that was typed in full, is sent. */
  #take({ name, args }, isEntered) {
    const isWhole = isEntered && this.#input.value.toLowerCase() === `/${name}`
    this.draft = args && !isWhole ? `/${name} ` : `/${name}`
    this.#input.focus()
    if (!args || isWhole) this.#send()
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
