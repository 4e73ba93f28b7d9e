import { describe, expect, it } from 'vitest'
import type { StoredFile } from '../../src/chat.ts'
import type { Fault } from '../platforms/telegram/faults.ts'
import { stripes } from '../web/picture.ts'
import { chat, type House, openHouse } from './house.ts'

const image = { kind: 'image', media: 'image/png', data: stripes(4, 4), name: 'card.png', alt: 'Card' } as const
const bill: StoredFile = { kind: 'file', file: 'bill', name: 'bill.pdf', media: 'application/pdf', size: 5 }

/** A group that is a desk, with a card in it. */
async function desk(house: House, settings: Parameters<House['server']['group']>[0] = {}) {
  const ada = house.server.person()
  const group = house.server.group({ members: [ada], ...settings })
  return { ada, group, card: await house.send(group, 'C-1042') }
}
const forum = { forum: true, botIsAdmin: true } as const

describe('a thread', () => {
  it('is a topic of its own where the group has topics', async () => {
    await using house = await openHouse()
    const { group, card } = await desk(house, forum)
    const place = await house.thread(card, 'C-1042 · Ada')
    expect(house.server.calls('createForumTopic').map(({ params }) => params)).toEqual([
      { chat_id: group.id, name: 'C-1042 · Ada' },
    ])
    const topic = house.server.calls('createForumTopic')[0]?.message
    expect(place).toEqual(chat(group, topic))
    expect((await house.send({ place }, 'Broken cup')).place).toEqual(place)
    expect(house.server.sent(group).at(-1)).toMatchObject({ text: 'Broken cup', thread: topic })
  })

  it.each([
    ['the group has no topics', {}],
    ['the group is a small one', { type: 'group' as const }],
    ['the bot may not open topics', { forum: true }],
  ])('is what answers the message where %s', async (_, settings) => {
    await using house = await openHouse()
    const { group, card } = await desk(house, settings)
    const place = await house.thread(card, 'C-1042')
    expect(place).toEqual({ ...chat(group), thread: `re${card.message}` })
    const sent = await house.send({ place }, 'Broken cup')
    expect(sent.place).toEqual(place)
    expect(house.server.sent(group).at(-1)).toMatchObject({ text: 'Broken cup', replyTo: Number(card.message) })
    const changed = await house.send({ place, replaces: sent.message }, 'Broken cups')
    expect(changed).toEqual(sent)
    expect(house.server.sent(group).at(-1)).toMatchObject({ text: 'Broken cups', edits: 1 })
  })

  it('of a message in a topic stays in that topic when no other can be opened', async () => {
    await using house = await openHouse()
    const ada = house.server.person()
    const group = house.server.group({ forum: true, members: [ada] })
    const topic = house.server.opensTopic(ada, group, 'Alerts')
    const place = await house.thread(await house.send({ place: chat(group, topic) }, 'C-1042'), 'C-1042')
    await house.send({ place }, 'Broken cup')
    expect(house.server.sent(group).at(-1)).toMatchObject({ text: 'Broken cup', thread: topic })
  })

  it('in a private chat is what answers the message, and nobody is asked', async () => {
    await using house = await openHouse()
    const ada = house.server.person({ started: true })
    const card = await house.send(ada, 'C-1042')
    const place = await house.thread(card, 'C-1042')
    expect(place).toEqual({ ...chat(ada), thread: `re${card.message}` })
    expect((await house.send({ place }, 'Broken cup')).place).toEqual(place)
    expect(house.server.sent(ada).at(-1)).toMatchObject({ replyTo: Number(card.message) })
    expect(house.server.calls('createForumTopic')).toEqual([])
  })

  it('takes pictures and files as answers, too', async () => {
    await using house = await openHouse()
    house.ear.stored.set('bill', Buffer.from('bytes'))
    await house.adapter.start(house.ear)
    const { group, card } = await desk(house)
    const place = await house.thread(card, 'C-1042')
    for (const part of [image, bill]) {
      expect((await house.send({ place }, { text: 'Look', parts: [part] })).place).toEqual(place)
      expect(house.server.sent(group).at(-1)).toMatchObject({ text: 'Look', replyTo: Number(card.message) })
    }
    expect(house.server.sent(group).map(({ photo, document }) => Boolean(photo ?? document))).toEqual([
      false,
      true,
      true,
    ])
  })

  it('goes on when the message that it hangs on is gone', async () => {
    await using house = await openHouse()
    const { group, card } = await desk(house)
    const place = await house.thread(card, 'C-1042')
    await house.remove(card)
    expect((await house.send({ place }, 'Broken cup')).place).toEqual(place)
    expect(house.server.sent(group).at(-1)).toMatchObject({ text: 'Broken cup' })
    expect(house.server.sent(group).at(-1)).not.toHaveProperty('replyTo')
  })

  it('has a name that Telegram takes, whatever the title', async () => {
    await using house = await openHouse()
    const { card } = await desk(house, forum)
    for (const title of ['', ' \n\u200b', 'x'.repeat(500), `${'x'.repeat(126)}😀😀`, 'a\n\tb\u0000\ud800'])
      await house.thread(card, title)
    const names = house.server.calls('createForumTopic').map(({ params }) => params.name)
    expect(names).toEqual(['…', '…', `${'x'.repeat(127)}…`, `${'x'.repeat(126)}…`, 'a b\ufffd'])
  })

  const troubles: [Fault, object][] = [
    [{ kind: 'lose' }, { kind: 'unknown' }],
    [{ kind: 'answer', code: 502, body: 'html' }, { kind: 'unknown' }],
    [{ kind: 'answer', code: 500 }, { kind: 'later' }],
    [
      { kind: 'answer', code: 429, retryAfter: 7 },
      { kind: 'later', afterMs: 7000, scope: 'place' },
    ],
    [{ kind: 'answer', code: 403 }, { kind: 'unreachable' }],
    [{ kind: 'answer', code: 400, description: 'Bad Request: something else' }, { kind: 'refused' }],
  ]
  it.each(troubles)('fails as a message does with %j', async (fault, trouble) => {
    await using house = await openHouse()
    const { card } = await desk(house, forum)
    house.server.fault({ ...fault, on: 'createForumTopic', count: 1 })
    expect(await house.troubleOf(house.thread(card, 'C-1042'))).toEqual(trouble)
    expect(house.server.calls('createForumTopic')).toHaveLength(1)
    await house.thread(card, 'C-1042')
  })

  it('cannot be opened in a group that moved, nor under what is no message', async () => {
    await using house = await openHouse()
    const { ada, group, card } = await desk(house, { type: 'group' })
    const { id } = house.server.migrates(ada, group)
    expect(await house.troubleOf(house.thread(card, 'x'))).toEqual({ kind: 'moved', channel: String(id) })
    expect(await house.troubleOf(house.thread({ ...card, message: 'nonsense' }, 'x'))).toEqual({ kind: 'refused' })
  })
})

