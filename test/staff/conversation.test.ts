import { expect, test } from 'vitest'
import { newClaim } from '../../src/staff/store.ts'
import { readable, World } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'

type Trail = { actor: string; act: string; subject: string; detail: string }

eachDatabase((fresh) => {
  const trail = (world: World) =>
    world.database.query<Trail>('SELECT actor, act, subject, detail FROM audit ORDER BY id')

  test('the first owner claims the shop with the code, once, and appoints the others', async () => {
    const world = await World.open(fresh)
    const code = await world.engine.run((unit) => newClaim(unit))
    const olga = world.person('olga', { name: 'Olga', locale: 'en' })
    const ben = world.person('ben', { name: 'Ben', locale: 'en' })
    await ben.says('/start')

    expect((await ben.says('/claim NOT-THE-CODE')).message.text).toBe('That code is not right.')
    expect((await olga.says(`/claim ${code?.toLowerCase()}`)).message.text).toContain('You are the owner')
    expect((await ben.says(`/claim ${code}`)).message.text).toContain('not valid any more')
    expect(await world.engine.run((unit) => newClaim(unit))).toBeUndefined()

    const told = ben.hears()
    expect((await olga.says('/grant fake:ben manager')).message.text).toBe('Ben is manager now.')
    expect((await told).message.text).toContain('You are manager now')
    expect((await ben.says('/grant fake:olga staff')).message.text).toBe('That is for owners only.')
    expect((await olga.says('/revoke fake:olga')).message.text).toContain('the only owner')
    expect((await trail(world)).map(({ act, detail }) => [act, detail])).toEqual([
      ['claim', '{}'],
      ['grant', '{"before":"customer","after":"manager"}'],
    ])
  })

  test('a code is void after ten wrong tries', async () => {
    const world = await World.open(fresh)
    const code = await world.engine.run((unit) => newClaim(unit))
    const eve = world.person('eve', { locale: 'en' })
    for (let tries = 0; tries < 10; tries += 1)
      expect((await eve.says('/claim AAAAA-AAAAA')).message.text).toBe('That code is not right.')
    expect((await eve.says(`/claim ${code}`)).message.text).toContain('not valid any more')
  })

  test('a code is never taken in a group', async () => {
    const world = await World.open(fresh)
    const code = await world.engine.run((unit) => newClaim(unit))
    const olga = world.person('olga', { locale: 'en' })
    expect((await olga.says(`/claim ${code}`, { channel: 'group' })).message.text).toContain('in a private chat')
    expect((await olga.says(`/claim ${code}`)).message.text).toContain('You are the owner')
  })

  test('a role taken away counts at once, also for a form that is open', async () => {
    const world = await World.open(fresh)
    const olga = await world.member('olga', 'owner', { locale: 'en' })
    const sam = await world.member('sam', 'staff', { name: 'Sam', locale: 'en' })
    expect((await sam.says('/grant')).message.text).toBe('That is for managers only.')
    await sam.says('/earn')
    const told = sam.hears()
    await olga.says('/revoke fake:sam')
    expect((await told).message.text).toContain('no role in the team')
    expect((await sam.says('Ana')).message.text).toBe('That is for our team only.')
  })

  test('staff find a customer by card, name and reference, and see how he stands', async () => {
    const world = await World.open(fresh)
    const ana = world.person('ana', { name: 'Ana Lopez', locale: 'en' })
    const sam = await world.member('sam', 'staff', { locale: 'en' })
    const points = await ana.says('/points')
    const card = readable(points.message).match(/Your card: (\S+)/)?.[1] ?? ''
    const told = ana.hears()
    await sam.says(`/earn ${card} 10`)
    await told
    for (const words of [card, card.toLowerCase().replaceAll('-', ''), `card:${card}`, 'ana', 'Ana Lop', 'fake:ana']) {
      const found = readable((await sam.says(`/find ${words}`)).message)
      expect(found, words).toContain(`Ana Lopez\nCard: ${card}\nPoints: 10`)
      expect(found).toContain('fake:ana: last seen')
    }
    expect((await sam.says('/find nobody at all')).message.text).toContain('I know nobody by that')
  })

  test('of several who fit, staff choose with a button', async () => {
    const world = await World.open(fresh)
    const sam = await world.member('sam', 'staff', { locale: 'en' })
    await world.person('ana1', { name: 'Ana', locale: 'en' }).says('/start')
    const ana2 = world.person('ana2', { name: 'Ana', locale: 'en' })
    const card = readable((await ana2.says('/points')).message).match(/Your card: (\S+)/)?.[1] ?? ''
    const which = await sam.says('/earn Ana 7.00')
    expect(which.message.text).toBe('Which customer do you mean?')
    const told = ana2.hears()
    const booked = await sam.presses(which, `Ana · ${card}`)
    expect(booked.message.text).toContain('Booked €7.00 for Ana')
    expect((await told).message.text).toContain('+7 points')
    expect(booked.edited).toBe(1)
  })
})
