import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Command, Message } from '../../src/chat.ts'
import { until } from '../contract/until.ts'
import type { Interaction } from '../platforms/discord/interactions.ts'
import type { Person } from '../platforms/discord/server.ts'
import { type House, openHouse, person, place } from './house.ts'

const choice: Message = { text: 'Which?', parts: [{ kind: 'buttons', buttons: [{ label: 'Yes', press: 'yes:7' }] }] }
const offer: Message = {
  text: 'Come',
  parts: [{ kind: 'buttons', buttons: [{ label: 'Tell', form: 'visit', about: '7' }] }],
}

/** Somebody in a server, with a house that listens; the commands are registered. */
async function open(settings: Parameters<typeof openHouse>[0] = {}) {
  const house = await (await openHouse(settings)).listen()
  await until(() => house.server.commands().length > 0)
  const [ada, ben] = [house.server.person({ name: 'Ada', locale: 'de' }), house.server.person({ name: 'Ben' })]
  const { general } = house.server.guild({ members: [ada, ben] })
  return { house, server: house.server, ear: house.ear, ada, ben, general }
}

/** Discord's own id of a message that only one person sees. */
const bareId = (message: string | undefined) => message?.split('~')[0] ?? ''

/** How it stands, once it was answered. */
const answered = async ({ server }: House, interaction: Interaction) => server.answer(interaction)
const sees = ({ server }: House, who: Person, channel: string) => server.sees(who, channel).map(({ text }) => text)

describe('a command', () => {
  it('in a server is answered in private, in the place of what is shown as thinking', async () => {
    const { house, server, ear, ada, ben, general } = await open()
    await using _ = house
    const asked = server.slash(ada, 'earn', { text: '5' }, { channel: general })
    expect(await ear.next()).toMatchObject({ id: asked.id, kind: 'asked', command: 'earn', args: '5', direct: false })
    expect(ear.told[0]?.who).toEqual({ ...person(ada), locale: 'de' })
    expect(await answered(house, asked)).toMatchObject({ state: 'answered', kind: 'deferred', private: true })
    const only = person(ada)
    const first = await house.send({ place: place(general), only }, choice)
    const second = await house.send({ place: place(general), only }, 'And more')
    expect([first.place, second.place]).toEqual([place(general), place(general)])
    expect(server.sees(ada, general)).toMatchObject([
      { id: bareId(first.message), text: 'Which?', loading: false, only: ada.id, edits: 0 },
      { id: bareId(second.message), text: 'And more', only: ada.id },
    ])
    expect(sees(house, ben, general)).toEqual([])
    await house.send({ place: place(general), only, replaces: first.message }, 'Done')
    await house.send({ place: place(general), only, replaces: second.message }, 'And done')
    expect(sees(house, ada, general)).toEqual(['Done', 'And done'])
    expect(server.sent(ada)).toEqual([])
  })

  it('alone with the bot is answered there, once it thinks no more by an ordinary message', async () => {
    const { house, server, ear, ada } = await open()
    await using _ = house
    const asked = server.slash(ada, 'points')
    await ear.next()
    expect(await answered(house, asked)).toMatchObject({ kind: 'deferred', private: false })
    const sent = [await house.send(ada, 'One'), await house.send(ada, 'Two')]
    expect(server.sees(ada).map(({ id, text, loading }) => [id, text, loading])).toEqual([
      [sent[0]?.message, 'One', false],
      [sent[1]?.message, 'Two', false],
    ])
    expect(server.calls('createMessage')).toHaveLength(1)
    await house.send({ place: house.alone(ada), replaces: sent[0]?.message ?? '' }, 'One more')
    expect(sees(house, ada, server.dm(ada).id)).toEqual(['One more', 'Two'])
  })

  it('answered for all leaves nobody shown as thinking', async () => {
    const { house, server, ear, ada, general } = await open()
    await using _ = house
    await answered(house, server.slash(ada, 'points', {}, { channel: general }))
    await ear.next()
    await house.send({ place: place(general) }, 'For all')
    await until(() => server.sees(ada, general).length === 1)
    expect(sees(house, ada, general)).toEqual(['For all'])
    await house.send({ place: place(general), only: person(ada) }, 'For you')
    expect(server.sees(ada, general)).toMatchObject([{ text: 'For all' }, { text: 'For you', only: ada.id }])
  })

  it('whose thinking is overtaken by an answer for all is not left thinking', async () => {
    const { house, server, ear, ada, general } = await open()
    await using _ = house
    const stored = Promise.withResolvers<void>()
    ear.gate = stored.promise
    server.slash(ada, 'points', {}, { channel: general })
    await ear.next()
    await house.send({ place: place(general) }, 'For all')
    stored.resolve()
    await server.nextCall('deleteOriginal')
    expect(sees(house, ada, general)).toEqual(['For all'])
    expect(server.calls('deleteOriginal').map(({ code }) => code)).toEqual([200])
  })

  it('that nobody answers is not shown as being worked on for ever', async () => {
    const { house, server, ear, ada, general } = await open({ thinking: 20 })
    await using _ = house
    await answered(house, server.slash(ada, 'points', {}, { channel: general }))
    await answered(house, server.slash(ada, 'points'))
    await ear.first(2)
    await until(() => server.sees(ada, general).length + server.sees(ada).length === 0)
    await house.send({ place: place(general), only: person(ada) }, 'Late')
    await house.send(ada, 'Late, too')
    expect([...server.sees(ada, general), ...server.sees(ada)]).toMatchObject([{ only: ada.id }, { text: 'Late, too' }])
  })

  it('has its pieces put into their order', async () => {
    const { house, server, ear, ada } = await open()
    await using _ = house
    const menu: Command[] = [
      {
        name: 'book',
        description: 'Book',
        args: 'whom and how much',
        options: [
          { name: 'whom', kind: 'line', description: 'Whom' },
          { name: 'how', kind: 'choice', description: 'How', options: [{ value: 'cash', label: 'Cash' }] },
          { name: 'amount', kind: 'number', description: 'How much' },
        ],
      },
    ]
    ear.menu = () => menu
    await house.deafen()
    house.begin()
    await until(() => server.commands()[0]?.name === 'book')
    await until(() => server.gateway.live.length === 1)
    server.slash(ada, 'book', { amount: 12.5, how: 'Cash', whom: server.mention(ada) })
    expect(await ear.next()).toMatchObject({ command: 'book', args: `discord:${ada.id} cash 12.5` })
  })
})

