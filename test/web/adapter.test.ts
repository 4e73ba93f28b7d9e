import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { web } from '../../adapters/web/adapter.ts'
import type { Message } from '../../src/chat.ts'
import { Events } from './events.ts'
import { type Served, serve } from './serve.ts'

const id = 'abcdef0123456789'
let served: Served

beforeEach(async () => {
  served = await serve()
})
afterEach(() => served.close())

function post(person: string, body: unknown, headers: Record<string, string> = {}) {
  return served.http.inject({
    method: 'POST',
    url: `/web/${person}/happenings`,
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

async function messages(person: string, from = served, after = '') {
  const response = await from.http.inject(`/web/${person}/messages${after}`)
  return response.json() as { rev: number; entries: Record<string, never>[] }
}

function send(channel: string, message: Message, key: string, more: object = {}) {
  const to = { place: { platform: 'web', channel }, ...more }
  return served.adapter.send(to, message, { key, signal: new AbortController().signal })
}

describe('taking in', () => {
  it('hands a text to the engine, and answers once it is stored', async () => {
    const response = await post('customer', { id, kind: 'say', text: 'hello', locale: 'en' })
    expect(response.statusCode).toBe(200)
    expect(response.json().entry).toMatchObject({ from: 'me', happening: id, state: 'sent', did: { text: 'hello' } })
    expect(served.engine.happenings).toEqual([
      expect.objectContaining({
        id: `customer:${id}`,
        kind: 'said',
        text: 'hello',
        who: { platform: 'web', id: 'customer', name: 'Mia', locale: 'en' },
        where: { platform: 'web', channel: 'customer' },
        direct: true,
      }),
    ])
  })

  it('takes the same act once, however often and at once it comes', async () => {
    const responses = await Promise.all(
      Array.from({ length: 50 }, () => post('customer', { id, kind: 'say', text: 'hi' })),
    )
    expect(new Set(responses.map((it) => it.statusCode))).toEqual(new Set([200]))
    await post('customer', { id, kind: 'say', text: 'hi' })
    expect(served.engine.happenings).toHaveLength(1)
    expect((await messages('customer')).entries.filter(({ from }) => from === 'me')).toHaveLength(1)
  })

  it('takes the same act once while the first is still being handed on', async () => {
    let letIn = () => {}
    const gate = new Promise<void>((resolve) => {
      letIn = resolve
    })
    let taken = 0
    served.engine.receive = async () => {
      taken++
      await gate
    }
    const first = post('customer', { id, kind: 'press', press: 'quiet' })
    const second = post('customer', { id, kind: 'press', press: 'quiet' })
    await expect.poll(() => taken).toBe(1)
    letIn()
    expect([(await first).statusCode, (await second).statusCode]).toEqual([200, 200])
    expect(taken).toBe(1)
  })

  it('marks what the engine did not take as not sent, and sends it when it is repeated', async () => {
    served.engine.down = true
    const refused = await post('customer', { id, kind: 'say', text: 'my secret' })
    expect(refused.statusCode).toBe(500)
    expect(refused.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(refused.body + served.logged.join()).not.toMatch(/secret|database/)
    expect((await messages('customer')).entries).toEqual([expect.objectContaining({ state: 'sending' })])
    served.engine.down = false
    expect((await post('customer', { id, kind: 'say', text: 'my secret' })).json().entry.state).toBe('sent')
    expect(served.engine.happenings).toHaveLength(1)
  })

  it('opens the form of a command at once, and does not bother the engine', async () => {
    const { entry } = (await post('staff', { id, kind: 'say', text: '/earn' })).json()
    expect(entry).toMatchObject({ state: 'sent', did: { text: '/earn' }, opens: { id: 'earn' } })
    expect(served.engine.happenings).toEqual([])
  })

  it('says what is wrong with a form, field by field, and stores nothing', async () => {
    const response = await post('staff', { id, kind: 'fill', form: 'earn', values: { amount: 'much' } })
    expect(response.statusCode).toBe(422)
    expect(response.json().errors).toEqual({ who: 'Please fill this in.', amount: 'Write an amount, such as 12.50.' })
    expect((await messages('staff')).entries).toEqual([])
    const right = await post('staff', { id, kind: 'fill', form: 'earn', values: { who: 'Mia', amount: '5' } })
    expect(right.json().entry.did).toMatchObject({
      title: 'Record a sale',
      rows: [
        ['Customer', 'Mia'],
        ['Amount in euro', '5'],
      ],
    })
  })

  it('shows a choice that was made by its words', async () => {
    const values = { about: 'wait', what: 'Too long' }
    const { entry } = (await post('customer', { id, kind: 'fill', form: 'complain', values })).json()
    expect(entry.did.rows[0]).toEqual(['It is about', 'The waiting'])
    expect(served.engine.happenings[0]).toMatchObject({ kind: 'filled', values })
  })

  it('leaves no line for a button pressed, but for one that brings its words', async () => {
    await post('customer', { id, kind: 'press', press: 'quiet', message: 'ab.1' })
    expect((await messages('customer')).entries).toEqual([])
    await post('manager', { id, kind: 'press', press: 'quiet', label: 'Be quiet' })
    expect((await messages('manager')).entries).toEqual([
      expect.objectContaining({ did: { kind: 'pressed', press: 'quiet', label: 'Be quiet' } }),
    ])
    expect(served.engine.happenings.map(({ kind }) => kind)).toEqual(['pressed', 'pressed'])
  })
})

describe('what cannot be taken', () => {
  it.each([
    ['no JSON', 'nonsense', 400],
    ['nothing', '', 400],
    ['a number', '7', 400],
    ['null', 'null', 400],
    ['a prototype', `{"__proto__":{"kind":"say"},"id":"${id}","kind":"say","text":"a"}`, 400],
    ['a megabyte', JSON.stringify({ id, kind: 'say', text: 'a'.repeat(1_000_000) }), 413],
    ['a form there is not', { id, kind: 'fill', form: 'constructor', values: {} }, 404],
    ['depth', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, 400],
  ])('is told of %s', async (_, body, status) => {
    const response = await post('customer', body)
    expect(response.statusCode).toBe(status)
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(response.json()).toMatchObject({ type: 'about:blank', status })
    expect(served.engine.happenings).toEqual([])
    expect((await messages('customer')).entries).toEqual([])
  })

  it.each(['nobody', '..%2f..%2fetc%2fpasswd', 'customer.jsonl', '__proto__', 'a'.repeat(90)])(
    'is told that there is no %s',
    async (person) => {
      expect((await post(person, { id, kind: 'say', text: 'hi' })).statusCode).toBe(404)
      expect((await served.http.inject(`/web/${person}/messages`)).statusCode).toBe(404)
    },
  )

  it.each(['-1', 'x', '1e3', '', '1&after=2'])('is told that after=%s is no number', async (after) => {
    expect((await served.http.inject(`/web/customer/messages?after=${after}`)).statusCode).toBe(400)
  })

  it('takes nothing but JSON, so that no foreign form can send it', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      expect(
        (await post('customer', JSON.stringify({ id, kind: 'say', text: 'hi' }), { 'content-type': type })).statusCode,
      ).toBe(415)
    expect(served.engine.happenings).toEqual([])
  })
})

describe('strangers', () => {
  const paths = ['/', '/web/setup', '/web/events', '/web/customer/messages', '/web/js/main.js']

  it.each(paths)('do not reach %s by another name of this machine', async (url) => {
    const response = await served.http.inject({ url, headers: { host: 'evil.example:3000' } })
    expect(response.statusCode).toBe(403)
  })

  it('do not act from their own pages', async () => {
    for (const headers of [
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { origin: 'http://localhost:4000', 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      expect((await post('manager', { id, kind: 'press', press: 'demo.fill' }, headers as never)).statusCode).toBe(403)
      expect(
        (await served.http.inject({ method: 'POST', url: '/web/people', headers: headers as never })).statusCode,
      ).toBe(403)
    }
    expect(served.engine.happenings).toEqual([])
  })

  it('may link to the page, and get nothing else of it', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' }
    expect((await served.http.inject({ url: '/', headers })).statusCode).toBe(200)
    expect((await served.http.inject({ url: '/web/customer/messages', headers })).statusCode).toBe(403)
    expect((await served.http.inject({ url: '/web/events', headers })).statusCode).toBe(403)
  })

  it.each(['/', '/web/css/base.css', '/web/js/main.js', '/web/icon.svg', '/web/setup'])(
    'get %s only with what protects it',
    async (url) => {
      const { headers, statusCode } = await served.http.inject(url)
      expect(statusCode).toBe(200)
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cross-origin-resource-policy': 'same-origin',
        'content-security-policy': expect.stringContaining("script-src 'self'"),
      })
    },
  )

  it.each(['/web/../adapter.ts', '/web/%2e%2e/adapter.ts', '/web/js/..%2f..%2fadapter.ts', '/web/index.html/'])(
    'get nothing at %s',
    async (url) => {
      const response = await served.http.inject(url)
      expect(response.statusCode).toBeGreaterThanOrEqual(400)
      expect(response.body).not.toContain('import')
    },
  )
})

describe('sending', () => {
  it('adds to the transcript, once for each key', async () => {
    const [first, again] = await Promise.all([
      send('staff', { text: 'Hello' }, 'k1'),
      send('staff', { text: 'Hello' }, 'k1'),
    ])
    expect(again).toEqual(first)
    expect(await send('staff', { text: 'Hello' }, 'k1')).toEqual(first)
    expect(first.place).toEqual({ platform: 'web', channel: 'staff' })
    const { entries } = await messages('staff')
    expect(entries).toEqual([expect.objectContaining({ id: first.message, message: { text: 'Hello', parts: [] } })])
    expect(entries[0]).not.toHaveProperty('keys')
  })

  it('changes a message in place, once for each key', async () => {
    const first = await send('staff', { text: 'One' }, 'k1')
    await send('staff', { text: 'Two' }, 'k2')
    const { rev } = await messages('staff')
    const changed = await send('staff', { text: 'Changed' }, 'k3', { replaces: first.message })
    expect(changed).toEqual(first)
    const once = await messages('staff')
    expect(await send('staff', { text: 'Changed' }, 'k3', { replaces: first.message })).toEqual(first)
    const { entries } = await messages('staff', served, `?after=${rev}`)
    expect(entries).toEqual([expect.objectContaining({ id: first.message, edited: true })])
    expect(await messages('staff')).toEqual(once)
    expect(once.entries).toHaveLength(2)
  })

  it('sends anew what is to replace a message that is no more', async () => {
    await send('staff', { text: 'New' }, 'k1', { replaces: 'gone.1' })
    expect((await messages('staff')).entries).toEqual([expect.not.objectContaining({ edited: true })])
  })

  it('takes a private answer to the person alone', async () => {
    const only = { platform: 'web', id: 'customer' }
    const sent = await send('staff', { text: 'For you' }, 'k1', { only })
    expect(sent.place.channel).toBe('customer')
    expect((await messages('staff')).entries).toEqual([])
  })

  it('says that somebody cannot be reached who is not there', async () => {
    await expect(send('nobody', { text: 'Hello' }, 'k1')).rejects.toMatchObject({ trouble: { kind: 'unreachable' } })
  })

  it('draws forms in the language the person has on the page', async () => {
    const asked: (string | undefined)[] = []
    const form = served.engine.form.bind(served.engine)
    served.engine.form = (opener, locale?: string) => {
      asked.push(locale)
      return form(opener)
    }
    await post('customer', { id, kind: 'press', press: 'quiet', locale: 'zh' })
    await send(
      'customer',
      { text: 'What is it?', parts: [{ kind: 'buttons', buttons: [{ label: 'C', form: 'complain' }] }] },
      'k1',
    )
    expect(asked).toEqual(['zh'])
  })

  it('begins a form with what is known of what its button is about', async () => {
    const openers: unknown[] = []
    const form = served.engine.form.bind(served.engine)
    served.engine.form = (opener) => {
      openers.push(opener)
      return form(opener)
    }
    const buttons = [{ label: 'C', form: 'complain', about: 'order:7' }]
    await send('customer', { text: 'What is it?', parts: [{ kind: 'buttons', buttons }] }, 'k1')
    expect(openers).toEqual([{ form: 'complain', about: 'order:7' }])
  })
})

describe('taking away', () => {
  const gone = { removed: true, message: { text: '', parts: [] } }

  it('leaves nothing of a message, and tells the pages once', async () => {
    const one = await send('staff', { text: 'One' }, 'k1')
    await send('staff', { text: 'Two' }, 'k2')
    const { rev } = await messages('staff')
    for (let times = 0; times < 2; times += 1) await served.engine.unsay('staff', one.message)
    const changed = await messages('staff', served, `?after=${rev}`)
    expect(changed).toMatchObject({ rev: rev + 1, entries: [{ id: one.message, ...gone }] })
    expect(JSON.stringify((await messages('staff')).entries)).not.toContain('One')
    // the same delivery told again brings nothing back, and what is to replace it is sent anew
    expect(await send('staff', { text: 'One' }, 'k1')).toEqual(one)
    const next = await send('staff', { text: 'Three' }, 'k3', { replaces: one.message })
    expect(next.message).not.toBe(one.message)
    const shown = (await messages('staff')).entries.filter(({ removed }) => !removed)
    expect(shown).toMatchObject([{ message: { text: 'Two' } }, { message: { text: 'Three' } }])
  })

  it('does nothing to what is not there, or was not said by the bot', async () => {
    await post('customer', { id, kind: 'say', text: 'quiet' })
    const before = await messages('customer')
    for (const message of [String(before.entries[0]?.id), 'gone.1', '', '../1'])
      await served.engine.unsay('customer', message)
    await served.engine.unsay('nobody', 'gone.1')
    expect(await messages('customer')).toEqual(before)
  })

  it('holds after a restart, and comes later when it cannot be written', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'regulars-web-'))
    const before = await serve({ folder })
    const sent = await before.engine.say('staff', { text: 'One' })
    await before.engine.unsay('staff', sent)
    await before.close()
    const after = await serve({ folder })
    expect((await messages('staff', after)).entries).toMatchObject([{ id: sent, ...gone }])
    const to = { place: { platform: 'web', channel: 'staff' } }
    const options = { key: 'k2', signal: new AbortController().signal }
    const next = (await after.adapter.send(to, { text: 'Two' }, options)).message
    await rm(folder, { recursive: true })
    await expect(after.engine.unsay('staff', next)).rejects.toMatchObject({ trouble: { kind: 'later' } })
    expect((await messages('staff', after)).entries).toMatchObject([{ id: sent }, { message: { text: 'Two' } }])
    await after.close()
    await expect(after.engine.unsay('staff', next)).rejects.toMatchObject({ trouble: { kind: 'later' } })
  })
})

