import { describe, expect, it } from 'vitest'
import type { Message } from '../../src/chat.ts'
import type { Fault } from '../platforms/telegram/faults.ts'
import { chat, openHouse } from './house.ts'

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const image = { kind: 'image', media: 'image/png', data: png, name: 'card.png', alt: 'Card' } as const
const choice = (...labels: string[]): Message => ({
  text: 'Which?',
  parts: [{ kind: 'buttons', buttons: labels.map((label) => ({ label, press: `p:${label}` })) }],
})

describe('sending', () => {
  it('brings text, facts and buttons', async () => {
    await using house = await openHouse()
    const ada = house.server.person({ started: true })
    const sent = await house.send(ada, { text: 'Hi <b>', parts: [{ kind: 'facts', rows: [['Balance', '140']] }] })
    const seen = await house.server.next(ada)
    expect(sent).toEqual({ place: chat(ada), message: String(seen.id) })
    expect(seen).toMatchObject({ text: 'Hi <b>\n\nBalance: 140', entities: [{ type: 'bold', offset: 8, length: 7 }] })
    await house.send(ada, choice('Yes', 'No'))
    expect((await house.server.next(ada)).buttons).toEqual([
      [
        { text: 'Yes', callback_data: 'p:Yes' },
        { text: 'No', callback_data: 'p:No' },
      ],
    ])
  })

  it('brings pictures', async () => {
    await using house = await openHouse()
    const ada = house.server.person({ started: true })
    const parts = [image, { kind: 'buttons' as const, buttons: [{ label: 'Ok', press: 'ok' }] }]
    await house.send(ada, { text: 'Your card "é积"\r\n--x', parts })
    const seen = await house.server.next(ada)
    expect(seen).toMatchObject({ text: 'Your card "é积"\n--x', buttons: [[{ text: 'Ok' }]] })
    expect(seen.photo?.at(-1)?.file_size).toBe(Buffer.from(png, 'base64').length)
  })

  it('brings the words when the picture is refused', async () => {
    await using house = await openHouse()
    const ada = house.server.person({ started: true })
    const parts = [
      { ...image, data: 'AAAA' },
      { kind: 'facts' as const, rows: [['A', 'b']] as [string, string][] },
    ]
    await house.send(ada, { text: 'Look: @ada', parts })
    expect(await house.server.next(ada)).toMatchObject({ text: 'Look: @ada\n\nCard\n\nA: b' })
    expect(house.server.calls().map(({ method, code }) => [method, code])).toEqual([
      ['sendPhoto', 400],
      ['sendMessage', 200],
    ])
  })

  it('writes into a topic, and beside it when it is gone', async () => {
    await using house = await openHouse()
    const ada = house.server.person()
    const desk = house.server.group({ forum: true, members: [ada] })
    const topic = house.server.opensTopic(ada, desk, 'Alerts')
    expect((await house.send({ place: chat(desk, topic) }, 'one')).place).toEqual(chat(desk, topic))
    expect((await house.server.next(desk)).thread).toBe(topic)
    house.server.deletesTopic(ada, desk, topic)
    expect((await house.send({ place: chat(desk, topic) }, 'two')).place).toEqual(chat(desk))
    expect(await house.server.next(desk, 'two')).not.toHaveProperty('thread')
  })

  it('says to one person alone what is for that person’s eyes', async () => {
    await using house = await openHouse()
    const { server } = house
    const ada = server.person({ started: true })
    const shop = server.group({ members: [ada] })
    const only = { platform: 'telegram', id: String(ada.id) }
    const sent = await house.send({ place: chat(shop, 3), only, replaces: '1' }, { text: 'secret', private: true })
    expect(sent.place).toEqual(chat(ada))
    expect(server.sent(shop)).toEqual([])
    const stranger = { platform: 'telegram', id: String(server.person().id) }
    expect(await house.trouble({ place: chat(shop), only: stranger }, 'secret')).toEqual({ kind: 'unreachable' })
    expect(await house.trouble({ place: chat(shop) }, { text: 'secret', private: true })).toEqual({ kind: 'refused' })
    expect(server.sent(shop)).toEqual([])
  })

  it('goes on without entities when those are refused', async () => {
    await using house = await openHouse()
    const ada = house.server.person({ started: true })
    house.server.fault({ kind: 'answer', code: 400, description: "Bad Request: can't parse entities: x", count: 1 })
    await house.send(ada, { text: '@owner', parts: [{ kind: 'facts', rows: [['Balance', '140']] }] })
    expect(await house.server.next(ada)).toMatchObject({ text: '@\u200bowner\n\nBalance: 140', entities: [] })
    house.server.fault({ kind: 'answer', code: 400, description: "Bad Request: can't parse entities: x" })
    expect(await house.trouble(ada, '@owner')).toEqual({ kind: 'refused' })
    expect(house.server.calls('sendMessage')).toHaveLength(4)
  })
})

