import { describe, expect, it } from 'vitest'
import type { Image, Message, StoredFile } from '../../src/chat.ts'
import { stripes } from '../web/picture.ts'
import { type House, human, openHouse, place } from './house.ts'

const press = (label: string, value = label): Message => ({
  text: 'Choose',
  parts: [{ kind: 'buttons', buttons: [{ label, press: value }] }],
})
const image: Image = { kind: 'image', media: 'image/png', data: stripes(4, 4), name: 'card.png', alt: 'Your card' }
const bill: StoredFile = { kind: 'file', file: 'bill', name: 'bill.pdf', media: 'application/pdf', size: 5 }
const bytes = Buffer.from('bytes')

/** A channel with two people in it. */
function room(house: House) {
  const [ada, ben] = [house.server.person({ name: 'Ada' }), house.server.person({ name: 'Ben' })]
  return { ada, ben, room: house.server.channel({ members: [ada, ben] }) }
}

describe('a message', () => {
  it('is sent as plain text without previews', async () => {
    await using house = await (await openHouse()).listen()
    const ada = house.server.person()
    await house.send(ada, 'See *https://shop.example*')
    expect(house.server.calls('chat.postMessage')[0]?.params).toMatchObject({
      parse: 'none',
      mrkdwn: 'false',
      link_names: 'false',
      unfurl_links: 'false',
      unfurl_media: 'false',
      text: 'See *https://shop.example*',
    })
    expect(house.shown(ada)).toMatchObject([{ text: 'See *https://shop.example*', fired: [], styled: [] }])
  })

  it('reaches a person who is known by his own id only', async () => {
    await using house = await (await openHouse()).listen()
    const ada = house.server.person()
    const sent = await house.send({ place: place(ada.id) }, 'Hello')
    expect(sent.place).toEqual(house.direct(ada))
    await house.send({ place: place(ada.id), only: human(ada) }, 'Again')
    const changed = await house.send({ place: place(ada.id), replaces: sent.message }, 'Hello there')
    expect(changed).toEqual(sent)
    expect(house.shown(ada).map(({ text }) => text)).toEqual(['Hello there', 'Again'])
    expect(house.server.calls('conversations.open')).toHaveLength(1)
  })

  it('stands beside its thread when that is gone', async () => {
    await using house = await (await openHouse()).listen()
    const { ada, room: there } = room(house)
    const sent = await house.send({ place: place(there.id, '1700000000.000100') }, 'Hello')
    expect(sent.place).toEqual(place(there.id))
    expect(house.server.sent(there)).toMatchObject([{ text: 'Hello' }])
    const private_ = await house.send({ place: place(there.id, 'nonsense'), only: human(ada) }, 'Psst')
    expect(private_.place).toEqual(place(there.id))
  })

  it('without its links when Slack refuses one', async () => {
    await using house = await (await openHouse()).listen()
    const ada = house.server.person()
    house.server.fault({ kind: 'answer', error: 'invalid_blocks', on: 'chat.postMessage', count: 2 })
    await house.send(ada, {
      text: 'Choose',
      parts: [
        {
          kind: 'buttons',
          buttons: [
            { label: 'Page', url: 'https://shop.example' },
            { label: 'Go', press: 'go' },
          ],
        },
      ],
    })
    expect(house.shown(ada)[0]?.buttons.map(({ text }) => text)).toEqual(['Go'])
  })

  it('is refused when nothing in it pleases Slack', async () => {
    await using house = await (await openHouse()).listen()
    house.server.fault({ kind: 'answer', error: 'invalid_blocks', on: 'chat.postMessage' })
    expect(await house.trouble(house.server.person(), 'x')).toEqual({ kind: 'refused' })
  })

  it('to a channel where the app is not, or that is closed, is refused', async () => {
    await using house = await (await openHouse()).listen()
    const { server } = house
    const away = server.channel({ name: 'away', bot: false })
    const closed = server.channel({ name: 'closed' })
    server.archives(closed)
    for (const id of [away.id, closed.id, 'C999999999', '../1', ''])
      expect(await house.trouble({ place: place(id) }, 'x')).toEqual({ kind: 'refused' })
  })

  it('to a person who is gone does not get there', async () => {
    await using house = await (await openHouse()).listen()
    const { server } = house
    const ada = server.person()
    const where = house.direct(ada)
    server.deactivates(ada)
    for (const to of [{ place: where }, { place: place(ada.id) }, { place: where, only: human(ada) }])
      expect(await house.trouble(to, 'x')).toEqual({ kind: 'unreachable' })
    expect(await house.trouble({ place: place(server.bot.id) }, 'x')).toEqual({ kind: 'unreachable' })
  })

  it('that Slack may or may not have posted is unknown; a change may be made again', async () => {
    await using house = await (await openHouse()).listen()
    const { server } = house
    const ada = server.person()
    const { message: replaces } = await house.send(ada, 'one')
    server.fault({ kind: 'answer', code: 500, on: ['chat.postMessage', 'chat.update'] })
    expect(await house.trouble(ada, 'two')).toEqual({ kind: 'unknown' })
    expect(await house.trouble({ place: house.direct(ada), replaces }, 'two')).toEqual({ kind: 'later' })
    server.lift()
    server.fault({ kind: 'answer', body: 'html', on: 'chat.postMessage' })
    expect(await house.trouble(ada, 'two')).toEqual({ kind: 'unknown' })
  })

  it('is asked to wait in its channel, and everywhere when one after the other is', async () => {
    await using house = await (await openHouse()).listen()
    const { server } = house
    server.fault({ kind: 'answer', code: 429, retryAfter: 3, on: 'chat.postMessage', count: 5 })
    const scopes: unknown[] = []
    for (let n = 0; n < 5; n += 1) scopes.push(await house.trouble(server.person(), 'x'))
    const later = (scope: string) => ({ kind: 'later', afterMs: 3_000, scope })
    expect(scopes).toEqual([...Array(4).fill(later('place')), later('platform')])
    const ada = server.person()
    await house.send(ada, 'x')
    server.fault({ kind: 'answer', code: 429, on: 'chat.postMessage', count: 1 })
    expect(await house.trouble(ada, 'x')).toEqual({ kind: 'later', afterMs: 1_000, scope: 'place' })
  })
})

