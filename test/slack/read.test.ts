import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Me } from '../../adapters/slack/base.ts'
import { makeSeal } from '../../adapters/slack/press.ts'
import { type Reading, readCommand, readEvent, readPress } from '../../adapters/slack/read.ts'
import { plainWords } from '../../adapters/slack/words.ts'
import type { Happening } from '../../src/chat.ts'

const me: Me = { user: 'UBOT0001', bot: 'BBOT0001', team: 'T0000001' }
const now = new Date('2026-03-01T10:00:00Z')
const seal = makeSeal('xoxb-1')
const reading: Reading = { me, seal, now, home: (person) => `D${person.slice(1)}` }
const ts = '1772359200.000100'

const event = (fields: object) => ({ type: 'event_callback', event_id: 'Ev1', event: fields })
const direct = (fields: object) =>
  event({
    type: 'message',
    channel: 'D0001',
    channel_type: 'im',
    user: 'UADA01',
    text: 'hi',
    ts,
    event_ts: ts,
    ...fields,
  })
const mention = (text: string, fields: object = {}) =>
  event({ type: 'app_mention', channel: 'C0001', user: 'UADA01', text, ts, event_ts: ts, ...fields })
const heard = (body: object) => readEvent(body as Record<string, unknown>, reading)

describe('words', () => {
  it.each([
    ['a &amp; b &lt;c&gt; &amp;lt;', 'a & b <c> &lt;'],
    ['<@U012AB> and <@U012AB|ada>', '@U012AB and @U012AB'],
    ['<#C012|general> <#C012>', '#general #C012'],
    ['<!here> <!channel|channel> <!everyone>', '@here @channel @everyone'],
    ['<!subteam^S012|@desk> <!subteam^S012>', '@desk @subteam^S012'],
    ['<!date^1392734382^{date}|18 February>', '18 February'],
    ['<https://a.example/?x=1&amp;y=2>', 'https://a.example/?x=1&y=2'],
    ['<http://www.a.example|www.a.example>', 'www.a.example'],
    ['<https://evil.example|shop.example>', 'shop.example (https://evil.example)'],
    ['<mailto:me@a.example|me@a.example> <mailto:me@a.example>', 'me@a.example me@a.example'],
    ['<tel:+49151|+49 151>', '+49 151 (tel:+49151)'],
    ['a < b > c <> <\n>', 'a < b > c <> <\n>'],
  ])('%j is %j', (written, words) => {
    expect(plainWords(written)).toBe(words)
  })

  it('names people as the caller wants it', () => {
    expect(plainWords('<@U012AB|ada> 5', (id) => `slack:${id}`)).toBe('slack:U012AB 5')
  })
})

describe('direct messages', () => {
  it('are said, by the channel and time of the message', () => {
    expect(heard(direct({ text: 'Hello &amp; <@U012AB>' }))).toEqual({
      id: `D0001:${ts}`,
      who: { platform: 'slack', id: 'UADA01' },
      where: { platform: 'slack', channel: 'D0001' },
      at: new Date(1772359200000),
      direct: true,
      kind: 'said',
      text: 'Hello & @U012AB',
      message: ts,
    })
  })

  it('stand in their thread, but for the one that it hangs on', () => {
    expect(heard(direct({ thread_ts: '1772359100.000100' }))?.where).toMatchObject({ thread: '1772359100.000100' })
    expect(heard(direct({ thread_ts: ts }))?.where).not.toHaveProperty('thread')
  })

  it('bring files, with or without words', () => {
    const file = { id: 'F0001', name: 'a.pdf', mimetype: 'application/pdf', size: 7, url_private: 'https://x' }
    const files = [file, { ...file, id: 'F0002', mode: 'tombstone' }, { ...file, id: '../1' }, null]
    expect(heard(direct({ subtype: 'file_share', text: '', files }))).toMatchObject({
      kind: 'said',
      text: '',
      files: [{ id: 'F0001', name: 'a.pdf', media: 'application/pdf', size: 7 }],
    })
  })

  it('show the emoji that were typed', () => {
    const emoji = (name: string, unicode: string) => ({ type: 'emoji', name, unicode })
    const elements = [emoji('+1', '1f44d'), emoji('flag-de', '1f1e9-1f1ea'), emoji('wave', 'x"y')]
    const blocks = [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }]
    expect(heard(direct({ text: ':+1: :flag-de: :wave: 10:30:00', blocks }))).toMatchObject({
      text: '👍 🇩🇪 :wave: 10:30:00',
    })
  })

  it('with a slash are commands, people in them by platform and id', () => {
    expect(heard(direct({ text: ' /Earn <@U012AB> 5' }))).toMatchObject({
      kind: 'asked',
      command: 'earn',
      args: 'slack:U012AB 5',
    })
    expect(heard(direct({ text: '/points' }))).toMatchObject({ kind: 'asked', command: 'points', args: '' })
    expect(heard(direct({ text: 'see a/b or /points' }))).toMatchObject({ kind: 'said' })
  })

  it.each([
    ['our own', { user: me.user }],
    ['of our bot', { bot_id: me.bot }],
    ['of another bot', { bot_id: 'BOTHER01', subtype: 'bot_message' }],
    ['of Slack', { user: 'USLACKBOT' }],
    ['a notice', { subtype: 'channel_join' }],
    ['without a person', { user: undefined }],
    ['without a time', { ts: 'soon' }],
    ['empty', { text: '' }],
    ['in no channel', { channel: '../1' }],
  ])('are nothing to us when they are %s', (_, fields) => {
    expect(heard(direct(fields))).toBeUndefined()
  })
})

