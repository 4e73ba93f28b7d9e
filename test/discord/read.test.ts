import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstIdAt, readFile, readPerson, timeOf } from '../../adapters/discord/base.ts'
import { idOfOpened, messageOf, readInteraction } from '../../adapters/discord/interaction.ts'
import { happeningOf, read } from '../../adapters/discord/read.ts'

const me = { id: '700', app: '701' }
const now = new Date('2030-01-02T03:04:05Z')
const timestamp = '2030-01-01T00:00:00.000000+00:00'
const ada = { id: '1001', username: 'ada_l', global_name: 'Ada' }
const bot = { id: me.id, username: 'regulars', bot: true }
const said = { id: '1574004317998809089', channel_id: '50', author: ada, content: 'hello', type: 0, timestamp }
const inServer = { ...said, guild_id: '9', member: { nick: 'Ada at work' } }
const parents: Record<string, string> = { 51: '50' }
const heard = (type: string, data: object) =>
  read(type, { ...data }, { me, parentOf: (id) => parents[id], remembered: () => undefined, now })
const created = (data: object) => heard('MESSAGE_CREATE', data)

describe('a message', () => {
  it('says who said what, where and when', () => {
    expect(created(said)).toEqual({
      id: said.id,
      kind: 'said',
      text: 'hello',
      message: said.id,
      who: { platform: 'discord', id: '1001', name: 'Ada' },
      where: { platform: 'discord', channel: '50' },
      direct: true,
      at: new Date('2030-01-01T00:00:00Z'),
    })
  })

  it('of a thread is in its channel, and of a member has the name that he has everywhere', () => {
    const given = { ...inServer, channel_id: '51', mentions: [bot], content: '<@700> hi' }
    expect(created(given)).toMatchObject({
      text: 'hi',
      direct: false,
      where: { channel: '50', thread: '51' },
      who: { name: 'Ada' },
    })
  })

  it.each([
    ['<@700> points', 'points'],
    ['<@!700>, points', 'points'],
    [' <@700>:points', 'points'],
    ['<@700>', ''],
    ['points <@700>', 'points <@700>'],
    ['<@7001> points', '<@7001> points'],
  ])('%j that mentions us says %j', (content, text) => {
    const heard = created({ ...inServer, content, mentions: [bot] })
    expect(heard).toMatchObject({ text })
    expect(heard && 'called' in heard).toBe(text !== content)
  })

  it('to us alone calls nobody, and nor does a mere answer to us', () => {
    expect(created({ ...said, content: '<@700> hi', mentions: [bot] })).not.toHaveProperty('called')
    const reply = { ...inServer, type: 19, mentions: [bot], referenced_message: { author: bot } }
    expect(created(reply)).not.toHaveProperty('called')
    expect(created({ ...reply, content: '<@700> yes' })).toMatchObject({ called: true, text: 'yes' })
  })

  it('brings its files, and whom it answers', () => {
    const attachments = [
      { id: '5', filename: 'a_b.txt', title: 'a b', content_type: 'text/plain', size: 3, url: 'https://x.y/' },
      { id: 'x' },
      null,
    ]
    const ben = { id: '1002', username: 'ben' }
    const message_reference = { type: 0, message_id: '44', channel_id: '50' }
    const given = { ...said, type: 19, attachments, message_reference, referenced_message: { author: ben } }
    expect(created(given)).toMatchObject({
      inReplyTo: '44',
      files: [{ id: `50/${said.id}/5`, name: 'a b.txt', media: 'text/plain', size: 3 }],
      replyTo: { platform: 'discord', id: '1002', name: 'ben' },
    })
    const toUs = created({ ...given, referenced_message: { author: bot } })
    expect(toUs).toMatchObject({ inReplyTo: '44' })
    expect(toUs).not.toHaveProperty('replyTo')
    expect(created({ ...given, referenced_message: null })).toMatchObject({ inReplyTo: '44' })
    const asked = { kind: 'asked', message: said.id, inReplyTo: '44', files: [{}] }
    expect(created({ ...given, content: '/claim x' })).toMatchObject(asked)
    // what is handed on from elsewhere refers to its origin, and answers nothing
    expect(created({ ...given, type: 0 })).not.toHaveProperty('inReplyTo')
  })

  it.each([
    ['of a bot', { author: { ...ada, bot: true } }],
    ['of the platform itself', { author: { ...ada, system: true } }],
    ['of a webhook', { webhook_id: '5' }],
    ['of nobody', { author: null }],
    ['that is a notice', { type: 7 }],
    ['with an id that is none', { id: '../1' }],
    ['in no channel', { channel_id: 7 }],
    ['in a server that is not about us', { guild_id: '9' }],
    ['in a server that mentions others', { guild_id: '9', mentions: [{ id: '5' }, null, 7] }],
  ])('%s is nothing to us', (_, more) => {
    expect(created({ ...said, ...more })).toBeUndefined()
  })

  it('is edited when a person has edited it, not when Discord has added to it', () => {
    const edited = { ...said, content: 'hallo', edited_timestamp: '2030-01-01T00:00:09Z' }
    expect(heard('MESSAGE_UPDATE', edited)).toMatchObject({
      id: `${said.id}:1893456009000`,
      kind: 'edited',
      message: said.id,
      text: 'hallo',
    })
    expect(heard('MESSAGE_UPDATE', { ...edited, edited_timestamp: null })).toBeUndefined()
    expect(heard('MESSAGE_UPDATE', { ...edited, guild_id: '9' })).toBeUndefined()
    // the mention was taken out, and without the intent the words are not for us to see
    expect(heard('MESSAGE_UPDATE', { ...edited, content: '', attachments: [] })).toBeUndefined()
    expect(heard('MESSAGE_UPDATE', { ...edited, content: '', attachments: [{}] })).toMatchObject({ text: '' })
  })
})

