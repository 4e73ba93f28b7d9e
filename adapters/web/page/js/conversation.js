import { act, fetchMessages } from './api.js'
import { freshId } from './dom.js'
import { currentLocale } from './words.js'

const mostEntries = 500
const patienceMs = 8000
/** Nobody answers these. */
const changes = new Set(['edit', 'delete'])

/** What one person and the bot said, as far as the page knows, and what the person said that has not arrived yet. */
export class Conversation {
  #entries = new Map()
  #pending = new Map()
  #changed
  #waitingFor
  #loaded = false
  #loads = new Set()
  waiting = false

  /**
   * @param {string} person
   * @param {(conversation: Conversation) => void} changed called after every change
   */
  constructor(person, changed) {
    this.person = person
    this.#changed = changed
  }

  get loaded() {
    return this.#loaded
  }

  /** Everything to be shown, in order. `key` stays the same while an act turns from pending into an entry. */
  items() {
    const items = [...this.#entries.values()]
      .filter((entry) => !entry.removed)
      .map((entry) => ({ key: keyOf(entry), entry, state: this.#stateOf(entry) }))
    const known = new Set(items.map((item) => item.key))
    for (const [id, { entry, state }] of this.#pending)
      if (entry && !known.has(id)) items.push({ key: id, entry, state })
    return items
  }

  /** Whether the person has done anything yet. */
  get begun() {
    return this.items().some(({ entry }) => entry.from === 'me')
  }

  /** What is known may be old; it is to be loaded before it is shown. */
  growStale() {
    this.#loaded = false
  }

  /** Gets everything from the server; what came in meanwhile is kept. */
  async load() {
    const meanwhile = []
    this.#loads.add(meanwhile)
    try {
      const { entries } = await fetchMessages(this.person)
      this.#entries = new Map(entries.map((entry) => [entry.id, entry]))
      for (const entry of meanwhile) this.#put(entry)
      this.#loaded = true
    } finally {
      this.#loads.delete(meanwhile)
    }
    this.#changed(this)
  }

  /** Takes in what the server tells. Telling it twice, or late, changes nothing. */
  take(entry) {
    for (const meanwhile of this.#loads) meanwhile.push(entry)
    if (!this.#put(entry)) return
    if (entry.from === 'bot' && !entry.removed) this.#wait(false)
    this.#changed(this)
  }

  /**
   * Does something as this person, at once on the page and then on the server.
   *
   * @param {object} action what to send, without its id
   * @param {object} [did] how it is shown meanwhile
   * @param {string} [id] the same again for what may have arrived already
   */
  async do(action, did, id = freshId()) {
    const entry = did && { id, from: 'me', happening: id, at: new Date().toISOString(), did }
    this.#pending.set(id, { action: { ...action, id, locale: currentLocale() }, entry, state: 'sending' })
    return this.#send(id)
  }

  /** Sends once more what is not known to have arrived. It has the same id, so it cannot happen twice. */
  async again(item) {
    if (!this.#pending.has(item.key)) {
      const { happening: id, did, locale = currentLocale() } = item.entry
      this.#pending.set(id, { action: { ...actionOf(did), id, locale }, entry: item.entry, state: 'sending' })
    }
    return this.#send(item.key)
  }

  /** Sends everything once more that did not get through. */
  async resend() {
    for (const [id, { state, entry }] of [...this.#pending]) if (state === 'again' && entry) await this.#send(id)
  }

  async #send(id) {
    const pending = this.#pending.get(id)
    pending.state = 'sending'
    if (!changes.has(pending.action.kind)) this.#wait(true)
    this.#changed(this)
    const result = await act(this.person, pending.action)
    if ('entry' in result || !pending.entry) this.#pending.delete(id)
    else pending.state = result.refused ? 'refused' : 'again'
    if (result.entry) this.#put(result.entry)
    if (!('entry' in result) || result.entry?.opens) this.#wait(false)
    this.#changed(this)
    return result
  }

  /** An answer is being waited for until one comes, but not for ever: not everything is answered. */
  #wait(waiting) {
    clearTimeout(this.#waitingFor)
    this.waiting = waiting
    if (waiting)
      this.#waitingFor = setTimeout(() => {
        this.waiting = false
        this.#changed(this)
      }, patienceMs)
  }

  #put(entry) {
    const known = this.#entries.get(entry.id)
    if (known && known.rev >= entry.rev) return false
    this.#entries.set(entry.id, entry)
    if (!known && this.#outOfOrder(entry)) this.#sort()
    if (this.#entries.size > mostEntries) this.#entries.delete(this.#entries.keys().next().value)
    return true
  }

  #outOfOrder(entry) {
    return [...this.#entries.values()].some((other) => numberOf(other) > numberOf(entry))
  }

  #sort() {
    this.#entries = new Map([...this.#entries].sort(([, a], [, b]) => numberOf(a) - numberOf(b)))
  }

  /** An act that the server took down but never handed on (it was stopped in between) can be sent again. */
  #stateOf(entry) {
    if (entry.from !== 'me') return undefined
    const pending = this.#pending.get(entry.happening)
    if (pending) return pending.state
    if (entry.state === 'sent') return 'sent'
    return Date.now() - Date.parse(entry.at) > patienceMs ? 'again' : 'sending'
  }
}

function idsOf(files = {}) {
  return Object.fromEntries(Object.entries(files).map(([field, them]) => [field, them.map(({ id }) => id)]))
}

function keyOf(entry) {
  return entry.from === 'me' ? entry.happening : entry.id
}

function numberOf(entry) {
  return Number(entry.id.split('.')[1])
}

/** What is sent for what is shown so. */
export function actionOf(did) {
  switch (did.kind) {
    case 'said':
      return { kind: 'say', text: did.text, files: did.files?.map(({ id }) => id) }
    case 'pressed':
      return { kind: 'press', press: did.press, label: did.label }
    default:
      return {
        kind: 'fill',
        form: did.form,
        about: did.about,
        message: did.message,
        values: did.values,
        files: idsOf(did.files),
      }
  }
}
