import { Attachments } from './attachments.js'
import { Composer, mostFiles } from './composer.js'
import { actionOf, Conversation } from './conversation.js'
import { el } from './dom.js'
import { Log } from './log.js'
import { Picker } from './picker.js'
import { drawSuggestions, drawWelcome } from './welcome.js'
import { say, text } from './words.js'

/** One column: somebody, and that person's chat with the bot. */
export class SeatView {
  #people = []
  #conversations = new Map()
  #drafts = new Map()
  #attachments = new Map()
  #unread = new Set()
  #person
  #connected = false
  #log
  #composer = new Composer((said, files) => this.#say(said, files))
  #face = el('span', { class: 'face', 'aria-hidden': 'true' })
  #name = el('span', { class: 'name' })
  #picker
  #suggestions
  #welcome
  #changed

  /**
   * @param {'customer' | 'staff' | 'manager'} seat
   * @param {{ invent: () => Promise<object | undefined>, changed: (seat: string) => void }} table
   */
  constructor(seat, { invent, changed }) {
    this.seat = seat
    this.#changed = changed
    this.#log = new Log(`seat.${seat}.log`)
    this.#welcome = drawWelcome(seat)
    this.#suggestions = drawSuggestions(seat, (it) => this.#try(it))
    this.#picker = seat === 'customer' ? new Picker((id) => this.#choose(id, invent)) : undefined
    const title = text(el('h2', { id: `name-${seat}` }), `seat.${seat}`)
    const head = el(
      'div',
      { class: 'head' },
      this.#face,
      el('div', { class: 'titles' }, title, this.#picker?.node ?? this.#name),
    )
    const middle = el('div', { class: 'middle' }, this.#log.node, this.#welcome)
    this.node = el(
      'section',
      { class: 'seat', id: `seat-${seat}`, 'data-seat': seat, 'aria-labelledby': `name-${seat}` },
      head,
      middle,
      this.#suggestions,
      this.#composer.node,
    )
  }

  get person() {
    return this.#person
  }

  set commands(commands) {
    this.#composer.commands = commands
  }

  /** Who may sit here. The one who sits stays; else the one preferred, else the first. */
  seatPeople(people, preferred) {
    this.#people = people
    const sits = [this.#person?.id, preferred].map((id) => people.find((person) => person.id === id)).find(Boolean)
    this.#sit(sits ?? people[0])
    this.#showPeople()
  }

  /** Whether that person belongs to this seat. */
  has(person) {
    return this.#people.some(({ id }) => id === person)
  }

  /** Takes in what the server tells of somebody of this seat. */
  take(person, entry) {
    this.#of(person).take(entry)
    if (person === this.#person.id || entry.from !== 'bot' || entry.removed) return
    this.#unread.add(person)
    this.#showPeople()
  }

  /** Gets everything anew, and sends what did not get through. */
  async refresh() {
    this.#connected = true
    for (const conversation of this.#conversations.values()) conversation.growStale()
    await this.#of(this.#person.id).load()
  }

  async resend() {
    for (const conversation of this.#conversations.values()) await conversation.resend()
  }

  #of(person) {
    if (!this.#conversations.has(person))
      this.#conversations.set(person, new Conversation(person, (conversation) => this.#show(conversation)))
    return this.#conversations.get(person)
  }

  #attachmentsOf(person) {
    if (!this.#attachments.has(person))
      this.#attachments.set(person, new Attachments(person, mostFiles, () => this.#composer.refresh()))
    return this.#attachments.get(person)
  }

  #sit(person) {
    if (this.#person && person.id !== this.#person.id) {
      this.#drafts.set(this.#person.id, this.#composer.draft)
      this.#composer.draft = this.#drafts.get(person.id) ?? ''
    }
    this.#person = person
    this.#composer.attachments = this.#attachmentsOf(person.id)
    this.#unread.delete(person.id)
    this.#face.textContent = [...person.name][0] ?? ''
    this.#name.textContent = person.name
    this.#composer.describe('composer.hint', { name: person.name })
    const conversation = this.#of(person.id)
    this.#show(conversation)
    if (this.#connected && !conversation.loaded) conversation.load().catch(() => {})
  }

  #show(conversation) {
    if (conversation.person !== this.#person.id) return
    this.#log.show(conversation)
    const { begun, loaded } = conversation
    this.#welcome.hidden = !loaded || conversation.items().length > 0
    this.#suggestions.hidden = !loaded || begun
    this.#changed(this.seat)
  }

  async #say(said, files = []) {
    const typed = this.#composer.focused
    const given = files.length > 0 ? { files } : {}
    const did = { kind: 'said', text: said, ...given }
    const result = await this.#of(this.#person.id).do(actionOf(did), did)
    if (result.entry?.opens) this.#log.openFormOf(result.entry, typed ? () => this.#composer.focus() : undefined)
  }

  async #try({ words, send, press }) {
    if (send) return this.#say(send)
    const label = say(words)
    await this.#of(this.#person.id).do({ kind: 'press', press, label }, { kind: 'pressed', press, label })
  }

  async #choose(id, invent) {
    const chosen = id === undefined ? await invent() : this.#people.find((person) => person.id === id)
    if (chosen && !this.has(chosen.id)) this.#people.push(chosen)
    if (chosen) this.#sit(chosen)
    this.#showPeople()
  }

  /** Seats somebody new, who says that; where nobody can be invented it is left to whoever sits here to say it. */
  async welcome(said, invent) {
    const before = this.#person
    await this.#choose(undefined, invent)
    if (this.#person === before) this.#composer.draft = said
    else await this.#say(said)
  }

  #showPeople() {
    this.#picker?.show(this.#people, this.#person, this.#unread)
  }
}
