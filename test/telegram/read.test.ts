import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { queryId, read } from '../../adapters/telegram/read.ts'
import type { Happening } from '../../src/chat.ts'

const me = { id: 7000001, username: 'regulars_bot' }
const now = new Date('2030-01-02T03:04:05Z')
const date = 1_900_000_000
const ada = { id: 1001, is_bot: false, first_name: 'Ada', last_name: 'Lovelace', language_code: 'en' }
const bot = { id: me.id, is_bot: true, first_name: 'Regulars', username: me.username }
const alone = { id: 1001, type: 'private', first_name: 'Ada' }
const group = { id: -100500, type: 'supergroup', title: 'Our shop' }

const message = (fields: object) => ({
  update_id: 5,
  message: { message_id: 9, from: ada, chat: alone, date, ...fields },
})
const inGroup = (fields: object) => message({ chat: group, ...fields })
const mention = (text: string) => {
  const offset = text.indexOf('@')
  return { text, entities: [{ type: 'mention', offset, length: '@regulars_bot'.length }] }
}
const heard = (update: unknown) => read(update, me, now)

describe('a private chat', () => {
  it('says who said what, where and when', () => {
    expect(heard(message({ text: 'hello' }))).toEqual({
      id: '5',
      who: { platform: 'telegram', id: '1001', name: 'Ada Lovelace', locale: 'en' },
      where: { platform: 'telegram', channel: '1001' },
      at: new Date(date * 1000),
      direct: true,
      kind: 'said',
      text: 'hello',
      message: '9',
    })
  })

  it.each([
    ['/points', 'points', ''],
    ['/Points', 'points', ''],
    ['/points@Regulars_Bot', 'points', ''],
    ['/start ref_abc-123', 'start', 'ref_abc-123'],
    ['/earn  card:7   25.90 ', 'earn', 'card:7   25.90'],
    ['/complain\nThe tea\nwas cold', 'complain', 'The tea\nwas cold'],
  ])('%j is a command', (text, command, args) => {
    expect(heard(message({ text }))).toMatchObject({ kind: 'asked', command, args })
  })

  it.each(['/', '//', '/ points', '/积分', '/points@other_bot', 'see /points', '/points!'])('%j is said', (text) => {
    expect(heard(message({ text }))).toMatchObject({ kind: 'said', text })
  })

  it('passed-on words are never a command', () => {
    for (const by of [{ forward_origin: { type: 'user' } }, { forward_date: 1 }, { via_bot: { id: 2 } }])
      expect(heard(message({ text: '/resolve 5', ...by }))).toMatchObject({ kind: 'said', text: '/resolve 5' })
  })

  it('takes the caption of a photo, and anything else people send as said without text', () => {
    expect(heard(message({ photo: [{}], caption: 'broken cup' }))).toMatchObject({ kind: 'said', text: 'broken cup' })
    expect(heard(message({ photo: [{}], caption: '/complain broken' }))).toMatchObject({
      kind: 'asked',
      args: 'broken',
    })
    for (const kind of ['sticker', 'voice', 'location', 'contact'])
      expect(heard(message({ [kind]: {} }))).toMatchObject({ kind: 'said', text: '' })
  })

  it('tells of the file in a message: of a photo the largest size', () => {
    const files = (fields: object) => {
      const happening = heard(message(fields))
      return happening && 'files' in happening ? happening.files : undefined
    }
    const size = (id: string, width: number) => ({ file_id: id, width, height: width, file_size: width * 10 })
    expect(files({ photo: [size('small', 90), size('large', 1280), size('middle', 320)] })).toEqual([
      { id: 'large', name: 'photo.jpg', media: 'image/jpeg', size: 12800 },
    ])
    const document = { file_id: 'BQAC-1_x', file_name: 'bill\u0000.pdf', mime_type: 'application/pdf', file_size: 7 }
    const named = [{ id: 'BQAC-1_x', name: 'bill.pdf', media: 'application/pdf', size: 7 }]
    expect(files({ document })).toEqual(named)
    expect(files({ animation: { file_id: 'other' }, document })).toEqual(named)
    expect(files({ voice: { file_id: 'v', mime_type: 'audio/ogg' } })).toEqual([
      { id: 'v', name: 'voice.ogg', media: 'audio/ogg' },
    ])
    for (const [kind, media] of [
      ['audio', 'audio/mpeg'],
      ['video', 'video/mp4'],
      ['video_note', 'video/mp4'],
      ['document', 'application/octet-stream'],
    ] as const)
      expect(files({ [kind]: { file_id: 'x', mime_type: 'what?' } })).toMatchObject([{ id: 'x', media }])
    expect(files({ sticker: { file_id: 'x' } })).toBeUndefined()
    expect(files({ document: { file_id: '../../secret' } })).toBeUndefined()
    expect(heard(message({ document, caption: '/complain cold' }))).toMatchObject({ kind: 'asked', files: named })
  })

  it('tells what somebody has made of a message', () => {
    const edited = (fields: object) =>
      heard({ update_id: 6, edited_message: { ...message(fields).message, edit_date: date + 60 } })
    expect(edited({ text: 'six\u0000' })).toMatchObject({
      id: '6',
      kind: 'edited',
      message: '9',
      text: 'six',
      at: new Date((date + 60) * 1000),
      direct: true,
    })
    expect(edited({ text: '/points now' })).toMatchObject({ kind: 'edited', text: '/points now' })
    expect(edited({ photo: [{}], caption: 'a cup' })).toMatchObject({ kind: 'edited', text: 'a cup' })
    expect(edited({ location: { latitude: 1, longitude: 2 } })).toBeUndefined()
    expect(edited({ text: 'hello all', chat: group })).toBeUndefined()
    expect(edited({ ...mention('@regulars_bot six'), chat: group })).toMatchObject({ kind: 'edited', text: 'six' })
  })

  it('hears nothing in notices, channel posts and words of bots', () => {
    for (const fields of [
      { pinned_message: {} },
      { new_chat_title: 'x' },
      { text: 'x', from: { ...ada, is_bot: true } },
    ])
      expect(heard(message(fields))).toBeUndefined()
    const { message: inside } = message({ text: 'x' })
    for (const kind of ['channel_post', 'edited_channel_post', 'inline_query'])
      expect(heard({ update_id: 5, [kind]: inside })).toBeUndefined()
    expect(heard(message({ text: 'x', chat: { id: -1, type: 'channel' } }))).toBeUndefined()
  })

  it('tells whom a message answers, but not when it answers a bot', () => {
    const bo = { id: 1002, is_bot: false, first_name: 'Bo' }
    expect(heard(message({ text: '/earn 5', reply_to_message: { message_id: 1, from: bo } }))).toMatchObject({
      replyTo: { platform: 'telegram', id: '1002', name: 'Bo' },
    })
    const toBot = heard(message({ text: 'ok', reply_to_message: { message_id: 1, from: bot } }))
    expect(toBot).not.toHaveProperty('replyTo')
    expect(toBot).toMatchObject({ inReplyTo: '1' })
    expect(heard(message({ text: 'ok', reply_to_message: { from: bot } }))).not.toHaveProperty('inReplyTo')
    expect(heard(message({ text: 'ok' }))).not.toHaveProperty('inReplyTo')
  })

  it('tells when somebody blocks the bot and comes back', () => {
    const change = (status: string, chat: object = alone) => ({
      update_id: 6,
      my_chat_member: { from: ada, chat, date, new_chat_member: { user: bot, status } },
    })
    expect(heard(change('kicked'))).toMatchObject({ id: '6', kind: 'left', who: { id: '1001' }, direct: true })
    expect(heard(change('member'))).toMatchObject({ kind: 'joined' })
    expect(heard(change('restricted'))).toBeUndefined()
    expect(heard(change('kicked', group))).toBeUndefined()
  })
})

