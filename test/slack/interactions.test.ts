import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Button, Message } from '../../src/chat.ts'
import { until } from '../contract/until.ts'
import { type House, human, openHouse, place } from './house.ts'

const withButtons = (...list: Button[]): Message => ({ text: 'Choose', parts: [{ kind: 'buttons', buttons: list }] })
const offer = withButtons({ label: 'Tell us', form: 'visit', about: 'order:7' }, { label: 'Go', press: 'go' })

/** Somebody with a message in front that has those buttons. */
async function offered(house: House, message = offer) {
  const ada = house.server.person({ name: 'Ada' })
  await house.send(ada, message)
  const [shown] = house.shown(ada)
  if (!shown) throw new Error('it is not shown')
  return { ada, shown }
}

for (const http of [false, true]) {
  describe(http ? 'over HTTP' : 'over socket mode', () => {
    it('a form is open before anything is stored, and taken while storing takes two seconds', async () => {
      await using house = await (await openHouse({ http })).listen()
      const { server, ear } = house
      const { ada, shown } = await offered(house)
      ear.gate = setTimeout(2_000)
      expect(await server.presses(ada, shown, 'Tell us').taken).toMatchObject({ ok: true })
      expect(server.modal(ada)?.title).toBe('Your visit')
      expect(ear.told).toEqual([])
      ear.gate = setTimeout(2_000)
      const submitted = await server.submits(ada, { who: 'Ada', what: 'Good' })
      expect(submitted).toMatchObject({ kind: 'closed' })
      expect(submitted.ms).toBeLessThan(3_000)
      expect(ear.told).toMatchObject([{ kind: 'filled', values: { who: 'Ada', what: 'Good' }, about: 'order:7' }])
    })

    it('what one does waits for nothing that 500 others do', async () => {
      await using house = await (await openHouse({ http }, { deadline: 50_000 })).listen()
      const { server, ear } = house
      const { ada, shown } = await offered(house)
      const stored = Promise.withResolvers<void>()
      ear.gate = stored.promise
      for (let n = 0; n < 500; n += 1) server.says(server.person(), 'hi')
      await ear.first(500)
      const taken = [server.presses(ada, shown, 'Go').taken, server.asks(ada, '/regulars points').taken]
      // nothing is stored yet, and a form needs nothing stored
      expect(await server.presses(ada, shown, 'Tell us').taken).toMatchObject({ ok: true })
      expect(server.modal(ada)?.title).toBe('Your visit')
      await ear.first(502)
      stored.resolve()
      for (const each of await Promise.all(taken)) expect(each).toMatchObject({ ok: true })
      await until(() => server.pending === 0)
      expect(
        server
          .envelopes()
          .flatMap(({ tries }) => tries)
          .every(({ ok }) => ok),
      ).toBe(true)
    })

    it('a form that comes too late is offered by the engine instead', async () => {
      await using house = await (await openHouse({ http })).listen()
      const { server, ear } = house
      const { ada, shown } = await offered(house)
      server.fault({ kind: 'expired', on: ['block_actions', 'slash_commands'] })
      expect(await server.presses(ada, shown, 'Tell us').taken).toMatchObject({ ok: true })
      await server.asks(ada, '/regulars visit').taken
      expect(server.modal(ada)).toBeUndefined()
      expect(await ear.first(2)).toMatchObject([
        { kind: 'pressed', press: 'form:visit:order:7', message: shown.id },
        { kind: 'asked', command: 'visit', args: '' },
      ])
    })
  })
}

describe('a form', () => {
  it('is in the language of the person', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const languages: unknown[] = []
    const form = ear.form.bind(ear)
    ear.form = (opener, locale?: string) => {
      languages.push(locale)
      return form(opener)
    }
    ear.check = (_, __, locale?: string) => {
      languages.push(locale)
      return undefined
    }
    const ada = server.person({ locale: 'zh-CN' })
    await server.asks(ada, '/regulars visit').taken
    await server.submits(ada, { who: 'Ada', what: 'Good' })
    expect(languages).toEqual([undefined, 'zh-CN', 'zh-CN'])
  })

  it('begins with what is known of what its button is about', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const form = ear.form.bind(ear)
    ear.form = (opener) => {
      const drawn = form(opener)
      const isAbout = 'form' in opener && 'about' in opener && opener.about === 'order:7'
      return drawn && isAbout ? { ...drawn, fields: drawn.fields.map((it) => ({ ...it, value: 'Begun' })) } : drawn
    }
    const { ada, shown } = await offered(house)
    await server.presses(ada, shown, 'Tell us').taken
    expect(JSON.stringify(server.modal(ada))).toContain('"Begun"')
  })

  it('is filled in once however often it is sent off', async () => {
    await using house = await (await openHouse({}, { deadline: 300 })).listen()
    const { server, ear } = house
    const ada = server.person()
    await server.asks(ada, '/regulars visit').taken
    const stored = Promise.withResolvers<void>()
    ear.gate = stored.promise
    expect(await server.submits(ada, { who: 'Ada', what: 'Good' })).toMatchObject({ kind: 'broken' })
    stored.resolve()
    expect(await server.submits(ada)).toMatchObject({ kind: 'closed' })
    expect(new Set(ear.told.map(({ id }) => id)).size).toBe(1)
    await server.asks(ada, '/regulars visit').taken
    await server.submits(ada, { who: 'Ada', what: 'Good' })
    expect(new Set(ear.told.map(({ id }) => id)).size).toBe(2)
  })

  it('knows the channel and the thread it was opened in', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const ada = server.person()
    const room = server.channel({ members: [ada] })
    const { id: thread } = server.says(ada, 'Hm', { chat: room })
    await house.send({ place: place(room.id, thread), only: human(ada) }, offer)
    const [shown] = server.sent(room)
    if (!shown) throw new Error('it is not shown')
    await server.presses(ada, shown, 'Tell us').taken
    await server.submits(ada, { who: 'Ada', what: 'Good' })
    expect(await ear.first(1)).toMatchObject([
      { kind: 'filled', where: place(room.id, thread), direct: false, message: `${shown.id}:${ada.id}` },
    ])
  })

  it('that the engine does not know is a press like any other', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const { ada, shown } = await offered(house, withButtons({ label: 'Old', form: 'gone' }))
    await server.presses(ada, shown, 'Old').taken
    expect(await ear.first(1)).toMatchObject([{ kind: 'pressed', press: 'form:gone' }])
    expect(server.calls('views.open')).toEqual([])
  })
})

