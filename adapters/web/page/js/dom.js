/**
 * Makes an element. Text only ever becomes text nodes, so nothing that people write is read as markup.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [props] `class`, `on` (listeners by event) or attributes; false and undefined are left out
 * @param {...(Node | string | undefined | false)} children
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue
    if (name === 'on') for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener)
    else node.setAttribute(name, value === true ? '' : String(value))
  }
  node.append(...children.filter((child) => child !== undefined && child !== false))
  return node
}

const shapes = {
  send: 'M12 19V5.5M6 11l6-6 6 6',
  close: 'M7 7l10 10M17 7L7 17',
  tick: 'M5.5 12.5l4.2 4.2 8.8-9.4',
  clock: 'M12 4.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15M12 8v4.2l2.8 1.7',
  down: 'M12 5v13.5M6 13l6 6 6-6',
  open: 'M6 9.5l6 6 6-6',
  out: 'M9 6.5H6.5v11h11V15M13 5.5h5.5V11M18 6l-7 7',
  clip: 'M18.500 11.300l-6.600 6.600a3.900 3.900 0 0 1-5.500-5.500l7.100-7.100a2.600 2.600 0 0 1 3.700 3.700l-7 7a1.300 1.300 0 0 1-1.900-1.900l6-6',
  paper: 'M7 3.800h6.500L18 8.300v11.900H7zM13.300 4v4.500H18',
  more: 'M6 12v.1M12 12v.1M18 12v.1',
  save: 'M12 4v10.500M7.500 10.500l4.500 4.500 4.500-4.500M5 19.500h14',
  alert: 'M12 7v6M12 16.6v.1M12 3.8a8.2 8.2 0 1 0 0 16.4 8.2 8.2 0 0 0 0-16.4',
  happening: 'M12 4v8.5M8.2 9l3.8 3.8L15.8 9M4.5 14v4.5h15V14',
  entry: 'M12 3.8a8.2 8.2 0 1 0 0 16.4 8.2 8.2 0 0 0 0-16.4M12 8.2v7.6M8.2 12h7.6',
  delivery: 'M4.5 11.5l15-6.5-5.5 14.5-3-5.5zM11 14l8.5-9',
  shop: 'M5 10.5V19h14v-8.5M4 10l1.6-5h12.8L20 10c-.6 1.7-3.4 1.9-4 0-.8 1.9-3.2 1.9-4 0-.8 1.9-3.2 1.9-4 0-.6 1.9-3.4 1.7-4 0zM10 19v-4.5h4V19',
  cup: 'M5 9h11.5v5.5a4.5 4.5 0 0 1-4.5 4.5H9.500A4.500 4.500 0 0 1 5 14.500zM16.500 10.500h1.200a2.300 2.300 0 0 1 0 4.600h-1.300M8.500 3.500v2.200M12.500 3.500v2.200',
  till: 'M4.500 13.500h15V19h-15zM6.500 13.500L8 7.500h8.500l1 6M11 4.500h5.500v3M9.800 10.500h4.400M12 16.200v.1',
}

/** A drawing of our own, hidden from screen readers: the words beside it say the same. */
export function icon(name) {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('class', 'icon')
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(space, 'path')
  path.setAttribute('d', shapes[name])
  svg.append(path)
  return svg
}

/** An id that no other element, and no other act of this page, has. */
export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
