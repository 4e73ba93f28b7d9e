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
 * Uploads a file for that person. `progress` is told the part that has left, from 0 to 1. `done` gives the `file`, or
 * nothing when it did not get there; `cancel` breaks it off.
 */
export function upload(person, source, progress) {
  const request = new XMLHttpRequest()
  const form = new FormData()
  form.append('file', source, source.name)
  request.upload.addEventListener('progress', ({ loaded, total }) => progress(total > 0 ? loaded / total : 0))
  const done = new Promise((resolve) => {
    request.addEventListener('loadend', () => resolve({ file: readFile(request) }))
  })
  request.open('POST', `/web/${person}/files`)
  request.send(form)
  return { done, cancel: () => request.abort() }
}

function readFile({ status, responseText }) {
  if (status !== 201) return undefined
  try {
    return JSON.parse(responseText)
  } catch {
    return undefined
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