describe('names, times and files', () => {
  it.each([
    [{ ...ada, global_name: null }, 'ada_l'],
    [ada, 'Ada'],
    [{ ...ada, global_name: ' \u0000 ' }, undefined],
    [{ id: '5' }, undefined],
  ])('%j is called %j', (user, name) => {
    expect(readPerson(user)?.name).toBe(name)
  })

  it('know their language when it is told as one', () => {
    expect(readPerson(ada, 'pt-BR')).toMatchObject({ locale: 'pt-BR' })
    for (const locale of ['', 'x y', 7, null, '../1']) expect(readPerson(ada, locale)).not.toHaveProperty('locale')
  })

  it('ids tell when a thing was made', () => {
    expect(timeOf('175928847299117063').toISOString()).toBe('2016-04-30T11:18:25.796Z')
    expect(firstIdAt(Date.parse('2016-04-30T11:18:25.796Z'))).toBe('175928847298985984')
    expect(firstIdAt(0)).toBe('0')
  })

  it('files lead to themselves by their address where there is no message', () => {
    const file = { id: '5', filename: 'a.txt', url: 'https://cdn.discordapp.com/5' }
    expect(readFile(file)).toMatchObject({ id: file.url, media: 'application/octet-stream' })
    expect(readFile({ ...file, url: 7 })).toBeUndefined()
  })
})

const base = {
  id: '1574004317998809089',
  application_id: '701',
  channel_id: '50',
  token: 'secret',
  type: 2,
  locale: 'de',
}
const order = () => ['whom', 'amount']
const done = (given: object) => readInteraction({ ...base, user: ada, ...given }, order)

describe('an interaction', () => {
  it('that is a command has its pieces in their order', () => {
    const options = [
      { name: 'amount', value: 12.5 },
      { name: 'whom', value: '<@123456789012345678>' },
      { name: 'odd', value: { a: 1 } },
    ]
    const interaction = done({ data: { name: 'earn', type: 1, options } })
    expect(interaction && happeningOf(interaction, undefined)).toEqual({
      id: base.id,
      kind: 'asked',
      command: 'earn',
      args: 'discord:123456789012345678 12.5',
      who: { platform: 'discord', id: '1001', name: 'Ada', locale: 'de' },
      where: { platform: 'discord', channel: '50' },
      direct: true,
      at: timeOf(base.id),
    })
    expect(done({ data: { name: 'Report', type: 3 } })).toBeUndefined()
  })

  it('in a thread of a server is there', () => {
    const there = {
      guild_id: '9',
      channel_id: '51',
      channel: { type: 11, parent_id: '50' },
      member: { user: ada, nick: 'A' },
    }
    expect(done({ ...there, user: undefined, data: { name: 'x' } })).toMatchObject({
      where: { channel: '50', thread: '51' },
      direct: false,
      who: { name: 'Ada' },
    })
  })

  it('among people alone is not one with the bot alone', () => {
    const data = { name: 'points' }
    expect([0, 1, 2].map((context) => done({ context, data })?.direct)).toEqual([true, true, false])
  })

  it('that is a form brings text, choices and files', () => {
    const text = (custom_id: string, value: unknown) => ({ type: 18, component: { type: 4, custom_id, value } })
    const components = [
      text('who', 'Ada\r\n\u0000'),
      text('empty', ''),
      { type: 18, component: { type: 3, custom_id: 'shop', values: ['south'] } },
      { type: 18, component: { type: 3, custom_id: 'none', values: [] } },
      { type: 18, component: { type: 19, custom_id: 'papers', values: ['5', '6'] } },
      { type: 10 },
      null,
    ]
    const resolved = { attachments: { 5: { id: '5', filename: 'a.txt', url: 'https://x.y/5' } } }
    const data = { custom_id: 'form:visit:a:b', components, resolved }
    const interaction = done({ type: 5, data, message: { id: '60', flags: 64 } })
    expect(interaction && messageOf(interaction)).toBe('60~1001')
    expect(interaction && happeningOf(interaction, '61')).toMatchObject({
      kind: 'filled',
      form: 'visit',
      about: 'a:b',
      values: { who: 'Ada\n', shop: 'south' },
      files: { papers: [{ id: 'https://x.y/5' }] },
      message: '61',
    })
  })

  it('that opens a form once more says which and with what', () => {
    for (const opened of [
      { form: 'visit', again: 'ab12' },
      { form: 'visit', about: 'x:y', again: 'ab12' },
    ]) {
      const id = idOfOpened(opened)
      expect(id.length).toBeLessThanOrEqual(100)
      expect(done({ type: 3, data: { custom_id: id } })).toMatchObject({ kind: 'again', again: opened })
    }
  })
})

describe('anything at all', () => {
  const names =
    'id channel_id guild_id author member content mentions type timestamp attachments referenced_message data token application_id message user channel custom_id components component options values name'
  const key = fc.constantFrom(...names.split(' '))
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<unknown>(null, undefined, 7, -1, 1.5, '', '5', 'x', '__proto__', true, 'form:x', '0|a', [], {}),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 12 }),
    ),
  }))

  it('is read as something or as nothing, and never throws', () => {
    fc.assert(
      fc.property(fc.dictionary(key, tree), fc.constantFrom(2, 3, 5), (data, type) => {
        for (const event of ['MESSAGE_CREATE', 'MESSAGE_UPDATE', 'MESSAGE_DELETE']) heard(event, data)
        for (const given of [data, { ...base, user: ada, type, data }]) {
          const interaction = readInteraction(given, order)
          if (interaction) happeningOf(interaction, messageOf(interaction))
        }
      }),
      { numRuns: 500 },
    )
  })
})