describe('a button', () => {
  const press = (fields: object) => ({ update_id: 7, callback_query: { id: '42', from: ada, ...fields } })
  const under = { message_id: 12, chat: group, message_thread_id: 3, is_topic_message: true, date: 0 }

  it('brings its data, its message and its place; the time is now, for none is told', () => {
    expect(heard(press({ data: 'form:callback:17', message: under }))).toEqual({
      id: '7',
      who: { platform: 'telegram', id: '1001', name: 'Ada Lovelace', locale: 'en' },
      where: { platform: 'telegram', channel: '-100500', thread: '3' },
      at: now,
      direct: false,
      kind: 'pressed',
      press: 'form:callback:17',
      message: '12',
    })
  })

  it('is nothing without data, with more than 64 bytes of it, or outside a chat', () => {
    expect(heard(press({ message: under, game_short_name: 'x' }))).toBeUndefined()
    expect(heard(press({ message: under, data: '积'.repeat(22) }))).toBeUndefined()
    expect(heard(press({ message: under, data: '积'.repeat(21) }))).toMatchObject({ kind: 'pressed' })
    expect(heard(press({ data: 'x', inline_message_id: 'y' }))).toBeUndefined()
  })

  it('is to be answered whatever it is', () => {
    expect(queryId(press({}))).toBe('42')
    expect(queryId(message({ text: 'x' }))).toBeUndefined()
  })
})

