import { describe, expect, it } from 'vitest'
import manifest from '../../adapters/slack/manifest.json' with { type: 'json' }
import type { Message, StoredFile } from '../../src/chat.ts'
import { stripes } from '../web/picture.ts'
import { type House, human, openHouse, place } from './house.ts'

const bill: StoredFile = { kind: 'file', file: 'bill', name: 'bill.pdf', media: 'application/pdf', size: 5 }

/** A channel that is a desk, with a card in it. */
async function desk(house: House) {
  const ada = house.server.person({ name: 'Ada' })
  const room = house.server.channel({ members: [ada] })
  return { ada, room, card: await house.send({ place: place(room.id) }, 'C-1042') }
}

describe('a thread', () => {
  it('hangs on its message, in a channel and in a direct conversation', async () => {
    await using house = await (await openHouse()).listen()
    const { ada, room, card } = await desk(house)
    const there = await house.thread(card)
    expect(there).toEqual(place(room.id, card.message))
    expect((await house.send({ place: there }, 'Broken cup')).place).toEqual(there)
    expect(house.server.sent(room).at(-1)).toMatchObject({ text: 'Broken cup', thread: card.message })
    const direct = await house.thread(await house.send(ada, 'C-1042'))
    expect((await house.send({ place: direct }, 'Broken cup')).place).toEqual(direct)
    expect(house.shown(ada).at(-1)).toMatchObject({ thread: direct.thread })
  })

  it('of a message in a thread is that thread, and one for one person alone has none', async () => {
    await using house = await (await openHouse()).listen()
    const { ada, room, card } = await desk(house)
    const there = await house.thread(card)
    expect(await house.thread(await house.send({ place: there }, 'Broken cup'))).toEqual(there)
    const alone = await house.send({ place: place(room.id), only: human(ada) }, { text: 'Psst', private: true })
    expect(await house.thread(alone)).toEqual(place(room.id))
    expect(await house.troubleOf(house.thread({ ...card, message: 'nonsense' }))).toEqual({ kind: 'refused' })
  })

  it('is heard where the app is called in it, also what becomes of that', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const { ada, room, card } = await desk(house)
    const where = place(room.id, card.message)
    server.says(ada, 'what a mess', { chat: room, thread: card.message })
    const said = server.says(ada, '@Regulars /reply sorry', { chat: room, thread: card.message })
    const told = { message: said.id, where }
    expect((await ear.first(1))[0]).toMatchObject({ kind: 'asked', command: 'reply', inReplyTo: card.message, ...told })
    server.edits(ada, said, '@Regulars /reply so sorry')
    expect((await ear.first(2))[1]).toMatchObject({ kind: 'edited', text: '/reply so sorry', ...told })
    server.deletes(ada, said)
    expect((await ear.first(3))[2]).toMatchObject({ kind: 'deleted', ...told })
    expect(new Set(ear.told.map(({ id }) => id)).size).toBe(3)
  })
})

