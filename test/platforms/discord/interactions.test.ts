import {
  ActionRowBuilder,
  ApplicationCommandOptionType,
  ButtonBuilder,
  type ButtonInteraction,
  ButtonStyle,
  type ChatInputCommandInteraction,
  type Client,
  Events,
  FileUploadBuilder,
  type Interaction,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  type ModalSubmitInteraction,
  Routes,
  StringSelectMenuBuilder,
  TextDisplayBuilder,
  TextInputBuilder,
  TextInputStyle,
  UserSelectMenuBuilder,
} from 'discord.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTogether, refusal } from './client.ts'
import type { DiscordServer, Person } from './server.ts'

let both: Awaited<ReturnType<typeof openTogether>>
let server: DiscordServer
let client: Client<true>
let anna: Person
let now: number

beforeEach(async () => {
  now = 1_700_000_000_000
  both = await openTogether({ now: () => now })
  server = both.server
  client = both.client
  anna = server.person({ name: 'Anna' })
  const amount = {
    type: ApplicationCommandOptionType.Integer as const,
    name: 'amount',
    description: 'How many',
    min_value: 1,
  }
  await client.application.commands.set([
    {
      name: 'points',
      nameLocalizations: { 'zh-CN': '积分' },
      description: 'Your points',
      descriptionLocalizations: { 'zh-CN': '你的积分' },
      options: [
        amount,
        { type: 3, name: 'shop', description: 'Which shop', choices: [{ name: 'Old town', value: 'old' }] },
      ],
    },
    {
      name: 'card',
      description: 'Your card',
      options: [{ type: 1, name: 'show', description: 'Show it', options: [amount] }],
    },
    {
      name: 'bill',
      description: 'Send a bill',
      options: [{ type: 11, name: 'file', description: 'The bill', required: true }],
    },
    {
      name: 'find',
      description: 'Find',
      options: [{ type: 3, name: 'word', description: 'What', autocomplete: true }],
    },
    { name: 'Report', type: 3 },
    { name: 'staff', description: 'For staff', contexts: [0] },
  ])
})
afterEach(() => both[Symbol.asyncDispose]())

/** The next interaction that arrives, after `act`. */
async function arriving<T extends Interaction>(act: () => { id: string }): Promise<{ got: T; made: { id: string } }> {
  const arrival = new Promise<T>((resolve) => client.once(Events.InteractionCreate, (it) => resolve(it as T)))
  const made = act()
  return { got: await arrival, made }
}
const slash = (name: string, options = {}, where = {}) =>
  arriving<ChatInputCommandInteraction>(() => server.slash(anna, name, options, where))
const row = (...buttons: ButtonBuilder[]) => new ActionRowBuilder<ButtonBuilder>().addComponents(buttons)
const button = (label: string, id: string) =>
  new ButtonBuilder().setLabel(label).setCustomId(id).setStyle(ButtonStyle.Primary)

describe('slash commands', () => {
  test('arrive with typed options and are answered', async () => {
    const { got, made } = await slash('points', { amount: 5, shop: 'Old town' })
    expect([got.commandName, got.options.getInteger('amount'), got.options.getString('shop')]).toEqual([
      'points',
      5,
      'old',
    ])
    expect([got.user.id, got.locale, got.inGuild()]).toEqual([anna.id, 'en-US', false])
    expect(server.standing(made)).toEqual({ state: 'waiting' })
    now += 50
    await got.reply('120 points')
    expect(server.standing(made)).toEqual({ state: 'answered', kind: 'message', private: false, ms: 50 })
    expect(await server.next(anna)).toMatchObject({ text: '120 points' })
  })

  test('have subcommands, names in other languages, files and people', async () => {
    server.speaks(anna, 'zh-CN')
    expect(server.offered(anna).slice(0, 2)).toEqual([
      { name: '积分', description: '你的积分' },
      { name: 'card', description: 'Your card' },
    ])
    expect((await slash('积分')).got.commandName).toBe('points')
    const card = (await slash('card show', { amount: 2 })).got
    expect([card.options.getSubcommand(), card.options.getInteger('amount')]).toEqual(['show', 2])
    const bill = (await slash('bill', { file: { name: 'a.txt', data: 'five' } })).got
    const url = bill.options.getAttachment('file')?.url ?? ''
    expect(await (await fetch(url)).text()).toBe('five')
  })

  test.each<[string, string, Record<string, string | number>, string]>([
    ['not registered', 'fly', {}, 'there is no /fly here'],
    ['for servers alone', 'staff', {}, 'there is no /staff here'],
    ['an option too many', 'points', { colour: 'red' }, 'there is no option colour'],
    ['an option too few', 'bill', {}, 'option file must be given'],
    ['words for a number', 'points', { amount: 'five' }, 'takes a number'],
    ['half a number', 'points', { amount: 1.5 }, 'takes a whole number'],
    ['too little', 'points', { amount: 0 }, 'does not take 0'],
    ['another choice', 'points', { shop: 'new' }, 'offers Old town'],
    ['half a command', 'card', {}, 'is not whole'],
  ])('Discord’s app does not send what is %s', (_, name, options, why) => {
    expect(() => server.slash(anna, name, options)).toThrow(why)
  })

  test('complete what is typed', async () => {
    const arrival = new Promise<Interaction>((resolve) => client.once(Events.InteractionCreate, resolve))
    const made = server.completes(anna, 'find', 'word', 'ca')
    const got = await arrival
    if (!got.isAutocomplete()) throw new Error('no autocomplete')
    expect(got.options.getFocused()).toBe('ca')
    await got.respond([{ name: 'Cake', value: 'cake' }])
    expect(await server.offers(made)).toEqual([{ name: 'Cake', value: 'cake' }])
  })

  test('stand in the menus of messages', async () => {
    const { id } = server.says(anna, 'rude')
    const arrival = new Promise<Interaction>((resolve) => client.once(Events.InteractionCreate, resolve))
    server.menu(anna, 'Report', id)
    const got = await arrival
    if (!got.isMessageContextMenuCommand()) throw new Error('no menu')
    expect([got.commandName, got.targetMessage.content]).toEqual(['Report', 'rude'])
  })
})