describe('a group', () => {
  it('takes commands that are for us', () => {
    expect(heard(inGroup({ text: '/points' }))).toMatchObject({ kind: 'asked', direct: false })
    expect(heard(inGroup({ text: '/points@REGULARS_bot now' }))).toMatchObject({ command: 'points', args: 'now' })
    expect(heard(inGroup({ text: '/points@other_bot' }))).toBeUndefined()
    expect(heard(inGroup({ text: '/points@other_bot', reply_to_message: { from: bot } }))).toBeUndefined()
  })

  it('leaves other talk alone', () => {
    expect(heard(inGroup({ text: 'lunch?' }))).toBeUndefined()
    expect(heard(inGroup({ sticker: {} }))).toBeUndefined()
    expect(heard(inGroup({ text: 'x', reply_to_message: { from: ada } }))).toBeUndefined()
    expect(heard(inGroup({ text: '/resolve 5', forward_date: 1 }))).toBeUndefined()
    expect(heard(inGroup({ text: '/points', sender_chat: group }))).toBeUndefined()
  })

  it('hears answers to us and mentions of us', () => {
    expect(heard(inGroup({ text: 'yes', reply_to_message: { from: bot } }))).toMatchObject({
      kind: 'said',
      text: 'yes',
    })
    expect(heard(inGroup(mention('@regulars_bot, points')))).toMatchObject({ kind: 'said', text: 'points' })
    expect(heard(inGroup(mention('ask @Regulars_Bot now')))).toMatchObject({ text: 'ask @Regulars_Bot now' })
    expect(heard(inGroup({ text: '@regulars_bot hi' }))).toBeUndefined()
    expect(
      heard(inGroup({ text: '@regulars_bots', entities: [{ type: 'mention', offset: 0, length: 14 }] })),
    ).toBeUndefined()
    const named = { type: 'text_mention', offset: 0, length: 2, user: bot }
    expect(heard(inGroup({ text: 'hi you', entities: [named] }))).toMatchObject({ text: 'hi you' })
    const under = { photo: [], caption: '@regulars_bot look', caption_entities: mention('@regulars_bot').entities }
    expect(heard(inGroup(under))).toMatchObject({ text: 'look' })
  })

  it('knows whether it was called by its name, and which message is answered', () => {
    const answer = { reply_to_message: { message_id: 4, from: bot } }
    const called = (fields: object) => heard(inGroup(fields))
    expect(called({ ...mention('@Regulars_bot: yes'), ...answer })).toMatchObject({
      called: true,
      text: 'yes',
      inReplyTo: '4',
      message: '9',
    })
    expect(called(mention('@regulars_bot'))).toMatchObject({ called: true, text: '' })
    for (const fields of [mention('ask @regulars_bot now'), mention('x@regulars_bot'), { text: 'yes', ...answer }])
      expect(called({ ...fields, ...answer })).not.toHaveProperty('called')
    expect(heard(message(mention('@regulars_bot hi')))).not.toHaveProperty('called')
    const passedOn = { ...mention('@regulars_bot hi'), ...answer, forward_date: 1 }
    expect(called(passedOn)).not.toHaveProperty('called')
    expect(called({ text: '/reply 7 hello', ...answer })).toMatchObject({
      kind: 'asked',
      message: '9',
      inReplyTo: '4',
    })
  })

  it('tells what is made of a command, and of what was said to us', () => {
    const edited = (fields: object) =>
      heard({ update_id: 6, edited_message: { ...inGroup(fields).message, edit_date: date + 60 } })
    expect(edited({ text: '/reply 7 hello there' })).toMatchObject({ kind: 'edited', message: '9', direct: false })
    expect(edited({ text: 'yes!', reply_to_message: { message_id: 4, from: bot } })).toMatchObject({ text: 'yes!' })
    expect(edited({ text: 'lunch?' })).toBeUndefined()
  })

  it('knows the topic, and that opening one is not said to us', () => {
    const topic = { message_thread_id: 4, is_topic_message: true }
    expect(heard(inGroup({ text: '/queue', ...topic }))).toMatchObject({ where: { channel: '-100500', thread: '4' } })
    expect(heard(inGroup({ text: '/queue', message_thread_id: 4 }))?.where).not.toHaveProperty('thread')
    const opening = { message_id: 4, from: bot, forum_topic_created: {} }
    expect(heard(inGroup({ text: 'lunch?', ...topic, reply_to_message: opening }))).toBeUndefined()
    expect(heard(inGroup({ text: 'lunch?', ...topic, reply_to_message: { message_id: 4, from: bot } }))).toBeUndefined()
    const asked = heard(inGroup({ text: '/queue', ...topic, reply_to_message: opening }))
    expect(asked).toMatchObject({ kind: 'asked', message: '9' })
    expect(asked).not.toHaveProperty('inReplyTo')
  })
})

