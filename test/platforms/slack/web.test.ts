import { WebAPIPlatformError, type WebClient } from '@slack/web-api'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { client } from './bolt.ts'
import { type Person, type SlackServer, startSlack } from './server.ts'

let server: SlackServer
let web: WebClient
let anna: Person

beforeEach(async () => {
  server = await startSlack()
  web = client(server)
  anna = server.person({ name: 'Anna', locale: 'de-DE' })
})
afterEach(() => server.stop())

/** Slack's name of what was wrong; `ok` when nothing was. */
const outcome = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'ok',
    (error: unknown) => (error instanceof WebAPIPlatformError ? error.data.error : String(error)),
  )

describe('tokens', () => {
  test('say who the app is', async () => {
    const { app, team } = server.world.workspace
    expect(await web.auth.test()).toMatchObject({ user_id: app.botUser, bot_id: app.botId, team_id: team.id })
    expect(await web.bots.info({ bot: app.botId })).toMatchObject({ bot: { app_id: app.id, user_id: app.botUser } })
    expect(await outcome(web.bots.info({ bot: 'B9' }))).toBe('bot_not_found')
  })

  test.each([
    ['xoxb-other', 'invalid_auth'],
    ['', 'not_authed'],
    ['xapp-1-A000000001-local', 'not_allowed_token_type'],
  ])('%s is refused', async (token, error) => {
    expect(await outcome(client(server, token).auth.test())).toBe(error)
  })

  test('a revoked one is worth nothing until it is restored', async () => {
    server.revokes()
    expect(await outcome(web.auth.test())).toBe('token_revoked')
    server.world.tokens.restore()
    expect(await outcome(web.auth.test())).toBe('ok')
  })

  test('there is no method of that name', async () => {
    expect(await outcome(web.apiCall('chat.sing'))).toBe('unknown_method')
    expect(await outcome(web.apiCall('constructor'))).toBe('unknown_method')
  })
})