describe('registering commands', () => {
  const set = (names: string[], guild?: string) => {
    const commands = names.map((name) => ({ name, description: 'x' }))
    return guild === undefined
      ? client.application.commands.set(commands)
      : client.application.commands.set(commands, guild)
  }

  test('replaces all, and keeps the ids of those that stay', async () => {
    const before = server.commands().find(({ name }) => name === 'card')
    await set(['card', 'new'])
    expect(server.commands().map(({ name }) => name)).toEqual(['card', 'new'])
    expect(server.commands()[0]?.id).toBe(before?.id)
    expect((await client.application.commands.fetch()).map(({ name }) => name)).toEqual(['card', 'new'])
  })

  test('counts 200 new ones a day for each server and for everywhere', async () => {
    const guild = server.guild()
    const many = (prefix: string) => Array.from({ length: 97 }, (_, i) => `${prefix}${i}`)
    for (const names of [many('a'), many('a'), many('b')]) await set(names)
    expect(await refusal(set(['points']))).toMatch(/^400 30034 /)
    await set(['points'], guild.id)
    expect(server.commands(guild).map(({ name }) => name)).toEqual(['points'])
    now += 24 * 3600 * 1000
    await set(['points'])
  })

  test('that are wrong, or of another application, is refused', async () => {
    expect(await refusal(set(['Points']))).toContain('name[APPLICATION_COMMAND_INVALID_NAME]')
    expect(await refusal(client.rest.put(Routes.applicationCommands('5'), { body: [] }))).toMatch(/^403 50001 /)
    expect(server.commands()).toHaveLength(6)
  })
})

