import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  ChannelType,
  type Client,
  ContainerBuilder,
  EmbedBuilder,
  Events,
  escapeMarkdown,
  type Message,
  MessageFlags,
  Routes,
  type SendableChannels,
  TextDisplayBuilder,
} from 'discord.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readDraft } from './check/message.ts'
import { openTogether, refusal } from './client.ts'
import type { DiscordServer, Person } from './server.ts'

let both: Awaited<ReturnType<typeof openTogether>>
let server: DiscordServer
let client: Client<true>
let anna: Person

beforeEach(async () => {
  both = await openTogether()
  server = both.server
  client = both.client
  anna = server.person({ name: 'Anna' })
})
afterEach(() => both[Symbol.asyncDispose]())

const heard = () => new Promise<Message>((resolve) => client.once(Events.MessageCreate, resolve))
const dm = async () => (await client.users.fetch(anna.id)).createDM()
const post = (channel: string, body: object) => client.rest.post(Routes.channelMessages(channel), { body })

async function room(settings: Parameters<DiscordServer['guild']>[0] = {}) {
  const guild = server.guild({ members: [anna], ...settings })
  const channel = (await client.channels.fetch(guild.general)) as SendableChannels
  return { guild, channel }
}

const row = (...buttons: ButtonBuilder[]) => new ActionRowBuilder<ButtonBuilder>().addComponents(buttons)
const button = (label: string, id: string) =>
  new ButtonBuilder().setLabel(label).setCustomId(id).setStyle(ButtonStyle.Primary)

describe('direct messages', () => {
  test('are heard and answered', async () => {
    const hearing = heard()
    server.says(anna, 'hello')
    const message = await hearing
    expect([message.content, message.author.id, message.guild]).toEqual(['hello', anna.id, null])
    await message.reply('hi **Anna**')
    expect(await server.next(anna)).toMatchObject({
      text: 'hi Anna',
      content: 'hi **Anna**',
      marks: [{ kind: 'bold' }],
      replyTo: message.id,
    })
  })

  test('reach nobody who blocked the bot or closed the door', async () => {
    const channel = await dm()
    server.blocks(anna)
    expect(await refusal(channel.send('x'))).toBe('403 50007 Cannot send messages to this user')
    server.unblocks(anna)
    server.closesDms(anna)
    expect(await refusal(channel.send('x'))).toBe('403 50007 Cannot send messages to this user')
    server.opensDms(anna)
    await channel.send('y')
    expect(server.sent(anna).map(({ text }) => text)).toEqual(['y'])
  })

  test('writing to the bot unblocks it', async () => {
    server.blocks(anna)
    const hearing = heard()
    server.says(anna, 'again')
    await (await hearing).reply('welcome')
    expect((await server.next(anna)).text).toBe('welcome')
  })

  test('go to strangers only once they share a server', async () => {
    const stranger = server.person({ stranger: true })
    const channel = await (await client.users.fetch(stranger.id)).createDM()
    expect(await refusal(channel.send('x'))).toMatch(/^403 50278 /)
    expect(() => server.says(stranger, 'hi')).toThrow('a stranger cannot write')
    const { guild } = await room()
    server.joins(stranger, guild)
    await channel.send('x')
    server.leaves(stranger, guild)
    expect(await refusal(channel.send('y'))).toMatch(/^403 50278 /)
  })

  test('are opened for people alone who are there', async () => {
    expect(await refusal(client.rest.post(Routes.userChannels(), { body: { recipient_id: '5' } }))).toMatch(
      /^400 50033/,
    )
    expect(await refusal(client.rest.get(Routes.user('5')))).toBe('404 10013 Unknown User')
  })
})

