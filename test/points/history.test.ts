import { expect, test } from 'vitest'
import { buttonsOf, readable, World } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'

eachDatabase((fresh) => {
  test('the history is read page by page, in place', async () => {
    const world = await World.open(fresh)
    const ana = world.person('ana', { name: 'Ana', locale: 'en' })
    const sam = await world.member('sam', 'staff', { locale: 'en' })
    expect((await ana.says('/history')).message.text).toContain('nothing here yet')
    for (let nth = 1; nth <= 12; nth += 1) {
      const told = ana.hears()
      await sam.says(`/earn Ana ${nth}`)
      await told
    }
    const first = await ana.says('/history')
    expect(readable(first.message).split('\n')).toHaveLength(11)
    expect(readable(first.message)).toContain('Purchase: +12')
    expect(buttonsOf(first.message).map((it) => it.label)).toEqual(['Older'])
    const second = await ana.presses(first, 'Older')
    expect(second).toMatchObject({ id: first.id, edited: 1 })
    expect(
      readable(second.message)
        .split('\n')
        .slice(1)
        .map((line) => line.split(': ')[1]),
    ).toEqual(['+2', '+1'])
    expect(readable((await ana.presses(second, 'Newer')).message)).toContain('Purchase: +12')
  })

  test('purchases are told unless the customer said not to', async () => {
    const world = await World.open(fresh)
    const ana = world.person('ana', { name: 'Ana', locale: 'en' })
    const sam = await world.member('sam', 'staff', { locale: 'en' })
    await ana.says('/start')
    const told = ana.hears()
    await sam.says('/earn Ana 5')
    const off = await ana.presses(await told, 'Do not tell me')
    expect(off.message.text).toContain('keep quiet')
    await sam.says('/earn Ana 6')
    const on = await ana.presses(off, 'Tell me again')
    expect(on.message.text).toContain('after each purchase')
    const again = ana.hears()
    await sam.says('/earn Ana 7')
    expect((await again).message.text).toContain('+7 points, 18 in all')
  })

  test('one button books one purchase, however often it is pressed', async () => {
    const world = await World.open(fresh)
    const sam = await world.member('sam', 'staff', { locale: 'en' })
    await world.person('a1', { name: 'Ana', locale: 'en' }).says('/start')
    await world.person('a2', { name: 'Ana', locale: 'en' }).says('/start')
    const which = await sam.says('/earn Ana 7')
    const label = buttonsOf(which.message)[0]?.label ?? ''
    const press = which.message
    await sam.presses({ ...which, message: press }, label)
    await sam.presses({ ...which, message: press }, label)
    expect(await world.database.query('SELECT points FROM purchase')).toEqual([{ points: 7 }])
  })
})
