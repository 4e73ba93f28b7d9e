import type { WebClient } from '@slack/web-api'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { client } from './bolt.ts'
import { type Person, type SlackServer, startSlack } from './server.ts'
import type { Json } from './wire.ts'

let server: SlackServer
let web: WebClient
let anna: Person
let room: { id: string; name: string }

beforeEach(async () => {
  server = await startSlack()
  web = client(server)
  anna = server.person({ name: 'Anna', locale: 'de-DE' })
  room = server.channel({ name: 'shop', members: [anna] })
})
afterEach(() => server.stop())

/** The events that the app was told, or those of one type. */
const told = (type?: string) => server.envelopes(type).map(({ payload }) => payload.event as Json)

describe('what is said', () => {
  test('comes with who, where and when, and an id of its own', () => {
    const first = server.says(anna, 'one')
    server.says(anna, 'two')
    expect(told()).toMatchObject([
      { type: 'message', user: anna.id, text: 'one', ts: first.id, channel: first.chat, channel_type: 'im' },
      { type: 'message', user: anna.id, text: 'two', channel_type: 'im' },
    ])
    const ids = server.envelopes().map(({ payload }) => payload.event_id)
    expect(new Set(ids).size).toBe(2)
    expect(server.envelopes()[0]?.payload).toMatchObject({
      type: 'event_callback',
      team_id: server.world.workspace.team.id,
      api_app_id: server.world.workspace.app.id,
      authorizations: [{ is_bot: true, user_id: server.bot.id }],
    })
  })

  test('in a channel without the app is not told', () => {
    const other = server.channel({ name: 'other', members: [anna], bot: false })
    const { events } = server.says(anna, 'hey @Regulars', { chat: other })
    expect(events).toEqual([])
    expect(told()).toEqual([])
  })

  test('with a mention is told twice in a channel and once in the conversation with the app', () => {
    server.says(anna, 'hey @Regulars', { chat: room })
    server.says(anna, 'hey @Regulars')
    expect(told().map(({ type, channel_type: where }) => [type, where])).toEqual([
      ['message', 'channel'],
      ['app_mention', undefined],
      ['message', 'im'],
    ])
  })

  test('in a private channel is told as such', () => {
    const hidden = server.channel({ private: true, members: [anna] })
    server.says(anna, 'x', { chat: hidden })
    expect(told()).toMatchObject([{ channel_type: 'group' }])
  })

  test('in a thread names its root', () => {
    const root = server.says(anna, 'root', { chat: room })
    const reply = server.says(anna, 'reply', { chat: room, thread: root })
    server.says(anna, 'reply to the reply', { chat: room, thread: reply })
    expect(told().map(({ thread_ts: thread }) => thread)).toEqual([undefined, root.id, root.id])
    expect(() => server.says(anna, 'x', { chat: room, thread: '1.1' })).toThrow('no such message')
  })

  test('by another app’s bot is marked as such', () => {
    const other = server.otherBot('Weather')
    server.joins(other, room)
    server.says(other, 'rain', { chat: room })
    expect(told('message').at(-1)).toMatchObject({ subtype: 'bot_message', text: 'rain' })
    expect(told('message').at(-1)?.bot_id).toBeTruthy()
  })

  test('only where one is, and by whom there is', () => {
    const ben = server.person({ name: 'Ben' })
    expect(() => server.says(ben, 'x', { chat: room })).toThrow(`${ben.id} is not in ${room.id}`)
    expect(() => server.says('U0', 'x')).toThrow('there is no person U0')
  })

  test('is told only as far as the app subscribed', () => {
    server.world.events.subscriptions = new Set(['message.im', 'app_mention'])
    server.says(anna, 'hey @Regulars', { chat: room })
    server.says(anna, 'hello')
    server.opensHome(anna)
    expect(told().map(({ type }) => type)).toEqual(['app_mention', 'message'])
  })
})