describe('what is said in a server', () => {
  test('is heard with its author as a member, and answered there', async () => {
    const { guild, channel } = await room()
    const hearing = heard()
    server.says(anna, `hey ${server.mention(server.bot)}`, { channel: guild.general })
    const message = await hearing
    expect(message.mentions.has(client.user)).toBe(true)
    expect([message.guildId, message.member?.displayName]).toEqual([guild.id, 'Anna'])
    await channel.send('here')
    expect(await server.next(guild.general)).toMatchObject({ text: 'here', guild: guild.id })
  })

  test('is refused where the bot may not write or see', async () => {
    const { guild, channel } = await room()
    server.restricts(guild.general, { readOnly: true })
    expect(await refusal(channel.send('x'))).toBe('403 50013 Missing Permissions')
    server.restricts(guild.general, { hidden: true })
    expect(await refusal(channel.send('x'))).toBe('403 50001 Missing Access')
    server.restricts(guild.general, { hidden: false, readOnly: false })
    server.removesBot(guild)
    expect(await refusal(post(guild.general, { content: 'x' }))).toBe('403 50001 Missing Access')
    server.deletesChannel(guild.general)
    expect(await refusal(post(guild.general, { content: 'x' }))).toBe('404 10003 Unknown Channel')
    expect(server.sent()).toEqual([])
  })

  test('is not heard in channels that the bot cannot see', async () => {
    const { guild } = await room()
    const hidden = server.channel(guild, { name: 'staff', hidden: true })
    const hearing = heard()
    server.says(anna, 'secret', { channel: hidden })
    server.says(anna, 'open', { channel: guild.general })
    expect((await hearing).content).toBe('open')
  })

  test('people and servers that come and go are told', async () => {
    const { guild } = await room()
    const ben = server.person({ name: 'Ben' })
    const came = new Promise((resolve) => client.once(Events.GuildMemberAdd, (member) => resolve(member.displayName)))
    server.joins(ben, guild)
    expect(await came).toBe('Ben')
    const left = new Promise((resolve) => client.once(Events.GuildMemberRemove, (member) => resolve(member.id)))
    server.leaves(ben, guild)
    expect(await left).toBe(ben.id)
    const gone = new Promise((resolve) => client.once(Events.GuildDelete, ({ id }) => resolve(id)))
    server.removesBot(guild)
    expect(await gone).toBe(guild.id)
    const members = await client.guilds.fetch(server.guild({ members: [anna, ben] }).id).then((g) => g.members.fetch())
    expect(members.map(({ displayName }) => displayName)).toEqual(['Regulars', 'Anna', 'Ben'])
  })
})