describe('changed messages', () => {
  const before = { type: 'message', user: 'UADA01', text: 'five', ts }
  const change = (message: object, fields: object = {}) =>
    direct({ subtype: 'message_changed', message, previous_message: before, event_ts: '1772359300.000200', ...fields })

  it('are edits, each of its own', () => {
    const edited = { ...before, text: 'six &lt;', edited: { user: 'UADA01', ts: '1772359300.000000' } }
    expect(heard(change(edited))).toMatchObject({
      kind: 'edited',
      id: `D0001:${ts}:1772359300.000000`,
      message: ts,
      text: 'six <',
      who: { id: 'UADA01' },
      at: new Date(1772359300000),
    })
  })

  it('are none when only a preview was added, or we changed our own', () => {
    expect(heard(change({ ...before, attachments: [{}] }))).toBeUndefined()
    expect(heard(change({ ...before, text: 'x', user: me.user, bot_id: me.bot }))).toBeUndefined()
    expect(heard(change({ ...before, text: 'x' }, { channel: 'C0001' }))).toBeUndefined()
    expect(heard(direct({ subtype: 'message_changed' }))).toBeUndefined()
  })

  it('are deletions when they are gone, or an empty shell above answers', () => {
    const expected = { kind: 'deleted', id: `D0001:${ts}:deleted`, message: ts, who: { id: 'UADA01' } }
    const gone = { subtype: 'message_deleted', deleted_ts: ts, previous_message: before }
    expect(heard(direct(gone))).toMatchObject(expected)
    expect(heard(change({ ...before, user: 'USLACKBOT', subtype: 'tombstone' }))).toMatchObject(expected)
    expect(heard(direct({ ...gone, previous_message: { ...before, bot_id: me.bot } }))).toBeUndefined()
    expect(heard(direct({ ...gone, previous_message: undefined }))).toBeUndefined()
  })
})

