import { el, icon } from './dom.js'
import { hasWords, lively, say, text, timeNode } from './words.js'

const mostRows = 120
const freshMs = 1000

/** The strip that shows what the engine does: happenings stored, entries booked, deliveries on their way. */
export class EngineView {
  #rows = el('ol', { class: 'rows' })
  #deliveries = new Map()
  #legend = drawLegend()
  #personOf

  /** @param {(trace: object) => { name: string, seat: string } | undefined} personOf */
  constructor(personOf) {
    this.#personOf = personOf
    const title = text(el('h2', { id: 'name-engine' }), 'engine')
    const subtitle = text(el('p', {}), 'engine.about')
    const scroller = el(
      'div',
      { class: 'scroller', tabindex: 0, 'aria-labelledby': 'name-engine' },
      this.#legend,
      this.#rows,
    )
    this.node = el(
      'section',
      { class: 'engine', id: 'seat-engine', 'data-seat': 'engine', 'aria-labelledby': 'name-engine' },
      el('div', { class: 'head' }, title, subtitle),
      scroller,
    )
  }

  /** Starts afresh with these; they are old news. */
  reset(traces) {
    this.#rows.replaceChildren()
    this.#deliveries.clear()
    this.#legend.hidden = false
    for (const trace of traces) this.add(trace)
    for (const row of this.#rows.children) row.classList.remove('fresh')
  }

  /** Shows what was done. A delivery keeps its row, and its row its place, through all its states. */
  add(trace) {
    this.#legend.hidden = true
    const known = trace.kind === 'delivery' ? this.#deliveries.get(trace.delivery) : undefined
    if (known) return known.update(trace)
    const row = drawRow(trace, this.#personOf(trace))
    if (trace.kind === 'delivery') this.#deliveries.set(trace.delivery, row)
    this.#rows.prepend(row.node)
    setTimeout(() => row.node.classList.remove('fresh'), freshMs)
    if (this.#rows.children.length > mostRows) this.#forget(this.#rows.lastElementChild)
  }

  #forget(node) {
    node.remove()
    for (const [id, row] of this.#deliveries) if (row.node === node) this.#deliveries.delete(id)
  }
}

function drawRow(trace, person) {
  const title = el('span', { class: 'title' })
  const about = el('span', { class: 'about' }, ...detailsOf(trace, person))
  const node = el(
    'li',
    { class: 'row fresh' },
    el('span', { class: 'sign' }, icon(trace.kind)),
    title,
    timeNode(trace.at, true),
    about,
  )
  const update = (now) => {
    node.dataset.kind = now.kind
    if (now.kind === 'delivery') node.dataset.state = now.state
    lively(title, 'text', () => {
      title.textContent = titleOf(now)
    })
  }
  update(trace)
  return { node, update }
}

function titleOf(trace) {
  switch (trace.kind) {
    case 'happening':
      return say('engine.happening')
    case 'entry':
      return say('engine.entry', { points: signed(trace.points) })
    default: {
      const key = `engine.delivery.${trace.state}`
      return hasWords(key) ? say(key) : say('engine.delivery', { state: trace.state })
    }
  }
}

/** The figure with its sign: a true minus, and a plus for what is earned. */
function signed(points) {
  return points < 0 ? `\u2212${Math.abs(points)}` : `+${points}`
}

function detailsOf(trace, person) {
  const id = trace[trace.kind]
  const details = []
  if (trace.who !== undefined) {
    const name = person?.name ?? [trace.platform, trace.who].filter(Boolean).join(':')
    const who = el('span', { class: 'who', 'data-seat': person?.seat }, name)
    details.push(trace.kind === 'delivery' ? text(who, 'engine.to', { name }) : who)
  }
  if (trace.what !== undefined) {
    const what = el('span', { class: 'what' })
    const key = `engine.what.${trace.what}`
    lively(what, 'text', () => {
      what.textContent = hasWords(key) ? say(key) : trace.what
    })
    details.push(what)
  }
  details.push(el('code', { title: id }, short(id)))
  return details
}

/** The end of an id: the part in which two of them differ. */
function short(id) {
  return id.length > 9 ? `\u2026${id.slice(-6)}` : id
}

function drawLegend() {
  const line = (kind) =>
    el(
      'li',
      { class: 'row', 'data-kind': kind },
      el('span', { class: 'sign' }, icon(kind)),
      text(el('span', { class: 'title' }), `engine.legend.${kind}`),
      text(el('span', { class: 'about' }), `engine.legend.${kind}.text`),
    )
  return el(
    'div',
    { class: 'legend' },
    text(el('p', {}), 'engine.empty'),
    el('ul', { class: 'terms' }, line('happening'), line('entry'), line('delivery')),
  )
}