describe('a private message', () => {
  it('is seen by one person in the channel, in the thread where it belongs', async () => {
    await using house = await (await openHouse()).listen()
    const { ada, ben, room: there } = room(house)
    const { id: thread } = house.server.says(ben, 'Hm', { chat: there })
    const sent = await house.send({ place: place(there.id, thread), only: human(ada) }, { text: 'Psst', private: true })
    expect(sent).toEqual({ place: place(there.id, thread), message: expect.stringMatching(new RegExp(`:${ada.id}$`)) })
    expect(house.server.sent(there)).toMatchObject([{ text: 'Psst', only: ada.id, thread }])
  })

  it('goes to the person alone where the app or the person is not', async () => {
    await using house = await (await openHouse()).listen()
    const { server } = house
    const ada = server.person()
    for (const there of [
      server.channel({ bot: false }),
      server.channel({ name: 'x', members: [] }),
      { id: 'C999999999' },
    ]) {
      const sent = await house.send({ place: place(there.id), only: human(ada) }, { text: 'Psst', private: true })
      expect(sent.place).toEqual(house.direct(ada))
      expect(sent.message).not.toContain(':')
    }
    expect(house.shown(ada)).toHaveLength(3)
  })

  it('never goes into the conversation of somebody else', async () => {
    await using house = await (await openHouse()).listen()
    const [ada, ben] = [house.server.person(), house.server.person()]
    const sent = await house.send({ place: house.direct(ben), only: human(ada) }, { text: 'Psst', private: true })
    expect(sent.place).toEqual(house.direct(ada))
    expect(house.shown(ben)).toEqual([])
  })

  it('is changed where its buttons were pressed, and stays private', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const { ada, room: there } = room(house)
    await house.send({ place: place(there.id), only: human(ada) }, press('Show'))
    const [shown] = server.sent(there)
    if (!shown) throw new Error('it is not shown')
    await server.presses(ada, shown, 'Show').taken
    const [pressed] = await ear.first(1)
    const replaces = pressed && 'message' in pressed ? (pressed.message ?? '') : ''
    const changed = await house.send({ place: place(there.id), replaces }, press('Hide'))
    expect(changed.message).toBe(replaces)
    expect(server.sent(there)).toMatchObject([{ only: ada.id, edits: 1, buttons: [{ text: 'Hide' }] }])
  })

  it('is said anew, and as privately, when it cannot be changed any more', async () => {
    await using house = await (await openHouse()).listen()
    const { server } = house
    const { ada, ben, room: there } = room(house)
    const { message } = await house.send({ place: place(there.id), only: human(ada) }, 'Seven points')
    const again = await house.send({ place: place(there.id), replaces: message }, { text: 'Eight points' })
    expect(again.message).not.toBe(message)
    expect(server.sent(there).map(({ text, only }) => [text, only])).toEqual([
      ['Seven points', ada.id],
      ['Eight points', ada.id],
    ])
    // that of one person takes the place of nothing of another's
    await house.send({ place: place(there.id), only: human(ben), replaces: message }, 'Nine points')
    expect(server.sent(there)[2]).toMatchObject({ text: 'Nine points', only: ben.id })
    for (const odd of [`${message}:x`, '1700000000.000100:U1:U2', ':', 'x:U0001'])
      expect((await house.send({ place: place(there.id), replaces: odd }, 'Hello')).message).not.toContain(':')
  })

  it('whose address for answers leads elsewhere is not answered there', async () => {
    await using house = await (await openHouse({ http: true })).listen()
    const { server, ear } = house
    const { ada, room: there } = room(house)
    await house.send({ place: place(there.id), only: human(ada) }, press('Show'))
    const [shown] = server.sent(there)
    if (!shown) throw new Error('it is not shown')
    await server.presses(ada, shown, 'Show').taken
    await ear.first(1)
    const [told] = server.envelopes('block_actions')
    if (!told) throw new Error('nothing was told')
    const payload = { ...told.payload, trigger_id: 'another', response_url: 'http://evil.example/' }
    await server.post(server.bodyOf({ ...told, payload }))
    const [, pressed] = await ear.first(2)
    const replaces = pressed && 'message' in pressed ? (pressed.message ?? '') : ''
    await house.send({ place: place(there.id), replaces }, 'Changed')
    expect(server.sent(there)).toMatchObject([{ text: 'Changed', edits: 1 }])
  })
})