describe('mentions', () => {
  it.each([
    [`<@${me.user}> points`, 'points'],
    [`<@${me.user}|regulars>: points please `, 'points please'],
    [`points, <@${me.user}>`, 'points,'],
    [`  <@${me.user}>`, ''],
  ])('%j says %j', (written, text) => {
    expect(heard(mention(written))).toMatchObject({ kind: 'said', text, direct: false, where: { channel: 'C0001' } })
  })

  it('with a slash are commands', () => {
    expect(heard(mention(`<@${me.user}> /earn <@U012AB> 5`))).toMatchObject({
      kind: 'asked',
      command: 'earn',
      args: 'slack:U012AB 5',
    })
  })

  it('are told once, though the message itself comes, too', () => {
    const there = { channel: 'C0001', channel_type: 'channel' }
    for (const text of ['lunch?', `<@${me.user}> hi`]) expect(heard(direct({ ...there, text }))).toBeUndefined()
    expect(heard(mention(`<@${me.user}> hi`))).toMatchObject({ kind: 'said', text: 'hi' })
  })

  it('call us when they begin with our name', () => {
    for (const written of [`<@${me.user}> hi`, ` <@${me.user}|regulars>: hi`, `<@${me.user}>`])
      expect(heard(mention(written))).toMatchObject({ kind: 'said', called: true })
    for (const written of [`hi <@${me.user}>`, `<@UBEN01> <@${me.user}> hi`])
      expect(heard(mention(written))).not.toHaveProperty('called')
    expect(heard(direct({ text: `<@${me.user}> hi` }))).not.toHaveProperty('called')
  })

  it('tell which message they are, and in a thread which one they answer', () => {
    const thread_ts = '1772359100.000100'
    expect(heard(mention(`<@${me.user}> /reply sorry`, { thread_ts }))).toMatchObject({
      kind: 'asked',
      message: ts,
      inReplyTo: thread_ts,
    })
    expect(heard(mention(`<@${me.user}> hm`, { thread_ts }))).toMatchObject({ kind: 'said', inReplyTo: thread_ts })
    expect(heard(direct({ thread_ts }))).toMatchObject({ inReplyTo: thread_ts })
    for (const happening of [heard(mention(`<@${me.user}> hm`, { thread_ts: ts })), heard(direct({ text: '/points' }))])
      expect(happening).not.toHaveProperty('inReplyTo')
    expect(heard(direct({ text: '/points' }))).toMatchObject({ kind: 'asked', message: ts })
  })

  it('bring files with a command, too', () => {
    const files = [{ id: 'F0001', name: 'a.pdf', mimetype: 'application/pdf', size: 7, url_private: 'https://x' }]
    expect(heard(mention(`<@${me.user}> /reply here`, { files }))).toMatchObject({
      kind: 'asked',
      args: 'here',
      files: [{ id: 'F0001' }],
    })
  })

  it('are followed when they change and go, and nothing else in a channel is', () => {
    const there = { channel: 'C0001', channel_type: 'channel', event_ts: '1772359300.000200' }
    const before = { type: 'message', user: 'UADA01', text: `<@${me.user}> /reply five`, ts, thread_ts: ts }
    const change = (text: string, previous: object = before) =>
      heard(direct({ ...there, subtype: 'message_changed', message: { ...before, text }, previous_message: previous }))
    const edited = { kind: 'edited', message: ts, direct: false, where: { channel: 'C0001' } }
    expect(change(`<@${me.user}> /reply six`)).toMatchObject({ ...edited, text: '/reply six' })
    expect(change('never mind')).toMatchObject({ ...edited, text: 'never mind' })
    expect(change(`<@${me.user}> six`, { ...before, text: 'six' })).toMatchObject({ ...edited, text: 'six' })
    expect(change('dinner?', { ...before, text: 'lunch?' })).toBeUndefined()
    const gone = { ...there, subtype: 'message_deleted', deleted_ts: ts }
    const deleted = { kind: 'deleted', message: ts, direct: false }
    expect(heard(direct({ ...gone, previous_message: before }))).toMatchObject(deleted)
    expect(heard(direct({ ...gone, previous_message: { ...before, text: 'lunch?' } }))).toBeUndefined()
    const shell = { ...before, text: 'This message was deleted.', subtype: 'tombstone', user: 'USLACKBOT' }
    const emptied = { ...there, subtype: 'message_changed', message: shell, previous_message: before }
    expect(heard(direct(emptied))).toMatchObject(deleted)
  })

  it('in a thread answer whoever began it', () => {
    const thread = { thread_ts: '1772359100.000100' }
    const answered = heard(mention(`<@${me.user}> /earn 5`, { ...thread, parent_user_id: 'UBEN01' }))
    expect(answered).toMatchObject({ where: { thread: '1772359100.000100' }, replyTo: { id: 'UBEN01' } })
    for (const parent_user_id of [me.user, 'UADA01', undefined])
      expect(heard(mention(`<@${me.user}> x`, { ...thread, parent_user_id }))).not.toHaveProperty('replyTo')
  })
})

describe('the page of the app', () => {
  it('is opened', () => {
    const opened = { type: 'app_home_opened', user: 'UADA01', channel: 'D0001', tab: 'home', event_ts: ts }
    expect(heard(event(opened))).toMatchObject({ kind: 'opened', id: 'Ev1', where: { channel: 'D0001' }, direct: true })
    expect(heard(event({ ...opened, channel: undefined }))).toMatchObject({ where: { channel: 'DADA01' } })
    expect(heard(event({ ...opened, tab: 'messages' }))).toBeUndefined()
  })
})