describe('the disk', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'regulars-web-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('brings everything back after a restart', async () => {
    const before = await serve({ folder: join(folder, 'deep', 'web') })
    const person = (await before.http.inject({ method: 'POST', url: '/web/people' })).json()
    expect(person).toMatchObject({ id: 'customer-4', seat: 'customer' })
    const place = { platform: 'web', channel: person.id }
    const options = { key: 'k1', signal: new AbortController().signal }
    const sent = await before.adapter.send({ place }, { text: 'Hello' }, options)
    await before.close()

    const after = await serve({ folder: join(folder, 'deep', 'web') })
    expect((await after.http.inject('/web/setup')).json().people).toContainEqual(person)
    expect((await messages(person.id, after)).entries).toEqual([expect.objectContaining({ id: sent.message })])
    expect(await after.adapter.send({ place }, { text: 'Hello' }, options)).toEqual(sent)
    expect((await messages(person.id, after)).entries).toHaveLength(1)
    await after.close()
  })

  it('is asked for nothing that others may read', async () => {
    const kept = await serve({ folder })
    await kept.http.inject({ method: 'POST', url: '/web/people' })
    const files = await readdir(folder)
    expect(files).toEqual(['people.json'])
    expect(JSON.parse(await readFile(join(folder, 'people.json'), 'utf8'))).toHaveLength(1)
    await kept.close()
  })

  it('makes a send come later when it fails, and says so', async () => {
    const broken = await serve({ folder })
    await rm(folder, { recursive: true })
    const to = { place: { platform: 'web', channel: 'staff' } }
    const options = { key: 'k1', signal: new AbortController().signal }
    await broken.adapter.send(to, { text: 'One' }, options)
    await rm(folder, { recursive: true })
    const failing = broken.adapter.send(to, { text: 'Two' }, { ...options, key: 'k2' })
    await expect(failing).rejects.toMatchObject({ trouble: { kind: 'later' } })
    expect(broken.adapter.status()).not.toBe('ok')
    expect(broken.logged.join()).not.toContain('Two')
    await broken.close()
  })
})