describe('what can be sent', () => {
  test.each<[string, object, string]>([
    ['nothing', {}, '400 50006 Cannot send an empty message'],
    ['white space', { content: ' \n ' }, '400 50006 Cannot send an empty message'],
    ['too much', { content: 'x'.repeat(2001) }, 'content[BASE_TYPE_MAX_LENGTH]: Must be 2000 or fewer in length.'],
    ['a long nonce', { content: 'x', nonce: 'n'.repeat(26) }, 'nonce[BASE_TYPE_MAX_LENGTH]'],
    ['eleven embeds', { embeds: Array(11).fill({ title: 'x' }) }, 'embeds[BASE_TYPE_MAX_LENGTH]'],
    ['an empty embed', { embeds: [{}] }, 'embeds[0].description[BASE_TYPE_REQUIRED]'],
    ['a long title', { embeds: [{ title: 'x'.repeat(257) }] }, 'embeds[0].title[BASE_TYPE_MAX_LENGTH]'],
    [
      'a long description',
      { embeds: [{ description: 'x'.repeat(4097) }] },
      'embeds[0].description[BASE_TYPE_MAX_LENGTH]',
    ],
    [
      'a field without value',
      { embeds: [{ fields: [{ name: 'a', value: ' ' }] }] },
      'embeds[0].fields[0].value[BASE_TYPE_REQUIRED]',
    ],
    [
      'too much in embeds',
      { embeds: [{ description: 'x'.repeat(4000) }, { description: 'y'.repeat(2001) }] },
      'embeds[1][MAX_EMBED_SIZE_EXCEEDED]',
    ],
    ['six rows', { components: Array(6).fill(row(button('a', 'b')).toJSON()) }, 'components[BASE_TYPE_MAX_LENGTH]'],
    ['an empty row', { components: [{ type: 1, components: [] }] }, 'components[0].components[BASE_TYPE_BAD_LENGTH]'],
    [
      'a long label',
      {
        components: [
          row(button('x'.repeat(80), 'b')).toJSON(),
          { type: 1, components: [{ type: 2, style: 1, custom_id: 'c', label: 'x'.repeat(81) }] },
        ],
      },
      'components[1].components[0].label[BASE_TYPE_MAX_LENGTH]',
    ],
    [
      'a long custom id',
      { components: [{ type: 1, components: [{ type: 2, style: 1, label: 'a', custom_id: 'x'.repeat(101) }] }] },
      'custom_id[BASE_TYPE_BAD_LENGTH]: Must be between 1 and 100 in length.',
    ],
    [
      'the same custom id twice',
      { components: [row(button('a', 'b'), button('c', 'b')).toJSON()] },
      'components[0].components[1].custom_id[COMPONENT_CUSTOM_ID_DUPLICATED]',
    ],
    [
      'a button without words',
      { components: [{ type: 1, components: [{ type: 2, style: 1, custom_id: 'a' }] }] },
      'BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED',
    ],
    [
      'a link to a script',
      { components: [{ type: 1, components: [{ type: 2, style: 5, label: 'a', url: 'javascript:1' }] }] },
      'URL_TYPE_INVALID_SCHEME',
    ],
    [
      '26 options',
      {
        components: [
          {
            type: 1,
            components: [
              {
                type: 3,
                custom_id: 'a',
                options: Array.from({ length: 26 }, (_, i) => ({ label: `${i}`, value: `${i}` })),
              },
            ],
          },
        ],
      },
      'options[BASE_TYPE_BAD_LENGTH]: Must be between 1 and 25 in length.',
    ],
    [
      'a select beside a button',
      {
        components: [
          {
            type: 1,
            components: [
              { type: 3, custom_id: 'a', options: [{ label: 'a', value: 'a' }] },
              { type: 2, style: 1, label: 'b', custom_id: 'b' },
            ],
          },
        ],
      },
      'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
    ],
    [
      'a text display without the flag',
      { components: [{ type: 10, content: 'x' }] },
      'components[0].type[UNION_TYPE_CHOICES]',
    ],
    [
      'words beside a layout',
      { content: 'x', flags: 1 << 15, components: [{ type: 10, content: 'x' }] },
      'content[MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2]',
    ],
    [
      'too many words in a layout',
      {
        flags: 1 << 15,
        components: [
          { type: 10, content: 'x'.repeat(4000) },
          { type: 10, content: 'y' },
        ],
      },
      'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
    ],
    [
      'mentions allowed in two ways',
      { content: 'x', allowed_mentions: { parse: ['users'], users: ['1'] } },
      'allowed_mentions[MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE]',
    ],
    [
      'a reply to nothing',
      { content: 'x', message_reference: { message_id: '1' } },
      'message_reference[REPLIES_UNKNOWN_MESSAGE]',
    ],
  ])('%s is refused', async (_, body, why) => {
    const { id } = server.dm(anna)
    const said = await refusal(post(id, body))
    expect(said).toContain(why)
    if (!why.startsWith('4')) expect(said).toMatch(/^400 50035 Invalid Form Body/)
    expect(server.sent()).toEqual([])
  })

  test('as much as fits is shown', async () => {
    const channel = await dm()
    await channel.send('😀'.repeat(2000))
    const five = Array.from({ length: 5 }, (_, r) =>
      row(...Array.from({ length: 5 }, (_, i) => button('b', `${r} ${i}`))),
    )
    await channel.send({ content: 'y', components: five })
    await channel.send({ embeds: [new EmbedBuilder().setDescription('z'.repeat(4096)).setFooter({ text: 'f' })] })
    expect(server.sent(anna).map(({ text, buttons }) => [text.length, buttons.flat().length])).toEqual([
      [4000, 0],
      [1, 25],
      [4098, 0],
    ])
  })

  test('embeds and buttons are shown as they are', async () => {
    const channel = await dm()
    const embed = new EmbedBuilder()
      .setTitle('Your *card*')
      .setDescription('Five stamps')
      .addFields({ name: 'Points', value: '120' })
      .setFooter({ text: 'not *read*' })
    const link = new ButtonBuilder().setLabel('Site').setURL('https://example.org/').setStyle(ButtonStyle.Link)
    await channel.send({ embeds: [embed], components: [row(button('Redeem', 'r').setDisabled(true), link)] })
    expect(server.sent(anna)).toMatchObject([
      {
        text: 'Your card\nFive stamps\nPoints: 120\nnot *read*',
        marks: [{ kind: 'italic', source: '*card*' }],
        buttons: [
          [
            { label: 'Redeem', data: 'r', disabled: true },
            { label: 'Site', url: 'https://example.org/' },
          ],
        ],
      },
    ])
  })

  test('a layout of components is read from top to bottom', async () => {
    const channel = await dm()
    const inner = new ContainerBuilder()
      .addTextDisplayComponents(new TextDisplayBuilder().setContent('# Points'))
      .addSectionComponents((section) =>
        section
          .addTextDisplayComponents((text) => text.setContent('You have 120'))
          .setButtonAccessory(button('Redeem', 'r')),
      )
      .addSeparatorComponents((line) => line.setDivider(true))
      .addActionRowComponents(row(button('More', 'm')))
    await channel.send({ flags: MessageFlags.IsComponentsV2, components: [inner] })
    expect(server.sent(anna)).toMatchObject([
      {
        text: 'Points\nYou have 120',
        marks: [{ kind: 'heading' }],
        buttons: [[{ label: 'Redeem' }], [{ label: 'More' }]],
      },
    ])
  })

  test('control characters do not reach people', async () => {
    const channel = await dm()
    await channel.send('a\u0000b\r\nc\u202ed')
    expect(server.sent(anna)[0]).toMatchObject({ text: 'ab\ncd', marks: [{ kind: 'direction' }] })
  })
})