describe('a message of ours', () => {
  it('is taken away, and it is no failure when it is gone', async () => {
    await using house = await (await openHouse()).listen()
    const { room, card } = await desk(house)
    for (const message of [card.message, card.message, '1700000000.000100', 'nonsense'])
      await house.remove({ ...card, message })
    expect(house.server.sent(room)).toMatchObject([{ deleted: true }])
    expect(house.server.calls('chat.delete')).toHaveLength(3)
  })

  it('stays where Slack does not let it go', async () => {
    await using house = await (await openHouse()).listen()
    const { ada, room, card } = await desk(house)
    const { id: message } = house.server.says(ada, 'mine', { chat: room })
    expect(await house.troubleOf(house.remove({ ...card, message }))).toEqual({ kind: 'refused' })
    house.server.fault({ kind: 'answer', error: 'compliance_exports_prevent_deletion', on: 'chat.delete', count: 1 })
    expect(await house.troubleOf(house.remove(card))).toEqual({ kind: 'refused' })
    expect(house.server.sent(room)).toMatchObject([{ deleted: false }])
  })

  it('may be taken away again when nobody knows whether it was', async () => {
    await using house = await (await openHouse()).listen()
    const { card } = await desk(house)
    house.server.fault({ kind: 'lose', on: 'chat.delete', count: 1 })
    expect(await house.troubleOf(house.remove(card))).toEqual({ kind: 'later' })
    await house.remove(card)
    house.server.fault({ kind: 'answer', code: 429, retryAfter: 3, on: 'chat.delete', count: 1 })
    expect(await house.troubleOf(house.remove(card))).toEqual({ kind: 'later', afterMs: 3_000, scope: 'place' })
  })

  it('for one person alone can be taken away once a button of it was pressed', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const { ada, room } = await desk(house)
    const secret: Message = { text: 'Psst', parts: [{ kind: 'buttons', buttons: [{ label: 'Ok', press: 'ok' }] }] }
    const sent = await house.send({ place: place(room.id), only: human(ada) }, secret)
    expect(await house.troubleOf(house.remove(sent))).toEqual({ kind: 'refused' })
    const shown = server.sent(room).find(({ only }) => only === ada.id)
    if (!shown) throw new Error('it is not shown')
    await server.presses(ada, shown, 'Ok').taken
    await ear.first(1)
    await house.remove(sent)
    expect(server.sent(room).find(({ only }) => only === ada.id)).toMatchObject({ deleted: true })
  })
})