describe('pictures', () => {
  it('are waited for while Slack looks at them', async () => {
    await using house = await (await openHouse()).listen()
    const { server } = house
    const ada = server.person()
    const slow = server.world.files.list.bind(server.world.files)
    let looks = 3
    server.world.files.list = () => {
      looks -= 1
      return looks > 0 ? [] : slow()
    }
    await house.send(ada, { text: 'Look', parts: [image] })
    expect(house.pauses).toEqual([250, 500])
    expect(house.shown(ada)[0]?.text).toBe('Look\n[Your card]')
  })

  it('are told in words when Slack does not show them', async () => {
    await using house = await (await openHouse()).listen()
    const { server } = house
    const ada = server.person()
    server.world.files.list = () => []
    await house.send(ada, { text: 'Look', parts: [image] })
    expect(house.shown(ada)[0]?.text).toBe('Look\nYour card')
    server.fault({ kind: 'answer', error: 'missing_scope', on: 'files.getUploadURLExternal', count: 1 })
    await house.send(ada, { text: 'Look', parts: [image] })
    expect(house.shown(ada)[1]?.text).toBe('Look\nYour card')
  })

  it('that could not be uploaded for now are sent later, with their message', async () => {
    await using house = await (await openHouse()).listen()
    const { server } = house
    const ada = server.person()
    for (const [on, fault, expected] of [
      ['upload', { kind: 'answer', code: 500 }, { kind: 'later' }],
      ['upload', { kind: 'lose' }, { kind: 'later' }],
      ['files.getUploadURLExternal', { kind: 'answer', code: 429, retryAfter: 2 }, { kind: 'later', afterMs: 2_000 }],
      ['files.completeUploadExternal', { kind: 'cut' }, { kind: 'later' }],
    ] as const) {
      server.fault({ ...fault, on, count: 1 })
      expect(await house.trouble(ada, { text: 'Look', parts: [image] })).toMatchObject(expected)
    }
    expect(house.shown(ada)).toEqual([])
  })
})