describe('mentions', () => {
  test.each([
    ['everybody when nothing is said', undefined, { users: 1, roles: 1, everyone: true }],
    ['nobody when nothing is allowed', { parse: [] as const }, { users: 0, roles: 0, everyone: false }],
    ['people alone', { parse: ['users'] as const }, { users: 1, roles: 0, everyone: false }],
  ])('notify %s', async (_, allowedMentions, wanted) => {
    const { guild, channel } = await room()
    const role = server.role(guild, 'staff')
    const content = `<@${anna.id}> <@&${role.id}> @everyone`
    await channel.send({
      content,
      ...(allowedMentions && { allowedMentions: { ...allowedMentions, parse: [...allowedMentions.parse] } }),
    })
    const [seen] = server.sent(guild.general)
    expect(seen?.text).toBe('@Anna @staff @everyone')
    expect({
      users: seen?.pings.users.length,
      roles: seen?.pings.roles.length,
      everyone: seen?.pings.everyone,
    }).toEqual(wanted)
    expect(seen?.marks.map(({ kind }) => kind)).toEqual(['user', 'role', 'everyone'])
  })

  test('are not among what discord.js escapes', async () => {
    const channel = await dm()
    await channel.send(escapeMarkdown('**a** @everyone'))
    expect(server.sent(anna)[0]).toMatchObject({ text: '**a** @everyone', marks: [{ kind: 'everyone' }] })
  })

  test('notify whoever is replied to, unless that is not wanted', async () => {
    const { guild, channel } = await room()
    const { id } = server.says(anna, 'hi', { channel: guild.general })
    const reply = { messageReference: id }
    await channel.send({ content: 'a', reply })
    await channel.send({ content: 'b', reply, allowedMentions: { repliedUser: false } })
    expect(server.sent().map(({ pings }) => pings.users)).toEqual([[anna.id], []])
  })
})

describe('the same nonce', () => {
  test('brings the first message again and no second one', async () => {
    const channel = await dm()
    const first = await channel.send({ content: 'once', nonce: 'n1', enforceNonce: true })
    const second = await channel.send({ content: 'twice', nonce: 'n1', enforceNonce: true })
    expect([second.id, second.content]).toEqual([first.id, 'once'])
    await channel.send({ content: 'without', nonce: 'n1' })
    // it comes with what is sent and told, and not with what is read later
    const path = Routes.channelMessages(channel.id)
    const read = [await client.rest.get(`${path}/${first.id}`), await client.rest.get(path)].flat()
    expect([first.nonce, read.filter((each) => Object.hasOwn(Object(each), 'nonce')).length, read.length]).toEqual([
      'n1',
      0,
      3,
    ])
    expect(server.sent(anna).map(({ text }) => text)).toEqual(['once', 'without'])
  })
})