describe('people', () => {
  it('are invented up to a bound, each with a name of its own', async () => {
    const names = new Set<string>()
    for (;;) {
      const response = await served.http.inject({ method: 'POST', url: '/web/people' })
      if (response.statusCode === 409) break
      names.add(response.json().name)
      expect(names.size).toBeLessThan(100)
    }
    expect((await served.http.inject('/web/setup')).json().people).toHaveLength(40)
    expect(names.size).toBe(35)
  })
})

describe('the events', () => {
  it('tell of acts, answers, people and traces as they happen', async () => {
    const events = await Events.open(await served.listen())
    await post('customer', { id, kind: 'say', text: 'points' })
    await served.http.inject({ method: 'POST', url: '/web/people' })
    const told = await events.until(({ event }) => event === 'people')
    expect(
      told.map(({ event, data }) => (event === 'trace' ? `${data.kind} ${data.state ?? ''}`.trim() : event)),
    ).toEqual([
      'hello',
      'entry',
      'happening',
      'delivery queued',
      'delivery sending',
      'entry',
      'delivery sent',
      'entry',
      'people',
    ])
    expect(told[1]?.data).toMatchObject({ person: 'customer', entry: { from: 'me', state: 'sending' } })
    expect(told[5]?.data).toMatchObject({ person: 'customer', entry: { from: 'bot' } })
    events.close()
  })

  it('go on where they broke off, by header or by address', async () => {
    const address = await served.listen()
    const events = await Events.open(address)
    await send('staff', { text: 'One' }, 'k1')
    const { id: last } = (await events.until(({ event }) => event === 'entry')).at(-1) ?? {}
    events.close()
    await send('staff', { text: 'Two' }, 'k2')
    for (const again of [await Events.open(address, { header: last }), await Events.open(address, { query: last })]) {
      const [hello, entry] = await again.until(({ event }) => event === 'entry')
      expect(hello?.data).toEqual({ resumed: true })
      expect(entry?.data).toMatchObject({ entry: { message: { text: 'Two' } } })
      again.close()
    }
  })

  it('start afresh after a restart of the program', async () => {
    const events = await Events.open(await served.listen())
    const last = events.seen.at(-1)?.id
    events.close()
    const other = await serve()
    const again = await Events.open(await other.listen(), { header: last })
    expect(again.seen[0]?.data).toMatchObject({ resumed: false })
    again.close()
    await other.close()
  })

  it('end when the server closes, and do not keep it from closing', async () => {
    const events = await Events.open(await served.listen())
    await served.http.close()
    await events.ended
  })

  it('do not answer a question for their headers with a stream', async () => {
    const address = new URL(await served.listen())
    const status = await new Promise((resolve, reject) => {
      const asking = request({ host: address.hostname, port: address.port, path: '/web/events', method: 'HEAD' })
      asking.on('response', (response) => resolve(response.statusCode))
      asking.on('error', reject)
      asking.end()
    })
    expect(status).toBe(404)
  })
})

describe('an adapter that is not started', () => {
  it('may be mounted already, and says that it is not ready', async () => {
    const fastify = (await import('fastify')).default()
    const adapter = web({ seats: ['customer'], text: () => ({}), log: { warn() {}, error() {} } })
    await adapter.mount?.(fastify)
    expect((await fastify.inject('/')).statusCode).toBe(200)
    expect((await fastify.inject('/web/setup')).statusCode).toBe(503)
    expect(adapter.status()).toBe('not started')
    const to = { place: { platform: 'web', channel: 'customer' } }
    const options = { key: 'k', signal: new AbortController().signal }
    await expect(adapter.send(to, { text: 'Hi' }, options)).rejects.toMatchObject({ trouble: { kind: 'later' } })
    await fastify.close()
    await adapter.stop()
  })
})
