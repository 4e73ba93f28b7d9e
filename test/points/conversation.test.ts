import { expect, test } from 'vitest'
import { buttonsOf, readable, World, type WorldOptions } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'

eachDatabase((fresh) => {
  const open = (options?: WorldOptions) => World.open(fresh, options)

  test('a customer asks for points, staff book a purchase, and the balance is right', async () => {
    const world = await open()
    const ana = world.person('ana', { name: 'Ana', locale: 'en' })
    const staff = await world.member('sam', 'staff', { name: 'Sam', locale: 'en' })

    const hello = await ana.says('/start')
    expect(hello.message.text).toContain('Hello Ana')
    const none = await ana.presses(hello, 'My points')
    expect(none.message.text).toContain('no points yet')

    const told = ana.hears()
    const booked = await staff.says('/earn Ana 25.90')
    expect(booked.message.text).toBe('Booked €25.90 for Ana: +25 points, 25 in all.')
    expect((await told).message.text).toBe('+25 points, 25 in all, for the €25.90 you spent.')
    expect(readable((await ana.says('points')).message)).toMatch(/^You have 25 points\.\nNext to expire: 25 after/)

    const undone = await staff.presses(booked, 'Take it back')
    expect(undone.message.text).toContain('Taken back')
    expect((await ana.says('/points')).message.text).toBe('You have 0 points.')
  })

  test('staff are asked step by step where the platform has no forms', async () => {
    const world = await open()
    const ana = world.person('ana', { name: 'Ana', locale: 'zh-CN' })
    expect((await ana.says('/start')).message.text).toContain('您好')
    const staff = await world.member('sam', 'staff', { locale: 'en' })

    const who = await staff.says('/earn')
    expect(who.message.text).toContain('1 of 2: Customer')
    const amount = await staff.says('Ana')
    expect(amount.message.text).toContain('2 of 2: Amount paid')
    const wrong = await staff.says('lots')
    expect(wrong.message.text).toContain('Please write a number')
    const back = await staff.presses(wrong, 'Back')
    expect(back.message.text).toContain('1 of 2')
    await staff.says('Ana')
    const told = ana.hears()
    expect((await staff.says('12,50')).message.text).toContain('+12 points')
    expect((await told).message.text).toContain('12 积分')
  })

  test('customers may not do what is for staff', async () => {
    const world = await open()
    const ana = world.person('ana', { locale: 'en' })
    expect((await ana.says('/earn ana 100')).message.text).toBe('That is for our team only.')
    expect((await ana.fills('earn', { who: 'ana', amount: '100' })).message.text).toBe('That is for our team only.')
  })

  test('what is not understood gets a short answer with buttons', async () => {
    const world = await open()
    const ana = world.person('ana', { locale: 'en' })
    const answer = await ana.says('the weather is fine')
    expect(answer.message.text).toContain('did not quite get that')
    expect(buttonsOf(answer.message).map((it) => it.label)).toContain('My points')
  })
})
