import { el, icon } from './dom.js'
import { attribute, text } from './words.js'

const pictures = { customer: 'cup', staff: 'till', manager: 'shop' }

/** What to try first, for each seat. A `press` goes to the engine as if a button had been pressed. */
const suggestions = {
  customer: [
    { words: 'try.start', send: '/start' },
    { words: 'try.points', send: '/points', tone: 'primary' },
    { words: 'try.complain', send: '/complain' },
  ],
  staff: [
    { words: 'try.earn', send: '/earn', tone: 'primary' },
    { words: 'try.queue', send: '/queue' },
    { words: 'try.help', send: '/help' },
  ],
  manager: [
    { words: 'try.fill', press: 'demo.fill', tone: 'primary' },
    { words: 'try.help', send: '/help' },
  ],
}

/** What stands in an empty conversation: whose seat this is, and what to do there. */
export function drawWelcome(seat) {
  return el(
    'div',
    { class: 'welcome', hidden: true },
    el('span', { class: 'picture' }, icon(pictures[seat])),
    text(el('p', { class: 'title' }), `welcome.${seat}.title`),
    text(el('p', {}), `welcome.${seat}.text`),
  )
}

/** The row of things to try first. @param {(it: { words: string, send?: string, press?: string }) => void} take */
export function drawSuggestions(seat, take) {
  const row = el('div', { class: 'suggestions', hidden: true, role: 'group' })
  attribute(row, 'aria-label', 'try')
  for (const it of suggestions[seat]) {
    const button = el('button', { type: 'button', class: `button ${it.tone ?? ''}`, on: { click: () => take(it) } })
    row.append(text(button, it.words))
  }
  return row
}