describe('a message of ours', () => {
  it('is taken away, and it is no failure when it is gone', async () => {
    await using house = await openHouse()
    const { group, card } = await desk(house)
    for (const message of [card.message, card.message, '999999', 'nonsense']) await house.remove({ ...card, message })
    expect(house.server.sent(group)).toMatchObject([{ deleted: true }])
    expect(house.server.calls('deleteMessage').map(({ code }) => code)).toEqual([200, 400, 400])
  })

  it('stays where Telegram does not let it go', async () => {
    let now = Date.now()
    await using house = await openHouse({}, { now: () => now })
    const { ada, group, card } = await desk(house)
    const message = String(house.server.says(ada, 'mine', { chat: group }).message_id)
    expect(await house.troubleOf(house.remove({ ...card, message }))).toEqual({ kind: 'refused' })
    now += 49 * 3_600_000
    expect(await house.troubleOf(house.remove(card))).toEqual({ kind: 'refused' })
    expect(house.server.sent(group)).toMatchObject([{ deleted: false }])
  })

  it('may be taken away again when nobody knows whether it was', async () => {
    await using house = await openHouse()
    const { card } = await desk(house)
    house.server.fault({ kind: 'lose', on: 'deleteMessage', count: 1 })
    expect(await house.troubleOf(house.remove(card))).toEqual({ kind: 'later' })
    await house.remove(card)
    house.server.fault({ kind: 'answer', code: 429, retryAfter: 7, on: 'deleteMessage', count: 1 })
    expect(await house.troubleOf(house.remove(card))).toEqual({ kind: 'later', afterMs: 7000, scope: 'place' })
  })
})

describe('a desk', () => {
  it('hears what becomes of a message to it, also when that calls it no more', async () => {
    await using house = await (await openHouse()).listen()
    const { ada, group, card } = await desk(house)
    const chatter = house.server.says(ada, 'lunch?', { chat: group })
    const said = house.server.says(ada, '@regulars_bot sorry', { chat: group })
    const asked = house.server.says(ada, '/reply sorry', { chat: group, replyTo: { message_id: Number(card.message) } })
    house.server.edits(ada, chatter, 'dinner?')
    house.server.edits(ada, said, 'never mind')
    house.server.edits(ada, asked, 'nothing')
    expect((await house.ear.first(4)).slice(2)).toMatchObject([
      { kind: 'edited', message: String(said.message_id), text: 'never mind', where: chat(group), direct: false },
      { kind: 'edited', message: String(asked.message_id), text: 'nothing' },
    ])
  })

  it('hears which message is answered, and in a topic not the one that opened it', async () => {
    await using house = await (await openHouse()).listen()
    const { ada, group, card } = await desk(house, forum)
    const { thread } = await house.thread(card, 'C-1042')
    const topic = Number(thread)
    house.server.says(ada, '/note broken', { chat: group, topic })
    house.server.says(ada, '/reply sorry', { chat: group, replyTo: { message_id: Number(card.message) } })
    house.server.says(ada, '@regulars_bot sorry', { chat: group, topic })
    const [note, reply, said] = await house.ear.first(3)
    expect(note).toMatchObject({ kind: 'asked', where: chat(group, topic), message: expect.stringMatching(/^\d+$/) })
    expect(note).not.toHaveProperty('inReplyTo')
    expect(reply).toMatchObject({ kind: 'asked', where: chat(group), inReplyTo: card.message })
    expect(said).toMatchObject({ kind: 'said', called: true, text: 'sorry', where: chat(group, topic) })
  })
})