describe('replacing', () => {
  it('edits, and is content when nothing changes', async () => {
    await using house = await openHouse()
    const ada = house.server.person({ started: true })
    const { message } = await house.send(ada, choice('Yes', 'No'))
    const to = { place: chat(ada), replaces: message }
    for (const _ of [1, 2]) expect(await house.send(to, 'Done')).toEqual({ place: chat(ada), message })
    expect(house.server.sent(ada)).toMatchObject([{ text: 'Done', buttons: [], edits: 1 }])
  })

  it('changes what stands under a picture', async () => {
    await using house = await openHouse()
    const ada = house.server.person({ started: true })
    const { message } = await house.send(ada, { text: 'Card', parts: [image] })
    await house.send({ place: chat(ada), replaces: message }, { text: 'x'.repeat(3000) })
    expect(house.server.sent(ada)).toMatchObject([{ text: `${'x'.repeat(1023)}…`, edits: 1 }])
  })

  it('sends anew what cannot be edited', async () => {
    await using house = await openHouse()
    const ada = house.server.person({ started: true })
    const own = house.server.says(ada, 'mine')
    for (const replaces of ['999999', String(own.message_id), 'nonsense']) {
      const sent = await house.send({ place: chat(ada), replaces }, 'Anew')
      expect(sent.message).not.toBe(replaces)
    }
    expect(house.server.sent(ada).map(({ text }) => text)).toEqual(['Anew', 'Anew', 'Anew'])
  })

  it('may be tried again when its outcome is unknown, as it comes to the same', async () => {
    await using house = await openHouse()
    const ada = house.server.person({ started: true })
    const { message } = await house.send(ada, 'One')
    const to = { place: chat(ada), replaces: message }
    house.server.fault({ kind: 'lose', count: 1 })
    expect(await house.trouble(to, 'Two')).toEqual({ kind: 'later' })
    expect(await house.send(to, 'Two')).toEqual({ place: chat(ada), message })
    expect(house.server.sent(ada)).toMatchObject([{ text: 'Two', edits: 1 }])
  })
})