describe('a press', () => {
  it('under what is for one person alone changes that', async () => {
    const { house, server, ear, ada, general } = await open()
    await using _ = house
    await answered(house, server.slash(ada, 'points', {}, { channel: general }))
    const only = person(ada)
    const { message } = await house.send({ place: place(general), only }, choice)
    const pressed = server.presses(ada, bareId(message), 'Yes')
    expect((await ear.first(2))[1]).toMatchObject({ kind: 'pressed', press: 'yes:7', message, direct: false })
    expect(await answered(house, pressed)).toMatchObject({ kind: 'deferred update' })
    const sent = await house.send({ place: place(general), replaces: message }, 'You said yes')
    expect(sent).toEqual({ place: place(general), message })
    expect(sees(house, ada, general)).toEqual(['You said yes'])
    await house.send({ place: place(general), only }, 'Thank you')
    expect(server.sees(ada, general)).toMatchObject([{ edits: 1 }, { text: 'Thank you', only: ada.id }])
  })

  it('that is a choice from a list is one as well, also of what opens a form', async () => {
    const { house, server, ear, ada } = await open()
    await using _ = house
    const buttons = Array.from({ length: 40 }, (__, n) => ({ label: `Option ${n}`, press: `option:${n}` }))
    const parts = [{ kind: 'buttons' as const, buttons: [...buttons, { label: 'Tell', form: 'visit', about: '7' }] }]
    const { message } = await house.send(ada, { text: 'Which?', parts })
    const chosen = server.chooses(ada, message, 'more', ['Option 33'])
    expect(await ear.next()).toMatchObject({ kind: 'pressed', press: 'option:33', message })
    expect(await answered(house, chosen)).toMatchObject({ kind: 'deferred update' })
    expect((await server.opened(server.chooses(ada, message, 'more', ['Tell']))).title).toBe('Your visit')
  })

  it('under what is for one person alone is never answered for all to see', async () => {
    const { house, server, ear, ada, ben, general } = await open()
    await using _ = house
    await answered(house, server.slash(ada, 'points', {}, { channel: general }))
    const { message } = await house.send({ place: place(general), only: person(ada) }, choice)
    server.presses(ada, bareId(message), 'Yes')
    await ear.first(2)
    // in another process nothing is known of it, and after a while nothing can be done with it
    const other = await house.another().start()
    const replaces = message
    expect((await other.send({ place: place(general), replaces }, 'Secret')).place).toEqual(house.alone(ada))
    house.later = 15 * 60_000
    expect((await house.send({ place: place(general), replaces }, 'Secret, too')).place).toEqual(house.alone(ada))
    expect(server.sees(ben, general)).toEqual([])
    expect(server.sees(ada).map(({ text }) => text)).toEqual(['Secret', 'Secret, too'])
    await other.stop()
  })

  it('that was forged is taken for what it says, and one of no meaning is nothing', async () => {
    const { house, server, ear, ada } = await open()
    await using _ = house
    const { message } = await house.send(ada, choice)
    for (const data of ['nonsense', '0|', 'again:x:', '', '|yes', '__proto__']) server.presses(ada, message, { data })
    server.presses(ada, message, { data: '3|grant:owner' })
    expect(await ear.next()).toMatchObject({ kind: 'pressed', press: 'grant:owner', who: { id: ada.id } })
  })
})