describe('hostile updates', () => {
  it('cuts a text of 1 MB, never half a character', () => {
    const said = heard(message({ text: `${'x'.repeat(4095)}😀${'y'.repeat(1_000_000)}` }))
    expect(said).toMatchObject({ kind: 'said', text: 'x'.repeat(4095) })
    expect(heard(message({ text: `/a ${'x'.repeat(1_000_000)}` }))).toMatchObject({ args: 'x'.repeat(4093) })
  })

  it('takes out NUL and mends half characters', () => {
    expect(heard(message({ text: 'a\u0000b\ud800c' }))).toMatchObject({ text: 'ab\ufffdc' })
    expect(heard(message({ text: 'x', from: { ...ada, first_name: '\udc00\u0000', last_name: 7 } }))).toMatchObject({
      who: { name: '\ufffd' },
    })
  })

  it('puts up with names, languages and dates that are none', () => {
    const odd = { ...ada, first_name: 'N'.repeat(100_000), language_code: 'en; drop table' }
    const got = heard(message({ text: 'x', from: odd, date: 1e18 }))
    expect(got?.who.name).toHaveLength(130)
    expect(got?.who).not.toHaveProperty('locale')
    expect(got?.at).toBe(now)
    expect(heard(message({ text: 'x', from: { ...ada, id: 2 ** 60 } }))).toBeUndefined()
    expect(heard(message({ text: 'x', from: { ...ada, id: '1001' } }))).toBeUndefined()
  })

  it('gives nothing or a sound happening for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => expectSound(heard(value))),
      { numRuns: 2000 },
    )
  })

  it('gives nothing or a sound happening for an update with any fields replaced', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.array(fc.tuple(fc.nat(60), junk), { maxLength: 4 }),
        (sample, edits) => {
          const update = structuredClone(sample)
          for (const [place, value] of edits) replaceAt(update, place, value)
          queryId(update)
          expectSound(heard(update))
        },
      ),
      { numRuns: 5000 },
    )
  })
})

const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('private', 'supergroup', '/x@regulars_bot \u0000', '\ud83d', -1, 0, 1e308, me.id, true, null),
)

const samples: object[] = [
  message({
    text: '/start x',
    entities: [{ type: 'bot_command', offset: 0, length: 6 }],
    reply_to_message: { from: ada },
  }),
  inGroup({ ...mention('hi @regulars_bot'), message_thread_id: 3, is_topic_message: true }),
  inGroup({ photo: [], caption: 'x', reply_to_message: { message_id: 3, from: bot } }),
  message({ document: { file_id: 'x', file_name: 'a.pdf', mime_type: 'application/pdf', file_size: 1 }, photo: [{}] }),
  { update_id: 2, edited_message: { message_id: 9, from: ada, chat: alone, date, edit_date: date, text: 'x' } },
  { update_id: 1, callback_query: { id: '1', from: ada, data: 'x', message: { message_id: 3, chat: group } } },
  { update_id: 1, my_chat_member: { from: ada, chat: alone, date, new_chat_member: { status: 'kicked' } } },
]

/** Puts the value in place of the n-th field, counted through the whole tree. */
function replaceAt(tree: object, place: number, value: unknown): void {
  const slots: [object, string][] = []
  const walk = (node: object) => {
    for (const [key, child] of Object.entries(node)) {
      slots.push([node, key])
      if (typeof child === 'object' && child !== null) walk(child)
    }
  }
  walk(tree)
  const slot = slots[place % slots.length]
  if (slot) Object.assign(slot[0], { [slot[1]]: value })
}

function expectSound(happening: Happening | undefined): void {
  if (!happening) return
  const { id, who, where, at, direct, kind } = happening
  expect(id).toMatch(/^\d+$/)
  expect(who.id).toMatch(/^[1-9]\d*$/)
  expect(where.channel).toMatch(/^-?\d+$/)
  expect(where.thread ?? '1').toMatch(/^-?\d+$/)
  expect(Number.isFinite(at.getTime())).toBe(true)
  expect(typeof direct).toBe('boolean')
  expect(['said', 'asked', 'edited', 'pressed', 'joined', 'left']).toContain(kind)
  const { replyTo } = { replyTo: undefined, ...happening }
  const texts = [who.name, who.locale, replyTo?.name]
  if (kind === 'said' || kind === 'asked') texts.push(happening.message, happening.inReplyTo)
  if (kind === 'said' || kind === 'edited') texts.push(happening.text, happening.message)
  if (kind === 'said' || kind === 'asked')
    for (const { id, name, media } of happening.files ?? []) texts.push(id, name, media)
  if (kind === 'asked') texts.push(happening.command, happening.args)
  if (kind === 'pressed') texts.push(happening.press, happening.message)
  for (const text of texts.filter((each) => each !== undefined)) {
    expect(text.isWellFormed() && !text.includes('\u0000') && text.length <= 4096).toBe(true)
  }
}