describe('files', () => {
  it('stand with their message, also with one that takes the place of another', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    ear.stored.set('bill', bytes)
    const ada = server.person()
    const { message: replaces } = await house.send(ada, { text: 'Your bill', parts: [bill] })
    expect(house.shown(ada)).toMatchObject([{ text: 'Your bill', files: [{ name: 'bill.pdf' }] }])
    await house.send({ place: house.direct(ada), replaces }, { text: 'Your new bill', parts: [bill] })
    expect(house.shown(ada)).toMatchObject([{ text: 'Your new bill', files: [{ name: 'bill.pdf' }] }])
  })

  it('are added later when that fails, and the message is not said again', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    ear.stored.set('bill', bytes)
    const ada = server.person()
    for (const fault of [{ kind: 'lose' }, { kind: 'cut' }, { kind: 'answer', code: 500 }] as const) {
      server.fault({ ...fault, on: 'chat.update', count: 1 })
      const key = fault.kind
      const before = house.shown(ada).length
      expect(await house.trouble(ada, { text: 'Your bill', parts: [bill] }, { key })).toEqual({ kind: 'later' })
      const sent = await house.send(ada, { text: 'Your bill', parts: [bill] }, { key })
      const shown = house.shown(ada).slice(before)
      expect(shown).toMatchObject([{ id: sent.message, text: 'Your bill', files: [{ name: 'bill.pdf' }] }])
    }
  })

  it('are named when Slack does not add them', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    ear.stored.set('bill', bytes)
    const ada = server.person()
    server.fault({ kind: 'answer', error: 'invalid_arguments', on: 'chat.update', count: 1 })
    await house.send(ada, { text: 'Your bill', parts: [bill] })
    expect(house.shown(ada)[0]?.text).toBe('Your bill\nbill.pdf')
  })

  it('for one person alone go to that person', async () => {
    await using house = await (await openHouse()).listen()
    const { ada, room: there } = room(house)
    house.ear.stored.set('bill', bytes)
    const sent = await house.send({ place: place(there.id), only: human(ada) }, { text: 'Your bill', parts: [bill] })
    expect(sent.place).toEqual(house.direct(ada))
    expect(house.server.sent(there)).toEqual([])
    expect(house.shown(ada)).toMatchObject([{ files: [{ name: 'bill.pdf' }] }])
  })
})

describe('files of people', () => {
  it('are fetched from Slack alone, with the token', async () => {
    await using house = await (await openHouse()).listen()
    const { server, adapter, ear } = house
    server.uploads(server.person(), [{ name: 'a.txt', data: 'hello' }])
    const [said] = await ear.first(1)
    const [file] = said?.kind === 'said' ? (said.files ?? []) : []
    if (!file) throw new Error('there is no file')
    const pieces: Uint8Array[] = []
    const { signal } = new AbortController()
    for await (const piece of (await adapter.fetch?.(file, signal)) ?? []) pieces.push(piece)
    expect(Buffer.concat(pieces).toString()).toBe('hello')
    const json = server.world.files.json.bind(server.world.files)
    server.world.files.json = (stored) => ({
      ...json(stored),
      url_private: 'http://evil.example/',
      url_private_download: 'http://evil.example/',
    })
    await expect(adapter.fetch?.(file, signal)).rejects.toMatchObject({ trouble: { kind: 'refused' } })
    server.world.files.json = json
    server.revokes()
    await expect(adapter.fetch?.(file, signal)).rejects.toMatchObject({ trouble: { kind: 'later' } })
  })
})