describe('the first answer', () => {
  it('waits until it is stored, but not longer than people can', async () => {
    const { house, server, ear, ada, general } = await open({ patience: 60 })
    await using _ = house
    const stored = Promise.withResolvers<void>()
    ear.gate = stored.promise
    const asked = server.slash(ada, 'points', {}, { channel: general })
    await ear.next()
    await pause(20)
    expect(server.standing(asked).state).toBe('waiting')
    expect(await answered(house, asked)).toMatchObject({ state: 'answered', kind: 'deferred' })
    stored.resolve()
    await house.send({ place: place(general), only: person(ada) }, 'There')
    expect(sees(house, ada, general)).toEqual(['There'])
    expect(server.calls('answerInteraction')).toHaveLength(1)
  })

  it('comes within three seconds while storing takes two, and many more come in', async () => {
    const { house, server, ear, ada, general } = await open()
    await using _ = house
    const { message } = await house.send({ place: place(general) }, choice)
    ear.gate = pause(2_000)
    const all = [
      server.slash(ada, 'points', {}, { channel: general }),
      server.presses(ada, message, 'Yes'),
      ...Array.from({ length: 50 }, () => server.slash(ada, 'points')),
      server.slash(ada, 'visit'),
    ]
    const standings = await Promise.all(all.map((each) => server.answer(each)))
    for (const { state, ms } of standings) expect(state === 'answered' && (ms ?? 3000) < 3000).toBe(true)
    // what opens a form waits for nothing
    expect(standings.at(-1)).toMatchObject({ kind: 'modal' })
    await ear.first(52)
  })

  it.each([
    ['lost', { kind: 'lose' }, 2],
    ['refused for now', { kind: 'answer', code: 500 }, 2],
    ['cut off', { kind: 'cut' }, 2],
  ] as const)('is given again when it was %s', async (_, fault, calls) => {
    const { house, server, ear, ada, general } = await open()
    await using __ = house
    server.fault({ ...fault, on: 'answerInteraction', count: 1 })
    const asked = server.slash(ada, 'points', {}, { channel: general })
    await ear.next()
    expect(await answered(house, asked)).toMatchObject({ state: 'answered' })
    await house.send({ place: place(general), only: person(ada) }, 'Here')
    expect(sees(house, ada, general)).toEqual(['Here'])
    expect(server.calls('answerInteraction')).toHaveLength(calls)
  })

  it('that comes too late is no misfortune: the answer comes as a direct message', async () => {
    const { house, server, ear, ada, general } = await open()
    await using _ = house
    server.fault({ kind: 'expire' })
    server.slash(ada, 'points', {}, { channel: general })
    await ear.next()
    const sent = await house.send({ place: place(general), only: person(ada) }, 'Here')
    expect(sent.place).toEqual(house.alone(ada))
    expect(sees(house, ada, server.dm(ada).id)).toEqual(['Here'])
    expect(server.calls('editOriginal')).toEqual([])
    expect(house.log.join()).toContain('10062')
    expect(house.adapter.status()).toBe('ok')
  })

  it('is one when it is told twice, and what was answered is not written over', async () => {
    const { house, server, ear, ada, general } = await open()
    await using _ = house
    server.fault({ kind: 'repeat', times: 2, on: 'INTERACTION_CREATE' })
    await answered(house, server.slash(ada, 'points', {}, { channel: general }))
    const told = await ear.first(3)
    expect(new Set(told.map(({ id }) => id)).size).toBe(1)
    const only = person(ada)
    for (const text of ['One', 'Two']) await house.send({ place: place(general), only }, text)
    expect(sees(house, ada, general)).toEqual(['One', 'Two'])
    expect(server.calls('answerInteraction')).toHaveLength(1)
    const modal = server.slash(ada, 'visit')
    await server.opened(modal)
    server.says(ada, 'after')
    expect((await ear.first(4))[3]).toMatchObject({ text: 'after' })
  })

  it('was given by the process before: what it filled in stays', async () => {
    const { house, server, ear, ada, general } = await open()
    await using _ = house
    await answered(house, server.slash(ada, 'points', {}, { channel: general }))
    await ear.next()
    const only = person(ada)
    await house.send({ place: place(general), only }, 'The answer')
    await house.stop()
    // what was written down of the session is from before all that
    for (const [name, kept] of ear.kept) ear.kept.set(name, JSON.stringify({ ...JSON.parse(kept), seen: 1 }))
    const next = house.another()
    await next.start()
    next.begin()
    await server.session('resumed')
    await ear.first(2)
    await server.nextCall('answerInteraction', ({ code }) => code === 400)
    await next.send({ place: place(general), only }, 'More')
    expect(sees(house, ada, general)).toEqual(['The answer', 'More'])
    await next.stop()
  })
})

