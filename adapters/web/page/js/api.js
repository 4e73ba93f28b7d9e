/** All talk with the server. */

export async function fetchSetup(locale) {
  return getJson(`/web/setup?locale=${encodeURIComponent(locale)}`)
}

export async function fetchMessages(person) {
  return getJson(`/web/${person}/messages`)
}

export async function inventPerson() {
  const response = await fetch('/web/people', { method: 'POST' })
  return response.ok ? response.json() : undefined
}

/**
 * Does something as that person. `entry` is what became of it; `errors` is what is wrong, by field; `refused` says
 * that it will never be taken; `again` that it is not known to have arrived and may be sent once more.
 */
export async function act(person, action) {
  try {
    const response = await fetch(`/web/${person}/happenings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(action),
    })
    if (response.ok) return { entry: (await response.json()).entry }
    if (response.status === 422) return { errors: (await response.json()).errors ?? {} }
    return response.status >= 500 ? { again: true } : { refused: true }
  } catch {
    return { again: true }
  }
}

/**
 * Listens to what happens, for good: comes back by itself, naming the last event it saw. `live` is told whether the
 * connection stands.
 */
export function listen({ hello, entry, people, trace, live }) {
  let last
  let source

  const on = (name, tell) =>
    source.addEventListener(name, (event) => {
      if (event.lastEventId === last && name !== 'hello') return
      last = event.lastEventId
      tell(JSON.parse(event.data), event.lastEventId)
    })

  const connect = () => {
    source = new EventSource(last === undefined ? '/web/events' : `/web/events?last=${encodeURIComponent(last)}`)
    on('hello', (data) => {
      live(true)
      hello(data)
    })
    on('entry', entry)
    on('people', people)
    on('trace', trace)
    source.addEventListener('error', () => {
      live(false)
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 1000)
    })
  }
  connect()
}

async function getJson(address) {
  const response = await fetch(address)
  if (!response.ok) throw new Error(`${address} answered ${response.status}`)
  return response.json()
}