describe('answers', () => {
  test('are too late after three seconds', async () => {
    const { got, made } = await slash('points')
    now += 3001
    expect(await refusal(got.reply('x'))).toBe('404 10062 Unknown interaction')
    expect(server.standing(made)).toEqual({ state: 'failed' })
    expect(server.sent()).toEqual([])
  })

  test('are given once', async () => {
    const { got } = await slash('points')
    const again = { body: { type: 4, data: { content: 'y' } }, auth: false }
    await got.reply('x')
    const why = '400 40060 Interaction has already been acknowledged.'
    expect(await refusal(client.rest.post(Routes.interactionCallback(got.id, got.token), again))).toBe(why)
    expect(server.sent(anna)).toHaveLength(1)
  })

  test('are refused for other tokens', async () => {
    const { got } = await slash('points')
    const at = Routes.interactionCallback(got.id, 'other')
    expect(await refusal(client.rest.post(at, { body: { type: 5 }, auth: false }))).toMatch(/^404 10062 /)
  })

  test('can follow later, in the place of "thinking"', async () => {
    const { got, made } = await slash('points')
    await got.deferReply()
    expect(server.sent(anna)).toMatchObject([{ text: '', loading: true }])
    expect(server.standing(made)).toMatchObject({ state: 'answered', kind: 'deferred' })
    now += 10 * 60_000
    await got.editReply('120 points')
    expect(server.sent(anna)).toMatchObject([{ text: '120 points', loading: false }])
    await got.followUp('and a cake')
    expect(server.sent(anna).map(({ text }) => text)).toEqual(['120 points', 'and a cake'])
    now += 5 * 60_000 + 1
    expect(await refusal(got.editReply('late'))).toBe('401 50027 Invalid Webhook Token')
  })

  test('fill "thinking" with the first thing that follows', async () => {
    const { got } = await slash('points')
    await got.deferReply({ flags: MessageFlags.Ephemeral })
    await client.rest.post(Routes.webhook(client.user.id, got.token), { body: { content: 'x' }, auth: false })
    expect(server.sent(anna)).toMatchObject([{ text: 'x', loading: false, only: anna.id }])
  })

  test('cannot follow what was never answered', async () => {
    const { got } = await slash('points')
    const at = Routes.webhook(client.user.id, got.token)
    expect(await refusal(client.rest.post(at, { body: { content: 'x' }, auth: false }))).toBe(
      '404 10015 Unknown Webhook',
    )
  })

  test('are for one person when they are private, and can be changed and taken back', async () => {
    const ben = server.person({ name: 'Ben' })
    const guild = server.guild({ members: [anna, ben] })
    const { got } = await slash('points', {}, { channel: guild.general })
    const answer = await got.reply({
      content: '120',
      flags: MessageFlags.Ephemeral,
      components: [row(button('More', 'm'))],
    })
    const seen = await server.next(guild.general)
    expect(seen).toMatchObject({ text: '120', only: anna.id })
    expect(server.sees(anna, guild.general)).toHaveLength(1)
    expect(server.sees(ben, guild.general)).toEqual([])
    expect(() => server.presses(ben, seen, 'More')).toThrow('this message is for somebody else')
    expect((await answer.fetch()).content).toBe('120')
    await got.editReply({ content: '130', components: [] })
    expect(server.sees(anna, guild.general)).toMatchObject([{ text: '130', buttons: [] }])
    await got.deleteReply()
    expect(server.sees(anna, guild.general)).toEqual([])
    const url = Routes.channelMessage(guild.general, seen.id)
    expect(await refusal(client.rest.get(url))).toBe('404 10008 Unknown Message')
  })

  test('bring the message when it is asked for', async () => {
    const { got } = await slash('points')
    const response = await got.reply({ content: 'x', withResponse: true })
    expect(response.resource?.message?.content).toBe('x')
    expect(server.sent(anna)[0]?.id).toBe(response.interaction.responseMessageId)
  })

  test('of a wrong kind are refused', async () => {
    const { got } = await slash('points')
    for (const type of [6, 7, 8, 10]) {
      const call = client.rest.post(Routes.interactionCallback(got.id, got.token), { body: { type }, auth: false })
      expect(await refusal(call)).toContain('type[BASE_TYPE_CHOICES]: Value must be one of {4, 5, 9}.')
    }
    await got.reply('still open')
  })
})

describe('buttons and selects', () => {
  test('change the message they are under', async () => {
    const channel = await (await client.users.fetch(anna.id)).createDM()
    const sent = await channel.send({ content: 'Sure?', components: [row(button('Yes', 'yes'), button('No', 'no'))] })
    const { got } = await arriving<ButtonInteraction>(() => server.presses(anna, sent, 'Yes'))
    expect([got.customId, got.message.id]).toEqual(['yes', sent.id])
    await got.update({ content: 'Done', components: [] })
    expect(server.sent(anna)).toMatchObject([{ text: 'Done', buttons: [], edits: 1 }])
    expect(() => server.presses(anna, sent, 'Yes')).toThrow('no button "Yes"')
    const forged = await arriving<ButtonInteraction>(() => server.presses(anna, sent, { data: 'yes' }))
    await forged.got.deferUpdate()
    await forged.got.editReply('Once is enough')
    await forged.got.followUp({ content: 'psst', flags: MessageFlags.Ephemeral })
    expect(server.sent(anna)).toMatchObject([{ text: 'Once is enough' }, { text: 'psst', only: anna.id }])
  })

  test('that cannot be used are not', async () => {
    const channel = await (await client.users.fetch(anna.id)).createDM()
    const sent = await channel.send({ content: 'x', components: [row(button('Yes', 'yes').setDisabled(true))] })
    expect(() => server.presses(anna, sent, 'Yes')).toThrow('cannot be pressed')
  })

  test('bring what was chosen', async () => {
    const guild = server.guild({ members: [anna] })
    const channel = await client.channels.fetch(guild.general)
    if (!channel?.isSendable()) throw new Error('no channel')
    const shops = new StringSelectMenuBuilder()
      .setCustomId('shop')
      .setPlaceholder('Which shop')
      .setMaxValues(2)
      .addOptions(['Old town', 'Harbour'].map((label) => ({ label, value: label.toLowerCase() })))
    const people = new UserSelectMenuBuilder().setCustomId('who')
    const rows = [shops, people].map((each) => new ActionRowBuilder<typeof each>().addComponents(each))
    const sent = await channel.send({ content: 'x', components: rows })
    expect(server.sent()[0]?.selects.map(({ kind, options }) => [kind, options.length])).toEqual([
      ['text', 2],
      ['user', 0],
    ])
    const chose = await arriving(() => server.chooses(anna, sent, 'Which shop', ['Harbour', 'old town']))
    if (!chose.got.isStringSelectMenu()) throw new Error('no select')
    expect(chose.got.values).toEqual(['harbour', 'old town'])
    const named = await arriving(() => server.chooses(anna, sent, 'who', [anna]))
    if (!named.got.isUserSelectMenu()) throw new Error('no select')
    expect(named.got.users.first()?.id).toBe(anna.id)
    expect(() => server.chooses(anna, sent, 'shop', ['Moon'])).toThrow('there is no "Moon" to choose')
    expect(() => server.chooses(anna, sent, 'shop', [])).toThrow('takes 1 to 2, not 0')
  })
})