it('what a process that ended left thinking, the next one fills in', async () => {
  const { house, server, ear, ada, general } = await open()
  await using _ = house
  await answered(house, server.slash(ada, 'points', {}, { channel: general }))
  await ear.next()
  await house.stop()
  for (const [name, kept] of ear.kept) ear.kept.set(name, JSON.stringify({ ...JSON.parse(kept), seen: 1 }))
  const next = house.another()
  await next.start()
  next.begin()
  await ear.first(2)
  await server.nextCall('getOriginal')
  await next.send({ place: place(general), only: person(ada) }, 'The answer')
  expect(server.sees(ada, general)).toMatchObject([{ text: 'The answer', loading: false }])
  await next.stop()
})

describe('a private answer with no token for it', () => {
  it('goes to the conversation alone: after a message, after a restart, and when the time is over', async () => {
    const { house, server, ear, ada, ben, general } = await open()
    await using _ = house
    const only = person(ada)
    const to = { place: place(general), only }
    server.says(ada, `${server.mention(server.bot)} points`, { channel: general })
    await ear.first(1)
    expect((await house.send(to, 'One')).place).toEqual(house.alone(ada))
    await answered(house, server.slash(ada, 'points', {}, { channel: general }))
    await house.send(to, 'Two')
    house.later = 15 * 60_000
    expect((await house.send(to, 'Three')).place).toEqual(house.alone(ada))
    const other = house.another()
    await other.start()
    expect((await other.send(to, 'Four')).place).toEqual(house.alone(ada))
    expect(sees(house, ada, general)).toEqual(['Two'])
    expect(server.sees(ada).map(({ text }) => text)).toEqual(['One', 'Three', 'Four'])
    expect(server.sees(ben, general)).toEqual([])
    await other.stop()
  })

  it('also when Discord has forgotten the token before its time', async () => {
    const { house, server, ada, general } = await open()
    await using _ = house
    await answered(house, server.slash(ada, 'points', {}, { channel: general }))
    for (const on of ['editOriginal', 'followUp']) server.fault({ kind: 'answer', code: 401, error: 50027, on })
    const sent = await house.send({ place: place(general), only: person(ada) }, 'Here')
    expect(sent.place).toEqual(house.alone(ada))
    expect(house.adapter.status()).toBe('ok')
  })
})