describe('trouble', () => {
  const cases: [Fault, object][] = [
    [
      { kind: 'answer', code: 429, retryAfter: 7 },
      { kind: 'later', afterMs: 7000, scope: 'place' },
    ],
    [
      { kind: 'answer', code: 429, retryAfter: 40_000 },
      { kind: 'later', afterMs: 40_000_000, scope: 'place' },
    ],
    [
      { kind: 'answer', code: 429, body: 'html' },
      { kind: 'later', scope: 'place' },
    ],
    [{ kind: 'answer', code: 403 }, { kind: 'unreachable' }],
    [{ kind: 'answer', code: 400 }, { kind: 'refused' }],
    [{ kind: 'answer', code: 413, body: 'html' }, { kind: 'refused' }],
    [{ kind: 'answer', code: 400, description: 'Bad Request: chat not found' }, { kind: 'unreachable' }],
    [
      { kind: 'answer', code: 401 },
      { kind: 'later', scope: 'platform' },
    ],
    [
      { kind: 'answer', code: 404 },
      { kind: 'later', scope: 'platform' },
    ],
    [
      { kind: 'answer', code: 403, body: 'html' },
      { kind: 'later', scope: 'platform' },
    ],
    [
      { kind: 'answer', code: 302, body: 'html' },
      { kind: 'later', scope: 'platform' },
    ],
    [{ kind: 'answer', code: 500 }, { kind: 'later' }],
    [{ kind: 'answer', code: 502 }, { kind: 'later' }],
    [{ kind: 'answer', code: 502, body: 'html' }, { kind: 'unknown' }],
    [{ kind: 'answer', code: 200, body: 'html' }, { kind: 'unknown' }],
    [{ kind: 'cut' }, { kind: 'unknown' }],
    [{ kind: 'lose' }, { kind: 'unknown' }],
  ]
  it.each(cases)('%j', async (fault, trouble) => {
    await using house = await openHouse()
    const ada = house.server.person({ started: true })
    house.server.fault(fault)
    expect(await house.trouble(ada, 'Hi')).toEqual(trouble)
    expect(house.server.calls('sendMessage')).toHaveLength(1)
    house.server.lift()
    await house.send(ada, 'Hi again')
  })

  it('does not tell the token, even when the server repeats it', async () => {
    await using house = await openHouse()
    const { server } = house
    const ada = server.person({ started: true })
    const description = `Bad Request: no route /bot${server.token}/sendMessage`
    server.fault({ kind: 'answer', code: 400, description, on: ['sendMessage', 'getMe'], count: 2 })
    expect(await house.trouble(ada, 'Hi')).toEqual({ kind: 'refused' })
    await house.listen()
    server.says(ada, 'hello')
    await house.ear.first(1)
    expect(house.log).toHaveLength(1)
    expect(house.log.join()).not.toContain(server.token)
  })

  it('of those who blocked the bot, never spoke to it, or threw it out', async () => {
    await using house = await openHouse()
    const { server } = house
    const ada = server.person({ started: true })
    const shop = server.group({ members: [ada] })
    server.blocks(ada)
    server.removesBot(ada, shop)
    for (const who of [ada, server.person(), { id: 123_456 }, shop])
      expect(await house.trouble(who, 'Hi')).toEqual({ kind: 'unreachable' })
  })

  it('of a group that moved', async () => {
    await using house = await openHouse()
    const ada = house.server.person()
    const shop = house.server.group({ type: 'group', members: [ada] })
    const { id } = house.server.migrates(ada, shop)
    expect(await house.trouble(shop, 'Hi')).toEqual({ kind: 'moved', channel: String(id) })
  })

  it('of a server that is not there: nothing left', async () => {
    await using house = await openHouse()
    const ada = house.server.person({ started: true })
    const open = await house.server.refuse()
    expect(await house.trouble(ada, 'Hi')).toEqual({ kind: 'later', scope: 'platform' })
    await open()
    await house.send(ada, 'Hi again')
    expect(house.server.sent(ada)).toHaveLength(1)
  })

  it('of an answer that does not come in time', async () => {
    await using house = await openHouse()
    const ada = house.server.person({ started: true })
    house.server.fault({ kind: 'hang', done: true })
    const deadline = new AbortController()
    const trouble = house.trouble(ada, 'Hi', deadline.signal)
    await house.server.nextCall('sendMessage')
    deadline.abort()
    expect(await trouble).toEqual({ kind: 'unknown' })
  })

  it('of a send given up while it waits for a connection: nothing left', async () => {
    await using house = await openHouse({ pace: { inFlight: 1 } })
    const ada = house.server.person({ started: true })
    house.server.fault({ kind: 'hang', done: true, count: 17 })
    const deadline = new AbortController()
    const sends = Array.from({ length: 18 }, () => house.trouble(ada, 'Hi', deadline.signal))
    for (const _ of sends.slice(1)) await house.server.nextCall('sendMessage')
    deadline.abort()
    const troubles = await Promise.all(sends)
    expect(troubles.map(({ kind }) => kind)).toEqual([...Array(17).fill('unknown'), 'later'])
    await house.send(ada, 'Hi again')
    expect(house.server.sent(ada)).toHaveLength(18)
  })

  it('of a signal that came before', async () => {
    await using house = await openHouse()
    const ada = house.server.person({ started: true })
    expect(await house.trouble(ada, 'Hi', AbortSignal.abort())).toEqual({ kind: 'later', scope: 'platform' })
    expect(house.server.calls()).toEqual([])
  })

  it('of the whole bot, when one chat after the other is told to wait', async () => {
    await using house = await openHouse()
    const people = Array.from({ length: 6 }, () => house.server.person({ started: true }))
    const [ada] = people
    if (!ada) throw new Error('nobody is there')
    house.server.fault({ kind: 'answer', code: 429, retryAfter: 3 })
    const scopes: unknown[] = []
    for (const who of [ada, ada, ada, ada, ...people]) {
      const trouble = await house.trouble(who, 'Hi')
      scopes.push('scope' in trouble && trouble.scope)
    }
    expect(scopes).toEqual([...Array(8).fill('place'), 'platform', 'platform'])
    house.server.lift()
    await house.send(ada, 'Hi')
    house.server.fault({ kind: 'answer', code: 429, retryAfter: 3 })
    expect(await house.trouble(ada, 'Hi')).toMatchObject({ scope: 'place' })
  })
})
