/** The page's words in the language chosen, and times as that language writes them. */

let words = {}
let locale = 'en'
const live = new WeakMap()

export function setWords(text, tag) {
  words = text
  locale = tag
  document.documentElement.lang = tag
  for (const node of document.querySelectorAll('[data-say]')) for (const say of live.get(node)?.values() ?? []) say()
}

export function currentLocale() {
  return locale
}

/** The words under that key, with `{name}` filled in; the key itself when there are none. */
export function say(key, values = {}) {
  const text = words[`web.${key}`] ?? key
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole)
}

/** Whether there are words under that key. */
export function hasWords(key) {
  return `web.${key}` in words
}

/** Does something to a node now and again whenever the language changes. `slot` keeps one such act apart from others. */
export function lively(node, slot, act) {
  const acts = live.get(node) ?? new Map()
  acts.set(slot, act)
  live.set(node, acts)
  node.dataset.say = ''
  act()
  return node
}

/** Puts words into a node, in whatever language is chosen. */
export function text(node, key, values) {
  return lively(node, 'text', () => {
    node.textContent = say(key, values)
  })
}

/** Puts words into an attribute: `aria-label`, `placeholder`, `title`. */
export function attribute(node, name, key, values) {
  return lively(node, name, () => node.setAttribute(name, say(key, values)))
}

const formats = new Map()

function format(options) {
  const id = `${locale} ${JSON.stringify(options)}`
  if (!formats.has(id)) formats.set(id, new Intl.DateTimeFormat(locale, options))
  return formats.get(id)
}

/** A number of bytes, as people read it. */
export function sizeOf(bytes) {
  const [unit, amount] =
    bytes < 1024 ? ['byte', bytes] : bytes < 1_048_576 ? ['kilobyte', bytes / 1024] : ['megabyte', bytes / 1_048_576]
  const maximumFractionDigits = amount < 10 && unit !== 'byte' ? 1 : 0
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits }).format(
    amount,
  )
}

/** A time of day as a `time` element. */
export function timeNode(at, seconds = false) {
  const node = document.createElement('time')
  node.dateTime = at
  const options = { hour: '2-digit', minute: '2-digit', ...(seconds ? { second: '2-digit' } : {}), hourCycle: 'h23' }
  return lively(node, 'text', () => {
    node.textContent = format(options).format(new Date(at))
  })
}

/** Today, yesterday, or the date. */
export function dayName(day) {
  const days = Math.round((startOfDay(new Date()) - startOfDay(day)) / 86_400_000)
  if (days === 0) return say('day.today')
  if (days === 1) return say('day.yesterday')
  return format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(day)
}

export function startOfDay(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}
