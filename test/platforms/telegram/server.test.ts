import { type Context, Telegraf, TelegramError } from 'telegraf'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startTelegram, type TelegramServer } from './server.ts'

let server: TelegramServer
let bot: Telegraf

beforeEach(async () => {
  server = await startTelegram()
  bot = new Telegraf(server.token, { telegram: { apiRoot: server.root } })
})
afterEach(async () => {
  await server.stop()
})

/** What the call was refused with. */
async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof TelegramError)) throw new Error(`not refused by the server: ${error}`)
  return `${error.code} ${error.description}`
}

const keyboard = (...buttons: object[]) => ({ reply_markup: { inline_keyboard: [buttons] } }) as never
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  'base64',
)

describe('telling people', () => {
  test('a message is shown as it was sent, with buttons and marked commands', async () => {
    const anna = server.person({ name: 'Anna', started: true })
    const buttons = keyboard({ text: 'Yes', callback_data: 'yes' }, { text: 'Site', url: 'https://example.org/' })
    const sent = await bot.telegram.sendMessage(anna.id, ' See /points ', buttons)
    expect(sent).toMatchObject({ text: 'See /points', chat: { id: anna.id, type: 'private', first_name: 'Anna' } })
    expect(server.sent(anna)).toMatchObject([
      {
        id: sent.message_id,
        text: 'See /points',
        entities: [{ type: 'bot_command', offset: 4, length: 7 }],
        buttons: [
          [
            { text: 'Yes', callback_data: 'yes' },
            { text: 'Site', url: 'https://example.org/' },
          ],
        ],
      },
    ])
  })

  test.each([
    ['nothing', '', '400 Bad Request: message text is empty'],
    ['white space', ' \n ', '400 Bad Request: text must be non-empty'],
    ['too much', 'x'.repeat(4097), '400 Bad Request: message is too long'],
    ['half a character', 'a\ud800b', '400 Bad Request: strings must be encoded in UTF-8'],
  ])('%s is refused', async (_, text, why) => {
    const anna = server.person({ started: true })
    expect(await refusal(bot.telegram.sendMessage(anna.id, text))).toBe(why)
    expect(server.sent()).toEqual([])
  })

  test('as much as fits is shown', async () => {
    const anna = server.person({ started: true })
    await bot.telegram.sendMessage(anna.id, 'x'.repeat(4096))
    expect(server.sent(anna)[0]?.text).toHaveLength(4096)
  })

  test('control characters and marks that turn the writing around do not reach people', async () => {
    const anna = server.person({ started: true })
    await bot.telegram.sendMessage(anna.id, 'a\u0000b\r\nc\u202ed')
    expect(server.sent(anna)[0]?.text).toBe('a b\nc d')
  })

  test.each([
    ['HTML', 'a < b', '400 Bad Request: can\'t parse entities: Unsupported start tag "" at byte offset 2'],
    ['HTML', 'ä <b>x', '400 Bad Request: can\'t parse entities: Can\'t find end tag corresponding to start tag "b"'],
    ['HTML', 'ä </b>', "400 Bad Request: can't parse entities: Unexpected end tag at byte offset 3"],
    [
      'HTML',
      '<b>x</i>',
      '400 Bad Request: can\'t parse entities: Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    ],
    [
      'MarkdownV2',
      '25.90',
      "400 Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
    ],
    ['MarkdownV2', 'ä *x', "400 Bad Request: can't parse entities: Can't find end of Bold entity at byte offset 3"],
    [
      'Markdown',
      'snake_case',
      "400 Bad Request: can't parse entities: Can't find end of the entity starting at byte offset 5",
    ],
    ['Word', 'x', '400 Bad Request: unsupported parse_mode'],
  ])('%s that cannot be read is refused: %s', async (mode, text, why) => {
    const anna = server.person({ started: true })
    expect(await refusal(bot.telegram.sendMessage(anna.id, text, { parse_mode: mode as 'HTML' }))).toBe(why)
  })

  test.each([
    ['HTML', '<b>A <i>b</i></b> &lt;3 &amp; <a href="https://example.org/">here</a>', 'A b <3 & here'],
    ['MarkdownV2', '*A _b_* <3 & [here](https://example.org/)', 'A b <3 & here'],
  ])('%s is read', async (mode, source, text) => {
    const anna = server.person({ started: true })
    await bot.telegram.sendMessage(anna.id, source, { parse_mode: mode as 'HTML' })
    expect(server.sent(anna)[0]).toMatchObject({
      text,
      entities: [
        { type: 'bold', offset: 0, length: 3 },
        { type: 'italic', offset: 2, length: 1 },
        { type: 'text_link', offset: 9, length: 4, url: 'https://example.org/' },
      ],
    })
  })

  test.each([
    [{ type: 'bold', offset: 6, length: 1 }, 'entity begins after the end of the text at UTF-16 offset 6'],
    [
      { type: 'bold', offset: 2, length: 9 },
      'entity beginning at UTF-16 offset 2 ends after the end of the text at UTF-16 offset 11',
    ],
    [{ type: 'bold', offset: -1, length: 2 }, 'receive an entity with incorrect offset -1'],
  ])('an entity outside of the text is refused: %o', async (entity, why) => {
    const anna = server.person({ started: true })
    const sending = bot.telegram.sendMessage(anna.id, 'hello', { entities: [entity as never] })
    expect(await refusal(sending)).toBe(`400 Bad Request: ${why}`)
  })

  test.each([
    [{ text: 'A', callback_data: 'ä'.repeat(33) }, 'BUTTON_DATA_INVALID'],
    [{ text: 'A', callback_data: '' }, 'BUTTON_DATA_INVALID'],
    [{ text: 'A' }, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"],
    [
      { text: 'A', url: 'http://localhost:3000/' },
      "inline keyboard button URL 'http://localhost:3000/' is invalid: Wrong HTTP URL",
    ],
  ])('a button that cannot be is refused: %o', async (button, why) => {
    const anna = server.person({ started: true })
    expect(await refusal(bot.telegram.sendMessage(anna.id, 'x', keyboard(button)))).toBe(`400 Bad Request: ${why}`)
  })

  test('64 bytes of button data fit', async () => {
    const anna = server.person({ started: true })
    await bot.telegram.sendMessage(anna.id, 'x', keyboard({ text: 'A', callback_data: 'ä'.repeat(32) }))
    expect(server.sent(anna)).toHaveLength(1)
  })

  test('nobody is written to who does not want it or is not there', async () => {
    const anna = server.person()
    expect(await refusal(bot.telegram.sendMessage(5, 'x'))).toBe('400 Bad Request: chat not found')
    expect(await refusal(bot.telegram.sendMessage('', 'x'))).toBe('400 Bad Request: chat_id is empty')
    const unasked = "403 Forbidden: bot can't initiate conversation with a user"
    expect(await refusal(bot.telegram.sendMessage(anna.id, 'x'))).toBe(unasked)
    server.says(anna, '/start')
    await bot.telegram.sendMessage(anna.id, 'x')
    server.blocks(anna)
    expect(await refusal(bot.telegram.sendMessage(anna.id, 'x'))).toBe('403 Forbidden: bot was blocked by the user')
    server.unblocks(anna)
    await bot.telegram.sendMessage(anna.id, 'y')
    expect(server.sent(anna).map(({ text }) => text)).toEqual(['x', 'y'])
  })

  test('a wrong token and an unknown method are told apart', async () => {
    const stranger = new Telegraf('1:wrong', { telegram: { apiRoot: server.root } })
    expect(await refusal(stranger.telegram.getMe())).toBe('401 Unauthorized')
    expect(await refusal(bot.telegram.callApi('fly' as never, {} as never))).toBe('404 Not Found: method not found')
    expect((await bot.telegram.getMe()).username).toBe('regulars_bot')
    expect(server.calls().map(({ method, code }) => [method, code])).toEqual([
      ['fly', 404],
      ['getMe', 200],
    ])
  })
})

test('parameters come in a query, a form or a body of JSON', async () => {
  const anna = server.person({ started: true })
  const at = `${server.root}/bot${server.token}/SENDMESSAGE`
  await fetch(`${at}?chat_id=${anna.id}&text=one`)
  await fetch(at, { method: 'POST', body: new URLSearchParams({ chat_id: String(anna.id), text: 'two' }) })
  const form = new FormData()
  form.set('chat_id', String(anna.id))
  form.set('text', 'three')
  form.set('reply_markup', JSON.stringify({ inline_keyboard: [[{ text: 'A', callback_data: 'a' }]] }))
  await fetch(at, { method: 'POST', body: form })
  expect(server.sent(anna)).toMatchObject([
    { n: 0, text: 'one' },
    { n: 1, text: 'two' },
    { n: 2, text: 'three', buttons: [[{ text: 'A' }]] },
  ])
  const headers = { 'content-type': 'application/json' }
  for (const body of ['{"chat_id":', '[]', '"x"']) {
    const response = await fetch(at, { method: 'POST', headers, body })
    expect(await response.json()).toMatchObject({ ok: false, error_code: 400 })
  }
})

describe('changing messages', () => {
  test('text and buttons change, and only a change is taken', async () => {
    const anna = server.person({ started: true })
    const { message_id } = await bot.telegram.sendMessage(anna.id, 'one', keyboard({ text: 'A', callback_data: 'a' }))
    const edit = () => bot.telegram.editMessageText(anna.id, message_id, undefined, 'two')
    await edit()
    expect(server.sent(anna)).toMatchObject([{ text: 'two', edits: 1, buttons: [] }])
    expect(await refusal(edit())).toMatch(/^400 Bad Request: message is not modified: /)
    await bot.telegram.editMessageReplyMarkup(anna.id, message_id, undefined, {
      inline_keyboard: [[{ text: 'B', callback_data: 'b' }]],
    })
    expect(server.sent(anna)).toMatchObject([{ text: 'two', edits: 2, buttons: [[{ text: 'B' }]] }])
  })

  test('only messages of the bot that are there can be changed', async () => {
    const anna = server.person()
    const hers = server.says(anna, 'hi')
    const edit = (id: number) => refusal(bot.telegram.editMessageText(anna.id, id, undefined, 'x'))
    expect(await edit(hers.message_id)).toBe("400 Bad Request: message can't be edited")
    expect(await edit(99)).toBe('400 Bad Request: message to edit not found')
  })

  test('a deleted message is gone', async () => {
    const anna = server.person({ started: true })
    const { message_id } = await bot.telegram.sendMessage(anna.id, 'one')
    await bot.telegram.deleteMessage(anna.id, message_id)
    expect(server.sent(anna)).toMatchObject([{ text: 'one', deleted: true }])
    const again = bot.telegram.deleteMessage(anna.id, message_id)
    expect(await refusal(again)).toBe('400 Bad Request: message to delete not found')
  })
})

describe('files', () => {
  test('a photo is uploaded once and sent again by its id', async () => {
    const anna = server.person({ started: true })
    const first = await bot.telegram.sendPhoto(
      anna.id,
      { source: png },
      { caption: '*Card*', parse_mode: 'MarkdownV2' },
    )
    expect(first.photo).toMatchObject([{ width: 2, height: 1, file_size: png.length }])
    await bot.telegram.sendPhoto(anna.id, first.photo[0]?.file_id ?? '')
    expect(server.sent(anna)).toMatchObject([
      { text: 'Card', entities: [{ type: 'bold' }], photo: first.photo },
      { text: '', photo: first.photo },
    ])
    await bot.telegram.editMessageCaption(anna.id, first.message_id, undefined, 'Other')
    expect(server.sent(anna)[0]).toMatchObject({ text: 'Other', edits: 1 })
    const text = bot.telegram.editMessageText(anna.id, first.message_id, undefined, 'x')
    expect(await refusal(text)).toBe('400 Bad Request: there is no text in the message to edit')
  })

  test('a photo takes the place of a text, and of another photo', async () => {
    const anna = server.person({ started: true })
    const { message_id } = await bot.telegram.sendMessage(
      anna.id,
      '/start',
      keyboard({ text: 'A', callback_data: 'a' }),
    )
    const edit = (caption: string) =>
      bot.telegram.editMessageMedia(anna.id, message_id, undefined, { type: 'photo', media: { source: png }, caption })
    await edit('Card')
    expect(server.sent(anna)).toMatchObject([
      { text: 'Card', entities: [], photo: [{ width: 2 }], buttons: [], edits: 1 },
    ])
    expect(await refusal(edit('Card'))).toMatch(/^400 Bad Request: message is not modified: /)
    await edit('')
    expect(server.sent(anna)).toMatchObject([{ text: '', photo: [{ width: 2 }], edits: 2 }])
    const other = bot.telegram.editMessageMedia(anna.id, message_id, undefined, {
      type: 'video',
      media: { source: png },
    })
    expect(await refusal(other)).toBe("400 Bad Request: can't parse InputMedia: unsupported type specified")
  })

  test('what is no picture is refused as one, but goes as a document', async () => {
    const anna = server.person({ started: true })
    const source = Buffer.from('a,b\r\n1,2\r\n')
    const asPhoto = bot.telegram.sendPhoto(anna.id, { source })
    expect(await refusal(asPhoto)).toBe('400 Bad Request: IMAGE_PROCESS_FAILED')
    const { document } = await bot.telegram.sendDocument(anna.id, { source, filename: 'Übersicht.csv' })
    expect(document).toMatchObject({ file_name: 'Übersicht.csv', file_size: source.length })
    const link = await bot.telegram.getFileLink(document.file_id)
    const fetched = await fetch(link)
    expect(Buffer.from(await fetched.arrayBuffer())).toEqual(source)
    expect(await refusal(bot.telegram.sendPhoto(anna.id, 'nonsense'))).toMatch(
      /^400 Bad Request: wrong file identifier/,
    )
  })

  test('a photo that a person sends can be fetched', async () => {
    const anna = server.person()
    server.sends(anna, { ...server.attachment('photo', png), caption: 'Look' })
    const [update] = await bot.telegram.getUpdates(0, 1, 0, undefined)
    const photo = update && 'message' in update && 'photo' in update.message ? update.message.photo : []
    const fetched = await fetch(await bot.telegram.getFileLink(photo[0]?.file_id ?? ''))
    expect(Buffer.from(await fetched.arrayBuffer())).toEqual(png)
  })
})

describe('about the bot', () => {
  test('commands are kept by scope and language', async () => {
    const english = [{ command: 'points', description: 'Your points' }]
    const german = [{ command: 'points', description: 'Deine Punkte' }]
    const scope = { type: 'all_private_chats' } as const
    await bot.telegram.setMyCommands(english)
    await bot.telegram.setMyCommands(german, { language_code: 'de', scope } as never)
    expect(await bot.telegram.getMyCommands()).toEqual(english)
    expect(await bot.telegram.getMyCommands({ language_code: 'de', scope } as never)).toEqual(german)
    expect(await bot.telegram.getMyCommands({ language_code: 'de' } as never)).toEqual([])
  })

  test.each([
    [[{ command: 'Points', description: 'x' }], {}, 'BOT_COMMAND_INVALID'],
    [[{ command: 'points', description: '' }], {}, 'BOT_COMMAND_DESCRIPTION_INVALID'],
    [[{ command: 'points', description: 'x' }], { language_code: 'zh-CN' }, 'invalid language code specified'],
  ])('commands that cannot be are refused: %o %o', async (commands, more, why) => {
    expect(await refusal(bot.telegram.setMyCommands(commands, more as { language_code: 'de' }))).toBe(
      `400 Bad Request: ${why}`,
    )
  })

  test('the description is kept by language', async () => {
    await bot.telegram.setMyDescription('Points and more', 'en')
    expect(await bot.telegram.getMyDescription('en')).toEqual({ description: 'Points and more' })
    expect(await bot.telegram.getMyDescription()).toEqual({ description: '' })
  })
})

describe('groups', () => {
  test('members speak, the bot answers, and a stranger cannot speak', async () => {
    const [anna, ben] = [server.person(), server.person()]
    const group = server.group({ title: 'Staff', members: [anna] })
    const said = server.says(anna, 'hi', { chat: group })
    await bot.telegram.sendMessage(group.id, 'hello', { reply_parameters: { message_id: said.message_id } })
    expect(server.sent(group)).toMatchObject([{ text: 'hello', replyTo: said.message_id }])
    expect(() => server.says(ben, 'hi', { chat: group })).toThrow('is not in chat')
    const missing = bot.telegram.sendMessage(group.id, 'x', { reply_parameters: { message_id: 77 } })
    expect(await refusal(missing)).toBe('400 Bad Request: message to be replied not found')
    expect((await bot.telegram.getChatMember(group.id, anna.id)).status).toBe('member')
    expect((await bot.telegram.getChatMember(group.id, ben.id)).status).toBe('left')
    expect(await bot.telegram.getChat(group.id)).toMatchObject({ type: 'supergroup', title: 'Staff' })
    await bot.telegram.sendChatAction(group.id, 'typing')
  })

  test('a group that moved tells its new id', async () => {
    const anna = server.person()
    const group = server.group({ type: 'group', members: [anna] })
    await bot.telegram.sendMessage(group.id, 'before')
    const moved = server.migrates(anna, group)
    const error = await bot.telegram.sendMessage(group.id, 'after').catch((reason: TelegramError) => reason)
    expect(error).toMatchObject({
      code: 400,
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      parameters: { migrate_to_chat_id: moved.id },
    })
    await bot.telegram.sendMessage(moved.id, 'after')
    expect(server.sent(moved)).toMatchObject([{ text: 'after' }])
    const updates = await bot.telegram.getUpdates(0, 10, 0, undefined)
    expect(updates).toMatchObject([
      { message: { chat: { id: group.id }, migrate_to_chat_id: moved.id } },
      { message: { chat: { id: moved.id }, migrate_from_chat_id: group.id } },
    ])
  })

  test('topics need a forum and an administrator', async () => {
    const anna = server.person()
    const plain = server.group({ members: [anna] })
    const forum = server.group({ members: [anna], forum: true })
    const create = (id: number) => bot.telegram.createForumTopic(id, 'Complaint 1')
    expect(await refusal(create(plain.id))).toBe('400 Bad Request: the chat is not a forum')
    expect(await refusal(create(forum.id))).toBe('400 Bad Request: not enough rights to create a topic')
    server.promotesBot(anna, forum)
    const { message_thread_id: thread } = await create(forum.id)
    await bot.telegram.sendMessage(forum.id, 'in it', { message_thread_id: thread })
    const said = server.says(anna, 'on it', { chat: forum, topic: thread })
    expect(said).toMatchObject({ message_thread_id: thread, is_topic_message: true })
    expect(said.reply_to_message).toMatchObject({ message_id: thread, forum_topic_created: { name: 'Complaint 1' } })
    await bot.telegram.sendMessage(forum.id, 'an answer', { reply_parameters: { message_id: said.message_id } })
    expect(server.sent(forum)).toMatchObject([
      { thread, text: 'in it' },
      { thread, text: 'an answer', replyTo: said.message_id },
    ])
    expect(await refusal(bot.telegram.createForumTopic(forum.id, 'x'.repeat(129)))).toMatch('TOPIC_TITLE_TOO_LONG')
    server.deletesTopic(anna, forum, thread)
    const late = bot.telegram.sendMessage(forum.id, 'x', { message_thread_id: thread })
    expect(await refusal(late)).toBe('400 Bad Request: message thread not found')
  })

  test('the bot is added and thrown out', async () => {
    const anna = server.person()
    const group = server.group({ members: [anna], withBot: false })
    const send = () => bot.telegram.sendMessage(group.id, 'x')
    expect(await refusal(send())).toBe('403 Forbidden: bot is not a member of the supergroup chat')
    server.addsBot(anna, group)
    await send()
    server.removesBot(anna, group)
    expect(await refusal(send())).toBe('403 Forbidden: bot was kicked from the supergroup chat')
    expect(await bot.telegram.getUpdates(0, 10, 0, undefined)).toMatchObject([
      { my_chat_member: { new_chat_member: { status: 'member' } } },
      { message: { new_chat_members: [{ username: 'regulars_bot' }] } },
      { my_chat_member: { new_chat_member: { status: 'kicked' } } },
    ])
  })
})

describe('what people do', () => {
  const updates = async (offset = 0) => await bot.telegram.getUpdates(0, 100, offset, undefined)

  test('saying, editing, blocking and pressing arrive in order, until they are confirmed', async () => {
    const anna = server.person({ name: 'Anna', language: 'zh' })
    const said = server.says(anna, '/start now')
    server.edits(anna, said, '/start later')
    const { message_id } = await bot.telegram.sendMessage(anna.id, 'x', keyboard({ text: 'A', callback_data: 'a' }))
    server.presses(anna, { chat: anna.id, id: message_id }, 'A')
    server.blocks(anna)
    const first = await updates()
    expect(first).toMatchObject([
      {
        message: {
          text: '/start now',
          from: { id: anna.id, first_name: 'Anna', language_code: 'zh' },
          entities: [{ type: 'bot_command', length: 6 }],
        },
      },
      { edited_message: { message_id: said.message_id, text: '/start later' } },
      { callback_query: { data: 'a', message: { message_id } } },
      { my_chat_member: { new_chat_member: { status: 'kicked' } } },
    ])
    expect(await updates()).toEqual(first)
    const [, second] = first
    expect(await updates(second?.update_id)).toEqual(first.slice(1))
    expect(await updates((first.at(-1)?.update_id ?? 0) + 1)).toEqual([])
    expect(await updates()).toEqual([])
  })

  test('only what is asked for is kept', async () => {
    const anna = server.person()
    await bot.telegram.getUpdates(0, 1, 0, ['callback_query'])
    server.says(anna, 'hi')
    expect(await updates()).toEqual([])
    await bot.telegram.getUpdates(0, 1, 0, [])
    server.says(anna, 'hi')
    expect(await updates()).toHaveLength(1)
  })

  test('a press can be answered for a while, and one that never was cannot', async () => {
    let now = 1_700_000_000_000
    const slow = await startTelegram({ now: () => now, queryLife: 60_000 })
    const { telegram } = new Telegraf(slow.token, { telegram: { apiRoot: slow.root } })
    const anna = slow.person({ started: true })
    const { message_id } = await telegram.sendMessage(anna.id, 'x', keyboard({ text: 'A', callback_data: 'a' }))
    const press = slow.presses(anna, { chat: anna.id, id: message_id }, 'a')
    await telegram.answerCbQuery(press, 'Done', { show_alert: true })
    expect(slow.answers(press)).toEqual([{ text: 'Done', alert: true }])
    now += 60_001
    const old = '400 Bad Request: query is too old and response timeout expired or query ID is invalid'
    expect(await refusal(telegram.answerCbQuery(press))).toBe(old)
    expect(await refusal(telegram.answerCbQuery('123'))).toBe(old)
    await slow.stop()
  })

  test('only a button that is there can be pressed, unless it is forged', async () => {
    const anna = server.person({ started: true })
    const { message_id } = await bot.telegram.sendMessage(anna.id, 'x', keyboard({ text: 'A', callback_data: 'a' }))
    const at = { chat: anna.id, id: message_id }
    expect(() => server.presses(anna, at, 'B')).toThrow('there are: A')
    server.presses(anna, at, { data: 'forged' })
    expect(await updates()).toMatchObject([{ callback_query: { data: 'forged' } }])
  })

  test('waiting for a message that does not come tells what came', async () => {
    const hasty = await startTelegram({ patience: 30 })
    const { telegram } = new Telegraf(hasty.token, { telegram: { apiRoot: hasty.root } })
    const anna = hasty.person({ started: true })
    await telegram.sendMessage(anna.id, 'Something else')
    await expect(hasty.next(anna, 'Hello')).rejects.toThrow('Something else')
    await expect(hasty.nextCall('sendPhoto')).rejects.toThrow('sendMessage 200')
    await hasty.stop()
  })

  test('the next message is the one after the last that was taken', async () => {
    const anna = server.person({ started: true })
    for (const text of ['one', 'two', 'three']) await bot.telegram.sendMessage(anna.id, text)
    expect(await server.next(anna, /^t/)).toMatchObject({ text: 'two' })
    expect(await server.next(anna)).toMatchObject({ text: 'three' })
    const later = server.next(anna, (message) => message.edits === 1)
    await bot.telegram.editMessageText(anna.id, server.sent(anna)[0]?.id ?? 0, undefined, 'first')
    expect(await later).toMatchObject({ text: 'first' })
  })
})

describe('polling', () => {
  test('a bot answers what people say and press', async () => {
    bot.on('message', (context: Context) => context.reply('Hello', keyboard({ text: 'More', callback_data: 'more' })))
    bot.on('callback_query', async (context) => {
      await context.answerCbQuery('Here it is')
      await context.editMessageText('More for you')
    })
    const running = bot.launch()
    const anna = server.person({ name: 'Anna', language: 'de' })
    server.says(anna, '/start')
    const hello = await server.next(anna)
    expect(hello).toMatchObject({ text: 'Hello', edits: 0 })
    const press = server.presses(anna, hello, 'More')
    expect(await server.next(anna)).toMatchObject({ id: hello.id, text: 'More for you', edits: 1, buttons: [] })
    expect(server.answers(press)).toEqual([{ text: 'Here it is', alert: false }])
    bot.stop()
    await running
    expect(server.pending).toBe(0)
  })

  test('a second program that polls ends the first with 409', async () => {
    const first = bot.telegram.getUpdates(30, 100, 0, undefined)
    await server.arrival('getUpdates')
    const second = bot.telegram.getUpdates(0, 100, 0, undefined)
    expect(await refusal(first)).toMatch(/^409 Conflict: terminated by other getUpdates request/)
    expect(await second).toEqual([])
  })

  test('a poll whose client has gone is over, and takes no update with it', async () => {
    const controller = new AbortController()
    const { signal } = controller
    const poll = bot.telegram.callApi('getUpdates', { timeout: 30 }, { signal: signal as never })
    const call = await server.arrival('getUpdates')
    controller.abort()
    await expect(poll).rejects.toThrow('aborted')
    expect((await server.nextCall('getUpdates')).n).toBe(call.n)
    const rule = server.fault({ kind: 'repeat', times: 1 })
    server.says(server.person(), 'hi')
    expect(rule.seen).toBe(0)
    expect(await bot.telegram.getUpdates(0, 100, 0, undefined)).toHaveLength(2)
  })
})