describe('messages', () => {
  test('go to a person by id, into the conversation with that person', async () => {
    const { channel, ts, message } = await web.chat.postMessage({ channel: anna.id, text: 'Hello' })
    const opened = await web.conversations.open({ users: anna.id })
    expect(channel).toBe(opened.channel?.id)
    expect(opened).toMatchObject({ already_open: true })
    expect(message).toMatchObject({ text: 'Hello', bot_id: server.world.workspace.app.botId, ts })
    expect(server.sent(anna)).toMatchObject([{ id: ts, chat: channel, text: 'Hello', edits: 0 }])
  })

  test('answer in a thread, and can be seen in the channel too', async () => {
    const room = server.channel({ members: [anna] })
    const { id } = server.says(anna, 'help', { chat: room })
    const reply = await web.chat.postMessage({ channel: room.id, text: 'yes?', thread_ts: id })
    await web.chat.postMessage({ channel: room.id, text: 'all', thread_ts: reply.ts ?? '', reply_broadcast: true })
    expect(server.sent(room).map(({ text, thread }) => [text, thread])).toEqual([
      ['yes?', id],
      ['all', id],
    ])
    const thread = await web.conversations.replies({ channel: room.id, ts: id })
    expect(thread.messages?.map(({ text }) => text)).toEqual(['help', 'yes?', 'all'])
    const history = await web.conversations.history({ channel: room.id })
    expect(history.messages?.map(({ text }) => text)).toEqual(['all', 'help'])
  })

  test('are changed and deleted, and the app is told of its own', async () => {
    const { ts = '', channel = '' } = await web.chat.postMessage({ channel: anna.id, text: 'one' })
    await web.chat.update({ channel, ts, text: 'two' })
    expect(server.sent(anna)).toMatchObject([{ text: 'two', edits: 1, deleted: false }])
    expect(await outcome(web.chat.update({ channel, ts, text: 'x'.repeat(4001) }))).toBe('msg_too_long')
    await web.chat.delete({ channel, ts })
    expect(server.sent(anna)).toMatchObject([{ text: 'two', edits: 1, deleted: true }])
    expect(await outcome(web.chat.update({ channel, ts, text: 'three' }))).toBe('message_not_found')
    const told = server.envelopes('message').map(({ payload }) => payload.event)
    expect(told).toMatchObject([
      { text: 'one', bot_id: server.world.workspace.app.botId, channel_type: 'im' },
      { subtype: 'message_changed', message: { text: 'two' }, previous_message: { text: 'one' } },
      { subtype: 'message_deleted', deleted_ts: ts },
    ])
  })

  test('leave a shell behind when they were answered', async () => {
    const room = server.channel({ members: [anna] })
    const { ts = '' } = await web.chat.postMessage({ channel: room.id, text: 'root' })
    server.says(anna, 'reply', { chat: room, thread: ts })
    await web.chat.delete({ channel: room.id, ts })
    const { messages } = await web.conversations.replies({ channel: room.id, ts })
    expect(messages).toMatchObject([{ subtype: 'tombstone' }, { text: 'reply' }])
  })

  test('for one person only are in no history and cannot be changed', async () => {
    const room = server.channel({ members: [anna] })
    const { message_ts: ts = '' } = await web.chat.postEphemeral({ channel: room.id, user: anna.id, text: 'psst' })
    expect(await server.next(room)).toMatchObject({ text: 'psst', only: anna.id })
    expect((await web.conversations.history({ channel: room.id })).messages).toEqual([])
    expect(await outcome(web.chat.update({ channel: room.id, ts, text: 'x' }))).toBe('message_not_found')
    expect(server.envelopes('message')).toEqual([])
  })

  test('carry metadata, which history tells when asked', async () => {
    const metadata = { event_type: 'ticket', event_payload: { id: 7 } }
    const { channel = '' } = await web.chat.postMessage({ channel: anna.id, text: 'x', metadata })
    expect(server.sent(anna)).toMatchObject([{ metadata }])
    const without = await web.conversations.history({ channel })
    expect(without.messages?.[0]?.metadata).toBeUndefined()
    const included = await web.conversations.history({ channel, include_all_metadata: true })
    expect(included.messages?.[0]?.metadata).toEqual(metadata)
    const ts = included.messages?.[0]?.ts ?? ''
    await web.chat.postMessage({ channel, text: 'y', thread_ts: ts, metadata })
    const thread = await web.conversations.replies({ channel, ts, include_all_metadata: true })
    expect(thread.messages?.map((message) => message.metadata)).toEqual([metadata, metadata])
    const bare = await web.conversations.replies({ channel, ts })
    expect(bare.messages?.map((message) => message.metadata)).toEqual([undefined, undefined])
  })

  test('are read as Slack reads markup, unless told otherwise', async () => {
    const shown = async (more: object) => {
      await web.chat.postMessage({ channel: anna.id, text: '*Hi* <!here> https://a.example', ...more })
      const { text, notification, fired, styled } = server.sent(anna).at(-1) ?? {}
      return { text, notification, fired, styled }
    }
    const text = 'Hi @here https://a.example'
    expect(await shown({})).toEqual({
      text,
      notification: text,
      fired: ['here', 'link:https://a.example'],
      styled: ['bold'],
    })
    expect(await shown({ parse: 'none', mrkdwn: false })).toMatchObject({
      text: `*Hi* @here https://a.example`,
      fired: ['here'],
      styled: [],
    })
    const blocks = [{ type: 'section', text: { type: 'plain_text', text: '*a* <!channel> https://b.example' } }]
    expect(await shown({ blocks })).toEqual({
      text: '*a* <!channel> https://b.example',
      notification: text,
      fired: ['here'],
      styled: [],
    })
  })

  test('are taken as JSON too', async () => {
    const response = await fetch(`${server.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json; charset=utf-8', Authorization: `Bearer ${server.botToken}` },
      body: JSON.stringify({ channel: anna.id, text: 'json', blocks: [{ type: 'divider' }] }),
    })
    expect(await response.json()).toMatchObject({ ok: true, message: { text: 'json', blocks: [{ type: 'divider' }] } })
  })

  test.each([
    ['nothing to say', { text: '' }, 'no_text'],
    ['far too long', { text: 'x'.repeat(40_001) }, 'msg_too_long'],
    ['no such channel', { channel: 'C0', text: 'x' }, 'channel_not_found'],
    ['no such thread', { text: 'x', thread_ts: '1.000001' }, 'thread_not_found'],
    ['blocks that are not JSON', { text: 'x', blocks: '[{' }, 'invalid_blocks_format'],
    ['blocks that are no list', { text: 'x', blocks: '{}' }, 'invalid_blocks_format'],
    ['the app itself', { channel: 'U000000001', text: 'x' }, 'cannot_dm_bot'],
  ])('are refused: %s', async (_, body, error) => {
    expect(await outcome(web.apiCall('chat.postMessage', { channel: anna.id, ...body }))).toBe(error)
    expect(server.sent()).toEqual([])
    expect(server.calls('chat.postMessage')).toMatchObject([{ code: 200, description: error }])
  })

  test('are refused where the app is not, and where nobody may write', async () => {
    const other = server.channel({ name: 'other', bot: false })
    const hidden = server.channel({ name: 'hidden', bot: false, private: true })
    const old = server.channel({ name: 'old' })
    server.archives(old)
    const send = ({ id }: { id: string }) => outcome(web.chat.postMessage({ channel: id, text: 'x' }))
    expect(await send(other)).toBe('not_in_channel')
    expect(await send(hidden)).toBe('channel_not_found')
    expect(await send(old)).toBe('is_archived')
    await web.conversations.join({ channel: other.id })
    expect(await send(other)).toBe('ok')
  })

  test('of others cannot be changed', async () => {
    const { chat, id } = server.says(anna, 'mine')
    expect(await outcome(web.chat.update({ channel: chat, ts: id, text: 'x' }))).toBe('cant_update_message')
    expect(await outcome(web.chat.delete({ channel: chat, ts: id }))).toBe('cant_delete_message')
    expect(await outcome(web.chat.postEphemeral({ channel: chat, user: 'U0', text: 'x' }))).toBe('user_not_in_channel')
  })

  test('do not reach people who let none through, or whose account is closed', async () => {
    const send = () => outcome(web.chat.postMessage({ channel: anna.id, text: 'x' }))
    server.blocks(anna)
    expect(await send()).toBe('messages_tab_disabled')
    server.unblocks(anna)
    expect(await send()).toBe('ok')
    server.deactivates(anna)
    expect(await send()).toBe('is_archived')
    expect(await outcome(web.conversations.open({ users: anna.id }))).toBe('user_disabled')
    expect(() => server.says(anna, 'x')).toThrow('closed')
  })
})

describe('people and channels', () => {
  test('are told, with the locale where it is asked for', async () => {
    expect((await web.users.info({ user: anna.id, include_locale: true })).user).toMatchObject({
      id: anna.id,
      real_name: 'Anna',
      locale: 'de-DE',
      is_bot: false,
    })
    expect((await web.users.info({ user: anna.id })).user?.locale).toBeUndefined()
    expect(await outcome(web.users.info({ user: 'U0' }))).toBe('user_not_found')
  })

  test('are listed', async () => {
    const room = server.channel({ name: 'shop', members: [anna] })
    server.channel({ name: 'secret', private: true, bot: false })
    const { channels } = await web.conversations.list({ types: 'public_channel,private_channel' })
    expect(channels).toMatchObject([{ id: room.id, name: 'shop', is_member: true }])
    const { members } = await web.conversations.members({ channel: room.id })
    expect(members).toEqual([anna.id, server.bot.id])
    const { channel } = await web.conversations.info({ channel: room.id, include_num_members: true })
    expect(channel).toMatchObject({ name: 'shop', num_members: 2, is_im: false })
  })

  test('history comes page by page', async () => {
    const { chat } = server.says(anna, '1')
    for (const text of ['2', '3', '4', '5']) server.says(anna, text)
    const texts: (string | undefined)[] = []
    for await (const page of web.paginate('conversations.history', { channel: chat, limit: 2 })) {
      const { messages = [] } = page as { messages?: { text?: string }[] }
      texts.push(...messages.map(({ text }) => text))
    }
    expect(texts).toEqual(['5', '4', '3', '2', '1'])
    const oldest = server.envelopes('message')[1]?.payload.event as { ts: string }
    const after = await web.conversations.history({ channel: chat, oldest: oldest.ts })
    expect(after.messages?.map(({ text }) => text)).toEqual(['5', '4', '3'])
  })

  test('reactions stand once on a message', async () => {
    const { chat: channel, id: timestamp } = server.says(anna, 'x')
    const react = () => web.reactions.add({ channel, timestamp, name: 'eyes' })
    await react()
    expect(await outcome(react())).toBe('already_reacted')
    const { messages } = await web.conversations.history({ channel })
    expect(messages?.[0]?.reactions).toEqual([{ name: 'eyes', users: [server.bot.id], count: 1 }])
    await web.reactions.remove({ channel, timestamp, name: 'eyes' })
    expect(await outcome(web.reactions.remove({ channel, timestamp, name: 'eyes' }))).toBe('no_reaction')
  })
})

describe('files', () => {
  test('are added to a message that is there', async () => {
    const { channel = '', ts = '' } = await web.chat.postMessage({ channel: anna.id, text: 'Your bill' })
    const store = async (complete: boolean) => {
      const { upload_url, file_id: id = '' } = await web.files.getUploadURLExternal({ filename: 'bill.txt', length: 5 })
      await fetch(upload_url ?? '', { method: 'POST', body: 'bytes' })
      if (complete) await web.files.completeUploadExternal({ files: [{ id }] })
      return id
    }
    const add = (id: string) => web.chat.update({ channel, ts, text: 'Your bill', file_ids: [id] })
    expect(await outcome(add(await store(false)))).toBe('file_not_found')
    expect(await outcome(add('F999'))).toBe('file_not_found')
    const id = await store(true)
    await add(id)
    expect(server.sent(anna)).toMatchObject([{ text: 'Your bill', files: [{ id, name: 'bill.txt' }], edits: 1 }])
    await web.chat.update({ channel, ts, text: 'Paid' })
    expect(server.sent(anna)).toMatchObject([{ text: 'Paid', files: [{ id }] }])
  })

  test('of the app are uploaded in three steps and shared', async () => {
    const room = server.channel({ members: [anna] })
    await web.files.uploadV2({
      channel_id: room.id,
      file: Buffer.from('a,b'),
      filename: 'report.csv',
      initial_comment: 'The report',
    })
    const seen = await server.next(room)
    expect(seen).toMatchObject({ text: 'The report', files: [{ name: 'report.csv', mimetype: 'text/csv', size: 3 }] })
    expect(server.calls().map(({ method }) => method)).toEqual([
      'files.getUploadURLExternal',
      'upload',
      'files.completeUploadExternal',
    ])
  })

  test('of people are downloaded with the token, and lead strangers to a page to sign in', async () => {
    const { events } = server.uploads(anna, [{ name: 'cup.png', data: Buffer.from([1, 2, 3]) }], 'broken')
    const event = events[0]?.payload.event as { files: { id: string; url_private: string }[] }
    const [file] = event.files
    expect(event).toMatchObject({ subtype: 'file_share', text: 'broken', upload: true })
    const get = (token: string) => fetch(file?.url_private ?? '', { headers: { Authorization: `Bearer ${token}` } })
    const mine = await get(server.botToken)
    expect([mine.status, [...new Uint8Array(await mine.arrayBuffer())]]).toEqual([200, [1, 2, 3]])
    const stranger = await get('xoxb-other')
    expect([stranger.status, stranger.redirected, stranger.headers.get('content-type')]).toEqual([
      200,
      true,
      'text/html',
    ])
    const { file: told } = await web.files.info({ file: file?.id ?? '' })
    expect(told).toMatchObject({ name: 'cup.png', mimetype: 'image/png', size: 3, user: anna.id })
    server.deletesFile(file?.id ?? '')
    expect((await get(server.botToken)).status).toBe(404)
    expect(await outcome(web.files.info({ file: file?.id ?? '' }))).toBe('file_deleted')
  })

  test('are not complete before their bytes are there', async () => {
    const { file_id: id = '', upload_url: url = '' } = await web.files.getUploadURLExternal({
      filename: 'a.txt',
      length: 3,
    })
    const complete = () => outcome(web.files.completeUploadExternal({ files: [{ id }] }))
    expect(await complete()).toBe('file_not_found')
    expect((await fetch(url, { method: 'POST', body: 'four' })).status).toBe(400)
    expect((await fetch(url, { method: 'POST', body: 'abc' })).status).toBe(200)
    expect(await complete()).toBe('ok')
    expect(await complete()).toBe('file_not_found')
    expect((await fetch(url, { method: 'POST', body: 'xyz' })).status).toBe(404)
  })
})