describe('a form', () => {
  const filled = { 'Your name': 'Ada', 'How was it': 'Good', 'What did you pay': 'lots' }

  it('with something wrong in it says what, and is opened again with what was typed', async () => {
    const { house, server, ear, ada, general } = await open()
    await using _ = house
    ear.wrong = ({ amount }) => (amount === '5' ? undefined : { amount: `not *${amount}*` })
    const { message } = await house.send({ place: place(general) }, offer)
    const openers: unknown[] = []
    const form = ear.form.bind(ear)
    ear.form = (opener) => {
      openers.push(opener)
      return form(opener)
    }
    const modal = await server.opened(server.presses(ada, message, 'Tell'))
    expect(openers).toContainEqual({ form: 'visit', about: '7' })
    expect(modal).toMatchObject({
      title: 'Your visit',
      fields: [{ label: 'Your name', required: true, hint: 'As on your card' }, {}, {}, {}, {}],
    })
    const first = server.submits(modal, { ...filled, Where: ['South Street'] })
    expect(await server.answer(first)).toMatchObject({ kind: 'message', private: true })
    const [, objection] = server.sees(ada, general)
    expect(objection?.text).toContain('What did you pay: not *lots*')
    expect(ear.told).toEqual([])

    const again = await server.opened(server.presses(ada, objection?.id ?? '', 'Your visit'))
    expect(again.fields.map(({ value }) => value)).toEqual(['Ada', 'Good', 'lots', '', ['south']])
    const second = server.submits(again, { 'What did you pay': 'more' })
    expect(await server.answer(second)).toMatchObject({ kind: 'update' })
    expect(server.sees(ada, general).map(({ text }) => text)[1]).toContain('not *more*')

    const third = await server.opened(server.presses(ada, objection?.id ?? '', 'Your visit'))
    server.submits(third, { 'What did you pay': '5' })
    expect(await ear.next()).toMatchObject({
      kind: 'filled',
      form: 'visit',
      about: '7',
      message,
      values: { who: 'Ada', what: 'Good', amount: '5', shop: 'south' },
    })
    await until(() => server.sees(ada, general).length === 1)
    await house.send({ place: place(general), only: person(ada) }, 'Thank you')
    expect(server.sees(ada, general).at(-1)).toMatchObject({ text: 'Thank you', only: ada.id })
  })

  it('is empty when it is opened again after a restart', async () => {
    const { house, server, ear, ada } = await open()
    await using _ = house
    ear.wrong = () => ({ amount: 'no' })
    server.submits(await server.opened(server.slash(ada, 'visit')), filled)
    await until(() => server.sees(ada).length === 1)
    const [objection] = server.sees(ada)
    await house.stop()
    const next = house.another()
    await next.start()
    next.begin()
    await server.session('resumed')
    const modal = await server.opened(server.presses(ada, objection?.id ?? '', 'Your visit'))
    expect(modal.fields.map(({ value }) => value)).toEqual(['', '', '', '', []])
    ear.wrong = () => undefined
    server.submits(modal, filled)
    const heard = await ear.next()
    expect(heard).toMatchObject({ kind: 'filled', form: 'visit' })
    expect(heard).not.toHaveProperty('about')
    await next.stop()
  })

  it('that came from a command is answered in the place of what is shown as thinking', async () => {
    const { house, server, ear, ada, general } = await open()
    await using _ = house
    const modal = await server.opened(server.slash(ada, 'visit', {}, { channel: general }))
    const sent = server.submits(modal, filled)
    expect(await ear.next()).toMatchObject({ kind: 'filled', values: { who: 'Ada' }, where: place(general) })
    expect(await server.answer(sent)).toMatchObject({ kind: 'deferred', private: true })
    await house.send({ place: place(general), only: person(ada) }, 'Thank you')
    expect(server.sees(ada, general)).toMatchObject([{ text: 'Thank you', only: ada.id }])
  })

  it('is opened while the database is away', async () => {
    const { house, server, ear, ada } = await open()
    await using _ = house
    ear.gate = new Promise(() => {})
    const { message } = await house.send(ada, offer)
    expect((await server.opened(server.presses(ada, message, 'Tell'))).fields).toHaveLength(5)
  })
})