describe('commands', () => {
  const command = (text: string, fields: object = {}) =>
    readCommand({ user_id: 'UADA01', channel_id: 'C0001', trigger_id: '1.2.3', text, ...fields }, reading)

  it.each([
    ['points', 'points', ''],
    ['', 'help', ''],
    ['  ', 'help', ''],
    ['/points', 'points', ''],
    ['EARN card 1042  5', 'earn', 'card 1042  5'],
    ['earn <@U012AB|ben> 5', 'earn', 'slack:U012AB 5'],
    ['complain a\nb &lt;c&gt; <!here>', 'complain', 'a\nb <c> @here'],
    ['积分', '积分', ''],
  ])('%j is %s with %j', (text, name, args) => {
    expect(command(text)).toMatchObject({
      kind: 'asked',
      command: name,
      args,
      direct: false,
      where: { channel: 'C0001' },
    })
  })

  it('are told once by their trigger', () => {
    expect(command('points')?.id).toBe('command:1.2.3')
    expect(command('points', { channel_id: 'D0001' })?.direct).toBe(true)
    for (const lack of [{ trigger_id: undefined }, { user_id: me.user }, { channel_id: 7 }])
      expect(command('points', lack)).toBeUndefined()
  })
})

describe('presses', () => {
  const button = (value: string, action_id = 'press.0') => ({ type: 'button', action_id, value })
  const press = (fields: object = {}, action: object = button('take:7')) =>
    readPress(
      {
        type: 'block_actions',
        user: { id: 'UADA01' },
        trigger_id: '1.2.3',
        container: { type: 'message', message_ts: ts, channel_id: 'C0001', is_ephemeral: false },
        channel: { id: 'C0001' },
        message: { ts, bot_id: me.bot, blocks: [{ type: 'section' }, { type: 'actions', elements: [action] }] },
        response_url: 'https://hooks.slack.com/1',
        actions: [{ ...action, action_ts: '1772359201.5' }],
        ...fields,
      },
      reading,
    )

  it('bring back what the button stands for', () => {
    expect(press()).toEqual({
      id: 'press:1.2.3',
      who: { platform: 'slack', id: 'UADA01' },
      where: { platform: 'slack', channel: 'C0001' },
      at: new Date(1772359201500),
      direct: false,
      meaning: { kind: 'press', press: 'take:7' },
      message: ts,
      trigger: '1.2.3',
    })
    expect(press({}, button('a%26%3Cb%25', 'press.3'))).toMatchObject({ meaning: { press: 'a&<b%' } })
    expect(press({}, button('visit:order:7', 'form.0'))).toMatchObject({
      meaning: { kind: 'form', form: 'visit', about: 'order:7' },
    })
    expect(press({}, button('visit', 'form.0'))).toMatchObject({ meaning: { kind: 'form', form: 'visit' } })
    expect(press({}, { type: 'button', action_id: 'link.0' })).toMatchObject({ meaning: { kind: 'link' } })
  })

  it('count also where Slack says no more of the message than that it is there', () => {
    expect(press({ message: { ts } })).toMatchObject({ meaning: { press: 'take:7' } })
  })

  it('in a thread happen there', () => {
    const message = { ts, thread_ts: '1772359100.000100', bot_id: me.bot, blocks: [{ elements: [button('take:7')] }] }
    expect(press({ message })?.where).toMatchObject({ thread: '1772359100.000100' })
    const root = { ...message, thread_ts: ts }
    expect(press({ message: root })?.where).not.toHaveProperty('thread')
  })

  it.each([
    [
      'of a message that is not ours',
      { message: { ts, bot_id: 'BOTHER01', blocks: [{ elements: [button('take:7')] }] } },
    ],
    ['that the message does not have', { actions: [button('take:8')] }],
    ['without a message', { message: undefined }],
    ['of an action that is not ours', { actions: [{ action_id: 'x', value: 'y' }] }],
    ['of too much', { actions: [button('x'.repeat(65))] }],
    ['by ourselves', { user: { id: me.user } }],
    ['of nothing', { actions: [] }],
    ['somewhere else', { container: { type: 'message_attachment' } }],
    ['of a form of somebody else', { container: { type: 'view' }, view: { type: 'modal', bot_id: me.bot } }],
  ])('are nothing to us when it is one %s', (_, fields) => {
    expect(press(fields)).toBeUndefined()
  })

  it('of a private message count only for whom it was made', () => {
    const container = {
      type: 'message',
      message_ts: ts,
      channel_id: 'C0001',
      is_ephemeral: true,
      thread_ts: '1772359100.000100',
    }
    const own = button('take:7', `press.0.${seal('take:7', 'UADA01')}`)
    const taken = press({ container, message: undefined, actions: [own] })
    expect(taken).toMatchObject({
      answer: 'https://hooks.slack.com/1',
      message: `${ts}:UADA01`,
      where: { channel: 'C0001', thread: '1772359100.000100' },
    })
    const forged = [
      button('take:7', `press.0.${seal('take:7', 'UBEN01')}`),
      button('take:8', `press.0.${seal('take:7', 'UADA01')}`),
      button('take:7', `press.0.${makeSeal('xoxb-2')('take:7', 'UADA01')}`),
      button('take:7'),
      button('take:7', 'press.0.'),
    ]
    for (const action of forged) expect(press({ container, message: undefined, actions: [action] })).toBeUndefined()
  })

  it('on the page of the app happen in the conversation with it', () => {
    const view = { type: 'home', bot_id: me.bot, blocks: [{ type: 'actions', elements: [button('take:7')] }] }
    const page = { container: { type: 'view', view_id: 'V1' }, view, message: undefined, channel: undefined }
    expect(press(page)).toMatchObject({ where: { channel: 'DADA01' }, direct: true })
    expect(press(page)).not.toHaveProperty('message')
    expect(press({ ...page, view: { ...view, bot_id: 'BOTHER01' } })).toBeUndefined()
    expect(press({ ...page, view: { ...view, blocks: [] } })).toBeUndefined()
  })
})

