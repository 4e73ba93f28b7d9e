import { expect, test } from 'vitest'
import { refuse } from '../../adapters/fake/adapter.ts'
import { buttonsOf, readable, World } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'

eachDatabase((fresh) => {
  test('help shows what one may do, and no more', async () => {
    const world = await World.open(fresh)
    const ana = world.person('ana', { locale: 'en' })
    const sam = await world.member('sam', 'staff', { locale: 'en' })
    expect(readable((await ana.says('/help')).message)).not.toContain('earn:')
    expect(readable((await sam.says('help')).message)).toContain('earn: Book a purchase for a customer')
    expect(readable((await sam.says('/help')).message)).not.toContain('claim')
  })

  test('a command with what follows it can be said in plain words, and a sentence is not taken for one', async () => {
    const world = await World.open(fresh)
    const ana = world.person('ana', { locale: 'en' })
    const sam = await world.member('sam', 'staff', { locale: 'en' })
    await ana.says('hello')
    const told = ana.hears()
    expect((await sam.says('earn fake:ana 5')).message.text).toContain('Booked €5.00')
    await told
    expect((await ana.says('Language 中文')).message.text).toContain('中文')
    expect((await ana.says('语言 English')).message.text).toContain('English')
    expect((await ana.says('link 2345-ABCD')).message.text).toContain('That code is not right')
    for (const said of [
      'earn telegram:1 5',
      'language is a gift',
      'link me up please',
      'claim my prize',
      'points failure at the station again',
    ])
      expect((await ana.says(said)).message.text, said).toContain('I did not quite get that')
    expect((await ana.says('link 2345-ABCD', { channel: 'group' })).message.text).toContain('I did not quite get that')
  })

  test('the language comes from the platform, is changed by a button, and stays', async () => {
    const world = await World.open(fresh)
    const li = world.person('li', { locale: 'zh-hans-CN' })
    expect((await li.says('/start')).message.text).toContain('您好')
    const which = await li.says('语言')
    expect(buttonsOf(which.message).map((it) => it.label)).toEqual(['English', '中文'])
    expect((await li.presses(which, 'English')).message.text).toBe('I will speak English with you from now on.')
    expect((await li.says('/help')).message.text).toContain('Tap a button')
    expect((await li.says('/language 中文')).message.text).toContain('中文')
    const max = world.person('max', { locale: 'en' })
    await max.says('/language 中文')
    expect((await max.says('/points')).message.text).toContain('积分')
  })

  test('on its own page the bot shows how one stands and what one can do', async () => {
    const world = await World.open(fresh)
    const ana = world.person('ana', { name: 'Ana', locale: 'en' })
    const page = await ana.does({ kind: 'opened' })
    expect(page).toMatchObject({ only: 'ana', home: true })
    expect(readable(page.message)).toMatch(
      /^Hello Ana\W[\s\S]*You have no points yet[\s\S]*Your card: \w{3}-\w{3}-\w{3}$/,
    )
    expect(buttonsOf(page.message).map(({ label }) => label)).toEqual([
      'My points',
      'Something went wrong',
      'Call me',
      'Bring a friend',
      'Help',
      'Language',
      'My card',
    ])
    const sam = await world.member('sam', 'staff', { locale: 'zh' })
    await sam.says('/earn telegram:1 5')
    const staffPage = await sam.does({ kind: 'opened' })
    expect(buttonsOf(staffPage.message).map(({ label }) => label)).toContain('登记消费')
  })

  test('in a group the answer is private, and one who cannot be written to is told how', async () => {
    const world = await World.open(fresh)
    const ana = world.person('ana', { locale: 'en' })
    const answer = await ana.says('/points', { channel: 'group' })
    expect(answer.only).toBe('ana')

    world.fake.before = ({ only }) => (only ? refuse({ kind: 'unreachable' }) : undefined)
    const hint = world.fake.next((shown) => shown.place.channel === 'group')
    await world.engine.receive(ana.happening({ kind: 'asked', command: 'points', args: '' }, { channel: 'group' }))
    expect((await hint).message.text).toContain('I answer that privately')
    expect(readable((await hint).message)).not.toContain('card')
  })

  test('somebody who blocked the bot is left alone until he writes again', async () => {
    const world = await World.open(fresh)
    const ana = world.person('ana', { name: 'Ana', locale: 'en' })
    const sam = await world.member('sam', 'staff', { locale: 'en' })
    await ana.says('/start')
    await world.engine.receive(ana.happening({ kind: 'left' }))
    await sam.says('/earn Ana 5')
    expect(readable((await sam.says('/find Ana')).message)).toContain('cannot be written to since')
    expect(world.fake.shown.filter((shown) => shown.place.channel === 'ana')).toHaveLength(1)
    await ana.says('/points')
    expect(readable((await sam.says('/find Ana')).message)).toContain('last seen')
  })
})