describe('changing messages', () => {
  test('text and buttons change, and what is not named stays', async () => {
    const channel = await dm()
    const sent = await channel.send({ content: 'one', components: [row(button('A', 'a'))] })
    await sent.edit('two')
    expect(server.sent(anna)).toMatchObject([{ text: 'two', edits: 1, buttons: [[{ label: 'A' }]] }])
    await sent.edit({ components: [] })
    expect(server.sent(anna)).toMatchObject([{ text: 'two', edits: 2, buttons: [] }])
    expect(await refusal(sent.edit({ content: '' }))).toBe('400 50006 Cannot send an empty message')
    await sent.delete()
    expect(await refusal(sent.edit('three'))).toBe('404 10008 Unknown Message')
    expect(server.sent(anna)).toMatchObject([{ text: 'two', deleted: true }])
  })

  test('of others is refused', async () => {
    const { guild } = await room({ without: ['manageMessages'] })
    const { id } = server.says(anna, 'hi', { channel: guild.general })
    const at = Routes.channelMessage(guild.general, id)
    expect(await refusal(client.rest.patch(at, { body: { content: 'x' } }))).toMatch(/^403 50005 /)
    expect(await refusal(client.rest.delete(at))).toBe('403 50013 Missing Permissions')
  })

  test('people’s edits and deletions are told', async () => {
    const edited = new Promise((resolve) => client.once(Events.MessageUpdate, (_, now) => resolve(now.content)))
    const { id } = server.says(anna, 'one')
    server.edits(anna, id, 'two')
    expect(await edited).toBe('two')
    const deleted = new Promise((resolve) => client.once(Events.MessageDelete, (message) => resolve(message.id)))
    server.deletes(anna, id)
    expect(await deleted).toBe(id)
  })
})

describe('history', () => {
  test('what was said after a message comes, the newest first', async () => {
    const ids = ['a', 'b', 'c', 'd'].map((text) => server.says(anna, text).id)
    const channel = await dm()
    const after = await channel.messages.fetch({ after: ids[0] ?? '', limit: 2, cache: false })
    expect(after.map(({ content }) => content)).toEqual(['c', 'b'])
    const before = await channel.messages.fetch({ before: ids[3] ?? '', limit: 2, cache: false })
    expect(before.map(({ content }) => content)).toEqual(['c', 'b'])
    expect((await channel.messages.fetch({ cache: false })).map(({ content }) => content)).toEqual(['d', 'c', 'b', 'a'])
    expect(
      ((await client.channels.fetch(channel.id, { force: true })) as { lastMessageId?: string }).lastMessageId,
    ).toBe(ids[3])
  })
})

describe('files', () => {
  test('that people send can be fetched until they are gone', async () => {
    const hearing = heard()
    const sent = server.says(anna, '', { files: [{ name: 'my bill.txt', type: 'text/plain', data: 'five' }] })
    const file = (await hearing).attachments.first()
    expect(file).toMatchObject({ name: 'my_bill.txt', contentType: 'text/plain', size: 4 })
    const url = file?.url ?? ''
    expect(await (await fetch(url)).text()).toBe('five')
    server.expiresFiles(sent)
    expect((await fetch(url)).status).toBe(404)
  })

  test('of the bot are shown, in embeds and layouts too', async () => {
    const channel = await dm()
    const file = new AttachmentBuilder(Buffer.from('picture'), { name: 'card.png', description: 'A card' })
    const embed = new EmbedBuilder().setImage('attachment://card.png')
    const sent = await channel.send({ content: 'here', files: [file], embeds: [embed] })
    expect(sent.embeds[0]?.image?.url).toBe(sent.attachments.first()?.url)
    expect(server.sent(anna)).toMatchObject([{ text: 'here', files: [{ name: 'card.png', alt: 'A card', size: 7 }] }])
    await sent.edit({ attachments: [], embeds: [] })
    expect(server.sent(anna)).toMatchObject([{ text: 'here', files: [] }])
  })

  test('that are too large or too many are refused', async () => {
    const channel = await dm()
    const big = { name: 'big.bin', type: '', data: Buffer.alloc(10 * 1024 * 1024 + 1) }
    const reading = () => readDraft({}, new Map([['files[0]', big]]), { settable: 0 })
    expect(reading).toThrow('Request entity too large')
    const small = Array.from({ length: 11 }, (_, i) => new AttachmentBuilder(Buffer.from('x'), { name: `${i}` }))
    expect(await refusal(channel.send({ files: small }))).toContain('attachments[BASE_TYPE_MAX_LENGTH]')
  })
})