describe('a press', () => {
  it('of a link is acknowledged, and is nothing more', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const { ada, shown } = await offered(house, withButtons({ label: 'Page', url: 'https://shop.example' }))
    expect(await server.presses(ada, shown, 'Page').taken).toMatchObject({ ok: true })
    expect(ear.told).toEqual([])
  })

  it.each([
    ['another value', { action: 'press.1', value: 'grant:me' }],
    ['another button', { action: 'press.7', value: 'go' }],
    ['no value', { action: 'press.1' }],
    ['something else', { action: 'x', value: 'go' }],
  ])('forged with %s is acknowledged, and is nothing more', async (_, what) => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const { ada, shown } = await offered(house)
    expect(await server.presses(ada, shown, what).taken).toMatchObject({ ok: true })
    expect(ear.told).toEqual([])
  })

  it('of the private message of somebody else is refused', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const [ada, ben] = [server.person(), server.person()]
    const room = server.channel({ members: [ada, ben] })
    await house.send({ place: place(room.id), only: human(ada) }, offer)
    const [shown] = server.sent(room)
    const control = shown?.buttons[1]
    if (!shown || !control) throw new Error('it is not shown')
    const { action, value = '' } = control
    await server.presses(ben, shown, { action, value }).taken
    await server.presses(ada, shown, { action, value: 'grant:ada' }).taken
    await server.presses(ben, shown, { action: 'press.1', value }).taken
    expect(ear.told).toEqual([])
    await server.presses(ada, shown, { action, value }).taken
    expect(await ear.first(1)).toMatchObject([{ kind: 'pressed', press: 'go', who: human(ada) }])
  })

  it('of a message of another app is nothing to us', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const { ada, shown } = await offered(house)
    const other = server.otherBot()
    const message = server.world.workspace.channel(shown.chat).messages.get(shown.id)
    if (!message) throw new Error('it is not there')
    Object.assign(message, { user: other.id, bot_id: 'BOTHER001' })
    await server.presses(ada, shown, 'Go').taken
    expect(ear.told).toEqual([])
  })
})

describe('a command', () => {
  it('by its name in another language is that command, other words are said', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    ear.commands = () => [{ name: 'points', localName: '积分', description: 'Your points' }]
    const ada = server.person()
    await server.asks(ada, '/regulars 积分 now').taken
    await server.asks(ada, '/regulars 你好 there').taken
    expect(await ear.first(2)).toMatchObject([
      { kind: 'asked', command: 'points', args: 'now' },
      { kind: 'said', text: '你好 there' },
    ])
  })

  it('in plain words names people the same way, other words say whom they mention', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const option = { name: 'who', kind: 'line' as const, description: 'Whom' }
    ear.commands = () => [
      { name: 'earn', localName: '记账', description: 'Add points', options: [option] },
      { name: 'points', description: 'Your points' },
    ]
    const [ada, ben] = [server.person({ name: 'Ada' }), server.person({ name: 'Ben' })]
    for (const text of [
      'Earn @Ben 5',
      '记账 @Ben 5',
      'points of @Ben',
      'did @Ben earn 5?',
      '@Ben',
      'is @U0NOBODY there',
    ])
      server.says(ada, text)
    expect((await ear.first(6)).map((it) => 'text' in it && it.text)).toEqual([
      `Earn slack:${ben.id} 5`,
      `记账 slack:${ben.id} 5`,
      'points of @Ben',
      'did @Ben earn 5?',
      '@Ben',
      'is @U0NOBODY there',
    ])
  })

  it('works where the app is not', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const ada = server.person()
    const away = server.channel({ name: 'away', members: [ada], bot: false })
    await server.asks(ada, '/regulars points', { chat: away }).taken
    expect(await ear.first(1)).toMatchObject([{ kind: 'asked', where: place(away.id), direct: false }])
  })

  it('typed where two people talk alone is answered to the one who typed it', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const [ada, ben] = [server.person(), server.person()]
    const theirs = server.world.workspace.addChannel('im', 'directmessage', [ada.id, ben.id])
    await server.asks(ada, '/regulars points', { chat: theirs }).taken
    expect(await ear.first(1)).toMatchObject([{ where: house.direct(ada), direct: true }])
    server.fault({ kind: 'hang', on: 'conversations.open' })
    await server.asks(ben, '/regulars points', { chat: theirs }).taken
    expect((await ear.first(2))[1]).toMatchObject({ where: place(ben.id), direct: true })
  })

  it('names people as the engine knows them', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const [ada, ben] = [server.person({ name: 'Ada' }), server.person({ name: 'Ben' })]
    await server.asks(ada, '/regulars earn @Ben 5 for @here').taken
    expect(await ear.first(1)).toMatchObject([{ kind: 'asked', command: 'earn', args: `slack:${ben.id} 5 for @here` }])
  })
})