describe('a message that may have arrived', () => {
  const again = true as const

  it('is found where it did, and not said again', async () => {
    await using house = await (await openHouse()).listen()
    const { server } = house
    const { ada, room, card } = await desk(house)
    const thread = await house.thread(card)
    for (const [n, where] of [place(room.id), thread, house.direct(ada)].entries()) {
      const key = `delivery-${n}`
      server.fault({ kind: 'lose', on: 'chat.postMessage', count: 1 })
      expect(await house.trouble({ place: where }, 'Hello', { key })).toEqual({ kind: 'unknown' })
      const before = server.sent(where.channel).length
      const sent = await house.send({ place: where }, 'Hello', { key, again })
      expect(sent).toEqual({ place: where, message: server.sent(where.channel).at(-1)?.id })
      expect(server.sent(where.channel)).toHaveLength(before)
    }
  })

  it('is found beside its thread, when that is gone', async () => {
    await using house = await (await openHouse()).listen()
    const { room } = await desk(house)
    const where = place(room.id, '1700000000.000100')
    const sent = await house.send({ place: where }, 'Hello', { key: '7' })
    expect(await house.send({ place: where }, 'Hello', { key: '7', again })).toEqual(sent)
  })

  it('is found in a thread of hundreds, and not searched for without end', async () => {
    await using house = await (await openHouse()).listen()
    const { server } = house
    const { ada, room, card } = await desk(house)
    const where = await house.thread(card)
    const say = (count: number) => {
      for (let n = 0; n < count; n += 1) server.says(ada, 'hm', { chat: room, thread: card.message })
    }
    say(250)
    const sent = await house.send({ place: where }, 'Hello', { key: '7' })
    expect(await house.send({ place: where }, 'Hello', { key: '7', again })).toEqual(sent)
    expect(server.calls('conversations.replies')).toHaveLength(3)
    say(1_000)
    await house.send({ place: where }, 'Hello', { key: '8', again })
    expect(server.calls('conversations.replies')).toHaveLength(13)
  })

  it('is said when it did not arrive, and when it is another of the same key', async () => {
    await using house = await (await openHouse()).listen()
    const { server } = house
    const { room, card } = await desk(house)
    const one = await house.send({ place: place(room.id) }, 'Hello', { key: '7', again })
    const facts = (label: string): Message => ({ text: 'Hello', parts: [{ kind: 'facts', rows: [[label, '1']] }] })
    const others = [
      await house.send({ place: place(room.id) }, 'Another', { key: '7', again }),
      await house.send({ place: place(room.id) }, facts('A'), { key: '7', again }),
      await house.send({ place: place(room.id) }, 'Hello', { key: '8', again }),
      await house.send({ place: place(room.id) }, 'Hello', { key: '7' }),
    ]
    expect(new Set([card, one, ...others].map(({ message }) => message)).size).toBe(6)
    expect(server.calls('conversations.history')).toHaveLength(4)
  })

  it('is the same though its fields come in another order', async () => {
    await using house = await (await openHouse()).listen()
    const { room } = await desk(house)
    const where = { place: place(room.id) }
    const buttons = { kind: 'buttons' as const, buttons: [{ label: 'Ok', press: 'ok' }] }
    const sent = await house.send(where, { text: 'Hello', parts: [buttons] }, { key: '7' })
    const turned = { parts: [{ buttons: [{ press: 'ok', label: 'Ok' }], kind: 'buttons' as const }], text: 'Hello' }
    expect(await house.send(where, turned, { key: '7', again })).toEqual(sent)
  })

  it('is the same though its picture was made anew', async () => {
    await using house = await (await openHouse()).listen()
    const { room } = await desk(house)
    const chart = (size: number): Message => ({
      text: 'This week',
      parts: [{ kind: 'image', media: 'image/png', data: stripes(size, size), name: 'week.png', alt: 'The week' }],
    })
    const sent = await house.send({ place: place(room.id) }, chart(4), { key: '7' })
    expect(await house.send({ place: place(room.id) }, chart(5), { key: '7', again })).toEqual(sent)
  })

  it('gets its files, unless it has them', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    ear.stored.set('bill', Buffer.from('bytes'))
    const { room } = await desk(house)
    const where = { place: place(room.id) }
    const message: Message = { text: 'Your bill', parts: [bill] }
    server.fault({ kind: 'lose', on: 'chat.postMessage', count: 1 })
    expect(await house.trouble(where, message, { key: '7' })).toEqual({ kind: 'unknown' })
    for (const _ of [1, 2]) {
      await house.send(where, message, { key: '7', again })
      expect(server.sent(room).slice(1)).toMatchObject([{ text: 'Your bill', files: [{ name: 'bill.pdf' }] }])
    }
    expect(server.calls('chat.update')).toHaveLength(1)
  })

  it('is said again where Slack does not let us look', async () => {
    await using house = await (await openHouse()).listen()
    const { server } = house
    const less = manifest.oauth_config.scopes.bot.filter((scope) => scope !== 'channels:history')
    const { room } = await desk(house)
    server.world.tokens.scopes = new Set(less)
    const one = await house.send({ place: place(room.id) }, 'Hello', { key: '7' })
    const two = await house.send({ place: place(room.id) }, 'Hello', { key: '7', again })
    expect(two.message).not.toBe(one.message)
    expect(server.calls('conversations.history')).toMatchObject([{ description: 'missing_scope' }])
    expect(house.adapter.status()).toBe('ok')
  })

  it('waits while nobody can look', async () => {
    await using house = await (await openHouse()).listen()
    const { server } = house
    const { room } = await desk(house)
    const look = () => house.trouble({ place: place(room.id) }, 'Hello', { key: '7', again })
    const on = 'conversations.history'
    server.fault({ kind: 'answer', code: 429, retryAfter: 3, on, count: 1 })
    expect(await look()).toEqual({ kind: 'later', afterMs: 3_000, scope: 'place' })
    server.fault({ kind: 'lose', on, count: 1 })
    expect(await look()).toEqual({ kind: 'later' })
    expect(server.sent(room)).toHaveLength(1)
  })

  it('for one person alone is said again, for nobody can look for it', async () => {
    await using house = await (await openHouse()).listen()
    const { ada, room } = await desk(house)
    for (const more of [{}, { again }])
      await house.send({ place: place(room.id), only: human(ada) }, 'Psst', { key: '7', ...more })
    expect(house.server.sent(room)).toHaveLength(3)
    expect(house.server.calls('conversations.history')).toEqual([])
  })
})