test('reactions are counted, told and taken back', async () => {
  const channel = await dm()
  const sent = await channel.send('rate us')
  const told = new Promise((resolve) =>
    client.once(Events.MessageReactionAdd, (one, user) => resolve([one.emoji.name, user.id])),
  )
  server.reacts(anna, sent, '👍')
  expect(await told).toEqual(['👍', anna.id])
  await sent.react('👍')
  const fresh = await sent.fetch(true)
  expect(fresh.reactions.cache.get('👍')).toMatchObject({ count: 2, me: true })
  await fresh.reactions.cache.get('👍')?.users.remove()
  expect((await sent.fetch(true)).reactions.cache.get('👍')).toMatchObject({ count: 1, me: false })
  expect(await refusal(sent.react('thumbs'))).toBe('400 10014 Unknown Emoji')
})

describe('threads', () => {
  test('of a message are opened, written to, archived and locked', async () => {
    const { guild, channel } = await room()
    const { id } = server.says(anna, 'my order is late', { channel: guild.general })
    const message = await channel.messages.fetch(id)
    const thread = await message.startThread({ name: 'Order' })
    expect(thread.id).toBe(id)
    await thread.send('we look')
    expect(await server.next(thread)).toMatchObject({ text: 'we look', channel: id })
    expect(await refusal(message.startThread({ name: 'again' }))).toMatch(/^400 160004 /)
    const hearing = heard()
    server.says(anna, 'thanks', { channel: thread.id })
    expect((await hearing).channelId).toBe(thread.id)
    await thread.setArchived(true)
    await thread.send('wakes it')
    await thread.setLocked(true)
    expect(server.threads(guild.general)).toMatchObject([{ name: 'Order', archived: false, locked: true }])
    await thread.send('as its keeper')
  })

  test('that are locked are closed to a bot that keeps none', async () => {
    const { guild, channel } = await room({ without: ['manageThreads'] })
    if (channel.type !== ChannelType.GuildText) throw new Error('no text channel')
    const thread = await channel.threads.create({ name: 'Order' })
    await thread.setLocked(true)
    expect(await refusal(thread.send('x'))).toBe('400 160005 Thread is locked')
    expect(server.threads(guild.general)).toMatchObject([{ id: thread.id, isPrivate: false }])
  })

  test('that people open are told', async () => {
    const { guild } = await room()
    const told = new Promise((resolve) =>
      client.once(Events.ThreadCreate, (thread, isNew) => resolve([thread.name, isNew])),
    )
    server.opensThread(anna, 'Help', { channel: guild.general })
    expect(await told).toEqual(['Help', true])
  })

  test('that are private are for those in them', async () => {
    const { guild } = await room()
    const ben = server.person({ name: 'Ben' })
    server.joins(ben, guild)
    const thread = server.opensThread(ben, 'Secret', { channel: guild.general, isPrivate: true })
    expect(() => server.says(anna, 'x', { channel: thread })).toThrow('is not in channel')
    expect(await refusal(post(thread.id, { content: 'x' }))).toBe('403 50001 Missing Access')
    server.entersThread(server.bot, thread)
    await post(thread.id, { content: 'x' })
    expect(server.sent(thread)).toHaveLength(1)
  })
})

test('a wrong token, path or body is told apart', async () => {
  const at = `${server.apiRoot}/v10/users/@me`
  const authorization = `Bot ${server.token}`
  const ask = async (url: string, init: RequestInit) => (await fetch(url, init)).json()
  expect(await ask(at, { headers: { authorization: 'Bot x' } })).toEqual({ message: '401: Unauthorized', code: 0 })
  expect(await ask(at, { headers: { authorization } })).toMatchObject({ username: 'Regulars', bot: true })
  expect(await ask(`${server.apiRoot}/v10/fly`, {})).toEqual({ message: '404: Not Found', code: 0 })
  expect(await ask(at, { method: 'PUT' })).toEqual({ message: '405: Method Not Allowed', code: 0 })
  const url = `${server.apiRoot}/v10/channels/${server.dm(anna).id}/messages`
  const headers = { authorization, 'content-type': 'application/json' }
  for (const body of ['{"content":', '[]', '"x"']) {
    expect(await ask(url, { method: 'POST', headers, body })).toMatchObject({ code: 50109 })
  }
})