describe('what happens to messages', () => {
  test('an edit tells before and after', () => {
    const said = server.says(anna, 'one')
    server.edits(anna, said, 'two')
    expect(told().at(-1)).toMatchObject({
      subtype: 'message_changed',
      channel: said.chat,
      message: { ts: said.id, text: 'two', edited: { user: anna.id } },
      previous_message: { ts: said.id, text: 'one' },
    })
    const ben = server.person()
    expect(() => server.edits(ben, said, 'three')).toThrow('one’s own')
  })

  test('a preview looks like an edit that nobody made', () => {
    const said = server.says(anna, 'see https://example.com/')
    server.unfurls(said)
    const { message } = told().at(-1) ?? {}
    expect(message).toMatchObject({ text: 'see <https://example.com/>', attachments: [{ title: 'A page' }] })
    expect(message).not.toHaveProperty('edited')
  })

  test('a deletion tells what it was', async () => {
    const said = server.says(anna, 'one')
    server.deletes(anna, said)
    expect(told().at(-1)).toMatchObject({
      subtype: 'message_deleted',
      deleted_ts: said.id,
      previous_message: { text: 'one' },
    })
    expect((await web.conversations.history({ channel: said.chat })).messages).toEqual([])
  })

  test('a reaction is told', async () => {
    await web.chat.postMessage({ channel: room.id, text: 'x' })
    const seen = await server.next(room)
    server.reacts(anna, seen, 'tada')
    expect(told('reaction_added')).toMatchObject([
      { user: anna.id, reaction: 'tada', item: { channel: room.id, ts: seen.id }, item_user: server.bot.id },
    ])
  })

  test('files come with the message, and each by itself', () => {
    const files = [
      { name: 'a.txt', data: 'a' },
      { name: 'b.bin', data: 'bb' },
    ]
    server.uploads(anna, files, 'look', { chat: room })
    expect(told().map(({ type, subtype, text, file_id: id }) => [type, subtype ?? id, text])).toEqual([
      ['message', 'file_share', 'look'],
      ['file_shared', 'F000000001', undefined],
      ['file_shared', 'F000000002', undefined],
    ])
    expect(told()[0]?.files).toMatchObject([
      { name: 'a.txt', mimetype: 'text/plain', filetype: 'txt', size: 1 },
      { name: 'b.bin', mimetype: 'application/octet-stream', size: 2 },
    ])
  })
})

describe('coming and going', () => {
  test('of people and of the app itself', () => {
    const ben = server.person({ name: 'Ben' })
    const other = server.channel({ name: 'other', members: [anna], bot: false })
    server.joins(ben, other)
    server.joins(server.bot, other)
    server.joins(server.person({ name: 'Cleo' }), other)
    server.leaves(server.bot, other)
    server.says(anna, 'x', { chat: other })
    const events = told().map(({ type, subtype, user }) => [type, subtype, user])
    expect(events).toEqual([
      ['member_joined_channel', undefined, ben.id],
      ['message', 'channel_join', server.bot.id],
      ['member_joined_channel', undefined, server.bot.id],
      ['message', 'channel_join', 'U000001003'],
      ['member_joined_channel', undefined, 'U000001003'],
      ['message', 'channel_leave', server.bot.id],
      ['member_left_channel', undefined, server.bot.id],
    ])
  })

  test('to the workspace', () => {
    const cleo = server.person({ name: 'Cleo', arrives: true })
    expect(told()).toMatchObject([{ type: 'team_join', user: { id: cleo.id } }])
  })
})

describe('waiting', () => {
  test('reads on after the message last returned, and tells what did come', async () => {
    const short = await startSlack({ patience: 10 })
    const ben = short.person()
    const send = (text: string) => client(short).chat.postMessage({ channel: ben.id, text })
    await send('one')
    await send('two')
    await send('three')
    expect((await short.next(ben, 'two')).text).toBe('two')
    expect((await short.next(ben, /e/)).text).toBe('three')
    await send('four')
    await expect(short.next(ben, ({ text }) => text === 'five')).rejects.toThrow('- "four"')
    await expect(short.nextModal(ben)).rejects.toThrow('no such modal')
    await expect(short.nextHome(ben)).rejects.toThrow('no such home')
    await short.stop()
  })

  test('ends when the server does', async () => {
    const waiting = Promise.allSettled([
      server.next(anna),
      server.nextModal(anna),
      server.nextCall('chat.update'),
      server.arrival('chat.update'),
      server.connected(),
    ])
    await server.stop()
    expect((await waiting).map(({ status }) => status)).toEqual(Array(5).fill('rejected'))
  })

  test('a call is seen while it is under way and when it is done', async () => {
    server.fault({ kind: 'delay', ms: 20, count: 1 })
    const sending = web.chat.postMessage({ channel: anna.id, text: 'x' })
    const call = await server.arrival('chat.postMessage')
    expect(call.ended).toBeUndefined()
    await sending
    expect(await server.nextCall('chat.postMessage')).toBe(call)
    expect(call).toMatchObject({ code: 200, faults: ['delay'], params: { text: 'x', channel: anna.id } })
    expect(JSON.stringify(server.calls())).not.toContain(server.botToken)
  })
})