describe('hostile payloads', () => {
  const samples: object[] = [
    direct({ subtype: 'file_share', files: [{ id: 'F0001', name: 'a', mimetype: 'a/b', size: 1 }], thread_ts: ts }),
    direct({ subtype: 'message_changed', message: { user: 'UADA01', text: 'x', ts }, previous_message: { text: 'y' } }),
    direct({ subtype: 'message_deleted', previous_message: { user: 'UADA01', text: 'x', ts } }),
    mention(`<@${me.user}> /earn 5`, { parent_user_id: 'UBEN01' }),
    event({ type: 'app_home_opened', user: 'UADA01', channel: 'D0001', tab: 'home', event_ts: ts }),
  ]

  it('give nothing or a sound happening, whatever stands in them', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.array(fc.tuple(fc.nat(40), junk), { maxLength: 4 }),
        (sample, edits) => {
          const body = structuredClone(sample)
          for (const [place, value] of edits) replaceAt(body, place, value)
          expectSound(heard(body))
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('are read by nobody when they are no payloads', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (value) => {
        const body = value as Record<string, unknown>
        expectSound(heard(body))
        readCommand(body, reading)
        readPress(body, reading)
      }),
      { numRuns: 1000 },
    )
  })

  it('are cut where they are far too long', () => {
    const text = '😀'.repeat(100_000)
    const said = heard(direct({ text }))
    expect(said?.kind === 'said' && said.text).toBe('😀'.repeat(4_000))
    expect(heard(direct({ text: 'a\u0000b\ud800c\u0007' }))).toMatchObject({ text: 'ab\ufffdc' })
  })
})

const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('message', 'app_mention', `<@${me.user}>`, '/x \u0000', '\ud83d', -1, 1e308, me.user, ts, true, null),
)

/** Puts the value in place of the `place`-th leaf or branch. */
function replaceAt(tree: object, place: number, value: unknown): void {
  const spots: [Record<string, unknown>, string][] = []
  const walk = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return
    for (const key of Object.keys(node)) {
      spots.push([node as Record<string, unknown>, key])
      walk((node as Record<string, unknown>)[key])
    }
  }
  walk(tree)
  const [holder, key] = spots[place % Math.max(spots.length, 1)] ?? []
  if (holder && key !== undefined) holder[key] = value
}

function expectSound(happening: Happening | undefined): void {
  if (!happening) return
  expect(happening.id).toMatch(/^[ -~]{1,200}$/)
  expect(Number.isNaN(happening.at.getTime())).toBe(false)
  expect(happening.who).toMatchObject({ platform: 'slack', id: expect.stringMatching(/^[UW]/) })
  for (const text of 'text' in happening ? [happening.text] : []) {
    expect(text.isWellFormed()).toBe(true)
    expect(text).not.toContain('\u0000')
    expect(text.length).toBeLessThanOrEqual(8_000)
  }
}