describe('modals', () => {
  const label = (text: string) => new LabelBuilder().setLabel(text)
  const line = (id: string) => new TextInputBuilder().setCustomId(id).setStyle(TextInputStyle.Short)
  const form = () =>
    new ModalBuilder()
      .setCustomId('complaint')
      .setTitle('What went wrong')
      .addTextDisplayComponents(new TextDisplayBuilder().setContent('We read it all.'))
      .addLabelComponents(
        label('Order').setTextInputComponent(line('order').setMinLength(3).setMaxLength(10)),
        label('More').setTextInputComponent(line('more').setRequired(false).setValue('as before')),
        label('Shop')
          .setDescription('Where it was')
          .setStringSelectMenuComponent(
            new StringSelectMenuBuilder().setCustomId('shop').addOptions({ label: 'Harbour', value: 'h' }),
          ),
        label('Photo').setFileUploadComponent(new FileUploadBuilder().setCustomId('photo').setRequired(false)),
      )

  test('are opened, filled and sent off', async () => {
    const { got, made } = await slash('points')
    await got.showModal(form())
    const modal = await server.opened(made)
    expect(modal).toMatchObject({ title: 'What went wrong', text: 'We read it all.', who: anna.id })
    expect(modal.fields.map((field) => [field.label, field.hint, field.required, field.value])).toEqual([
      ['Order', undefined, true, ''],
      ['More', undefined, false, 'as before'],
      ['Shop', 'Where it was', true, []],
      ['Photo', undefined, false, []],
    ])
    const photo = { name: 'cake.png', type: 'image/png', data: 'sad' }
    const sent = await arriving<ModalSubmitInteraction>(() =>
      server.submits(modal, { Order: 'A-17', Shop: ['Harbour'], photo: [photo] }),
    )
    const { fields, customId } = sent.got
    expect([customId, fields.getTextInputValue('order'), fields.getTextInputValue('more')]).toEqual([
      'complaint',
      'A-17',
      'as before',
    ])
    expect(fields.getStringSelectValues('shop')).toEqual(['h'])
    const file = fields.getUploadedFiles('photo')?.first()
    expect(await (await fetch(file?.url ?? '')).text()).toBe('sad')
    await sent.got.reply({ content: 'Thank you', flags: MessageFlags.Ephemeral })
    expect(await server.next(anna)).toMatchObject({ text: 'Thank you', only: anna.id })
    expect(() => server.submits(modal, { Order: 'A-17' })).toThrow('was sent off or closed')
  })

  test('under a button can change its message', async () => {
    const channel = await (await client.users.fetch(anna.id)).createDM()
    const sent = await channel.send({ content: 'Ask', components: [row(button('Write', 'w'))] })
    const { got, made } = await arriving<ButtonInteraction>(() => server.presses(anna, sent, 'Write'))
    await got.showModal(form())
    const modal = await server.opened(made)
    const filled = await arriving<ModalSubmitInteraction>(() => server.submits(modal, { order: 'A-17', shop: ['h'] }))
    if (!filled.got.isFromMessage()) throw new Error('from no message')
    await filled.got.update({ content: 'Asked', components: [] })
    expect(server.sent(anna)).toMatchObject([{ text: 'Asked' }])
  })

  test('that are not filled as they should be are not sent off', async () => {
    const { got, made } = await slash('points')
    await got.showModal(form())
    const modal = await server.opened(made)
    expect(() => server.submits(modal, { shop: ['h'] })).toThrow('"Order" takes 3 to 10 letters, not 0')
    expect(() => server.submits(modal, { order: 'A-17' })).toThrow('"Shop" takes 1 to 1, not 0')
    expect(() => server.submits(modal, { Colour: 'red' })).toThrow('there is no field "Colour"')
    server.closes(modal)
    expect(() => server.modal(made)).toThrow('no modal was opened')
  })

  test('cannot be opened later, or from a modal', async () => {
    const late = (await slash('points')).got
    await late.deferReply()
    const opening = client.rest.post(Routes.interactionCallback(late.id, late.token), {
      body: { type: 9, data: form().toJSON() },
      auth: false,
    })
    expect(await refusal(opening)).toMatch(/^400 40060 /)
    const first = await slash('points')
    await first.got.showModal(form())
    const modal = await server.opened(first.made)
    const { got } = await arriving<ModalSubmitInteraction>(() => server.submits(modal, { order: 'A-17', shop: ['h'] }))
    const again = client.rest.post(Routes.interactionCallback(got.id, got.token), {
      body: { type: 9, data: form().toJSON() },
      auth: false,
    })
    expect(await refusal(again)).toContain('type[BASE_TYPE_CHOICES]')
  })

  const input = { type: 4, custom_id: 'a', style: 1 }
  const labelled = (component: object, more = {}) => ({ type: 18, label: 'a', component, ...more })
  test.each<[string, object, string]>([
    [
      'a long title',
      { title: 'x'.repeat(46) },
      'data.title[BASE_TYPE_BAD_LENGTH]: Must be between 1 and 45 in length.',
    ],
    ['a long custom id', { custom_id: 'x'.repeat(101) }, 'data.custom_id[BASE_TYPE_BAD_LENGTH]'],
    ['nothing in it', { components: [] }, 'data.components[BASE_TYPE_BAD_LENGTH]: Must be between 1 and 5 in length.'],
    [
      'six fields',
      { components: Array.from({ length: 6 }, (_, i) => labelled({ ...input, custom_id: `${i}` })) },
      'data.components[BASE_TYPE_BAD_LENGTH]',
    ],
    [
      'a long label',
      { components: [labelled(input, { label: 'x'.repeat(46) })] },
      'components[0].label[BASE_TYPE_BAD_LENGTH]',
    ],
    [
      'a long hint',
      { components: [labelled(input, { description: 'x'.repeat(101) })] },
      'components[0].description[BASE_TYPE_MAX_LENGTH]',
    ],
    [
      'a button',
      { components: [labelled({ type: 2, style: 1, label: 'a', custom_id: 'b' })] },
      'components[0].component.type[UNION_TYPE_CHOICES]',
    ],
    [
      'a select without a label',
      { components: [{ type: 3, custom_id: 'a', options: [] }] },
      'components[0].type[UNION_TYPE_CHOICES]',
    ],
    [
      'a long value',
      { components: [labelled({ ...input, value: 'x'.repeat(4001) })] },
      'component.value[BASE_TYPE_MAX_LENGTH]',
    ],
    [
      'a long placeholder',
      { components: [labelled({ ...input, placeholder: 'x'.repeat(101) })] },
      'component.placeholder[BASE_TYPE_MAX_LENGTH]',
    ],
    [
      'too long a length',
      { components: [labelled({ ...input, max_length: 4001 })] },
      'component.max_length[NUMBER_TYPE_MAX]',
    ],
    [
      'a disabled select',
      { components: [labelled({ type: 5, custom_id: 'a', disabled: true })] },
      'component.disabled[COMPONENT_DISABLED_IN_MODAL]',
    ],
    [
      'eleven files',
      { components: [labelled({ type: 19, custom_id: 'a', max_values: 11 })] },
      'component.max_values[NUMBER_TYPE_MAX]',
    ],
    [
      'the same custom id twice',
      { components: [labelled(input), labelled(input)] },
      'component.custom_id[COMPONENT_CUSTOM_ID_DUPLICATED]',
    ],
  ])('with %s are refused', async (_, wrong, why) => {
    const { got, made } = await slash('points')
    const data = { custom_id: 'a', title: 'a', components: [labelled(input)], ...wrong }
    const opening = client.rest.post(Routes.interactionCallback(got.id, got.token), {
      body: { type: 9, data },
      auth: false,
    })
    expect(await refusal(opening)).toContain(why)
    expect(server.standing(made)).toEqual({ state: 'waiting' })
  })
})
