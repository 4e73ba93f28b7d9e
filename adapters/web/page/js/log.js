import { el, freshId, icon } from './dom.js'
import { drawDay, drawEntry, drawTyping, drawUnsent } from './message.js'
import { openForm } from './opening.js'
import { attribute, dayName, lively, startOfDay, text } from './words.js'

const nearPx = 60
const togetherMs = 3 * 60_000

/** The list of what was said. It follows the newest entry until the reader scrolls away from it. */
export class Log {
  #list = el('ol', { class: 'entries' })
  #scroller = el('div', { class: 'scroller', role: 'log', tabindex: 0 }, this.#list)
  #newer = el('button', { type: 'button', class: 'newer', hidden: true }, icon('down'), text(el('span'), 'log.newer'))
  #typing = drawTyping()
  #drawn = new Map()
  #days = new Map()
  #conversation
  #following = true
  #top = 0

  constructor(nameKey) {
    this.node = el('div', { class: 'log' }, this.#scroller, this.#newer)
    attribute(this.#scroller, 'aria-label', nameKey)
    this.#newer.addEventListener('click', () => {
      this.#follow()
      this.#scroller.focus({ preventScroll: true })
    })
    this.#scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true })
    const watch = new ResizeObserver(() => this.#following && this.#toEnd())
    watch.observe(this.#list)
    watch.observe(this.#scroller)
  }

  /** Shows that conversation, or what is new in it. */
  show(conversation) {
    const other = conversation !== this.#conversation
    if (other) this.#forget(conversation)
    const items = conversation.items()
    const last = items.at(-1)
    // what stands last now may have stood there before, when what came after it was taken away
    const grown = last !== undefined && !this.#drawn.has(last.key)
    const nodes = this.#nodesOf(items)
    if (conversation.waiting) nodes.push(this.#typing)
    this.#arrange(nodes)
    if (other || (grown && last.entry.from === 'me')) this.#follow()
    else if (grown && !this.#following) this.#newer.hidden = false
    this.#scroller.setAttribute('aria-live', conversation.loaded && !other ? 'polite' : 'off')
  }

  #forget(conversation) {
    this.#conversation = conversation
    this.#drawn.clear()
    this.#days.clear()
    this.#list.replaceChildren()
  }

  #nodesOf(items) {
    const nodes = []
    let before
    for (const item of items) {
      const at = new Date(item.entry.at)
      const day = startOfDay(at)
      const newDay = before === undefined || startOfDay(new Date(before.at)) !== day
      if (newDay) nodes.push(this.#dayNode(day))
      const node = this.#entryNode(item)
      const together = !newDay && before.from === item.entry.from && at - new Date(before.at) < togetherMs
      node.classList.toggle('together', together)
      nodes.push(node)
      before = item.entry
    }
    const keys = new Set(items.map((item) => item.key))
    for (const key of this.#drawn.keys()) if (!keys.has(key)) this.#drawn.delete(key)
    return nodes
  }

  #dayNode(day) {
    if (!this.#days.has(day)) {
      const node = drawDay('')
      lively(node.firstChild, 'text', () => {
        node.firstChild.textContent = dayName(new Date(day))
      })
      this.#days.set(day, node)
    }
    return this.#days.get(day)
  }

  /** Draws an entry anew when it changed; a form that is open below it stays. */
  #entryNode(item) {
    const { key, entry, state } = item
    const stamp = `${entry.id} ${entry.rev} ${state}`
    const drawn = this.#drawn.get(key)
    if (drawn?.stamp === stamp) return drawn.node
    const node = drawn?.node ?? el('li', { class: `entry ${entry.from}` })
    const content = drawEntry(item, this.#actsOn(node, item))
    if (drawn) this.#replace(node, content)
    else node.append(content)
    this.#drawn.set(key, { node, stamp })
    return node
  }

  /** Keeps the focus on the button that has it, when the new content has it too. */
  #replace(node, content) {
    const old = node.querySelector(':scope > .content')
    const focused = [...old.querySelectorAll('button')].indexOf(document.activeElement)
    old.replaceWith(content)
    if (node.querySelector(':scope > .form'))
      content.querySelector('[data-form]')?.setAttribute('aria-expanded', 'true')
    if (focused < 0) return
    const buttons = content.querySelectorAll('button')
    const next = buttons[Math.min(focused, buttons.length - 1)]
    if (next) next.focus({ preventScroll: true })
    else this.#scroller.focus({ preventScroll: true })
  }

  #arrange(nodes) {
    const wanted = new Set(nodes)
    for (const node of [...this.#list.children]) {
      if (wanted.has(node)) continue
      const focused = node.contains(document.activeElement)
      node.remove()
      if (focused) this.#scroller.focus({ preventScroll: true })
    }
    nodes.forEach((node, index) => {
      const there = this.#list.children[index]
      if (there !== node) this.#list.insertBefore(node, there ?? null)
    })
  }

  #actsOn(node, item) {
    const conversation = this.#conversation
    const message = item.entry.from === 'bot' ? item.entry.id : undefined
    return {
      again: () => conversation.again(item),
      change: (said) => this.#change(node, conversation, { kind: 'edit', message: item.entry.id, text: said }),
      remove: () => this.#change(node, conversation, { kind: 'delete', message: item.entry.id }),
      fileOf: ({ file }) => `/web/${conversation.person}/messages/${message}/files/${file}`,
      fill: (form, about, opener) => this.#fill({ node, opener, form, about, message, conversation }),
      press: (button, pressed) => press(conversation, { kind: 'press', press: button.press, message }, pressed),
    }
  }

  /** Changes a message of one's own. Gives whether that was done; the focus stays with it. */
  async #change(node, conversation, action) {
    const result = await conversation.do(action)
    const done = 'entry' in result
    if (done) (node.querySelector('.more') ?? this.#scroller).focus({ preventScroll: true })
    return done
  }

  /** Opens the form that this entry brought. `back` puts the focus where it was, once the form is closed. */
  openFormOf(entry, back) {
    const node = this.#drawn.get(entry.happening)?.node
    const opener = node?.querySelector('[data-form]')
    if (opener) this.#fill({ node, opener, form: entry.opens, conversation: this.#conversation, back })
  }

  /** While a form is open the reader stays with it; what comes in meanwhile is told by the button. */
  #fill(asked) {
    const form = openForm({ ...asked, closed: () => this.#scrolled() })
    if (!form) return
    this.#following = false
    form.scrollIntoView({ block: form.offsetHeight > this.#scroller.clientHeight ? 'start' : 'nearest' })
  }

  /** Only a reader scrolls upwards; being far from the end may just mean that more came in since. */
  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller
    if (scrollHeight - scrollTop - clientHeight < nearPx) this.#following = true
    else if (scrollTop < this.#top) this.#following = false
    this.#top = scrollTop
    if (this.#following) this.#newer.hidden = true
  }

  #follow() {
    this.#following = true
    this.#newer.hidden = true
    this.#toEnd()
  }

  #toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight
  }
}

/** Presses a button: it shows that it was pressed, or what came of it. Until it arrives it is one and the same act. */
async function press(conversation, action, node) {
  if (node.getAttribute('aria-busy') === 'true') return
  node.setAttribute('aria-busy', 'true')
  node.parentNode.querySelector('.trouble')?.remove()
  node.dataset.act ??= freshId()
  const result = await conversation.do(action, undefined, node.dataset.act)
  node.removeAttribute('aria-busy')
  if (!result.again) delete node.dataset.act
  node.classList.toggle('pressed', 'entry' in result)
  if (!('entry' in result)) node.parentNode.append(drawUnsent(result.again ? 'message.unsent' : 'message.refused'))
}
