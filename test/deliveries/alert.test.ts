import { expect, test } from 'vitest'
import { refuse } from '../../adapters/fake/adapter.ts'
import { readable, World } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'

eachDatabase((fresh) => {
  test('what could not be delivered is shown to staff and told to the owner, once and together', async () => {
    const world = await World.open(fresh)
    const olga = await world.member('olga', 'owner', { locale: 'en' })
    const ana = world.person('ana', { name: 'Ana', locale: 'en' })
    await olga.says('/start')
    await ana.says('/start')

    world.fake.before = ({ place }) => (place.channel === 'ana' ? refuse({ kind: 'refused' }) : undefined)
    await world.engine.receive(ana.happening({ kind: 'said', text: 'points' }))
    await world.engine.receive(ana.happening({ kind: 'said', text: 'help' }))
    const failed = () =>
      world.database.query<{ id: number }>("SELECT id FROM delivery WHERE state = 'failed' ORDER BY id")
    await expect.poll(async () => (await failed()).length).toBe(2)

    const told = olga.hears()
    await world.engine.clock.sweep('deliveries.alert')
    const ids = (await failed()).map((row) => row.id)
    expect((await told).message.text).toBe(
      `2 messages could not be delivered (number ${ids.join(', ')}). Look the customer up with find to see why.`,
    )
    await world.engine.clock.sweep('deliveries.alert')
    const found = readable((await olga.says('/find Ana')).message)
    expect(found).toContain(`Message ${ids[0]}`)
    expect(found).toContain('not delivered: fake platform: refused')
    expect(world.fake.shown.filter((shown) => shown.message.text.includes('could not be delivered'))).toHaveLength(1)
  })

  test('people who blocked the bot are no news for the owner', async () => {
    const world = await World.open(fresh)
    const olga = await world.member('olga', 'owner', { locale: 'en' })
    await olga.says('/start')
    world.fake.before = ({ place }) => (place.channel === 'ana' ? refuse({ kind: 'unreachable' }) : undefined)
    await world.engine.receive(world.person('ana').happening({ kind: 'said', text: 'points' }))
    await expect
      .poll(async () => world.database.query('SELECT person FROM identity WHERE unreachable IS NOT NULL'))
      .toEqual([{ person: 'ana' }])
    expect(await world.engine.clock.sweep('deliveries.alert')).toEqual({ done: 0, failed: 0 })
  })

  test('old happenings and deliveries go, what is owed stays', async () => {
    let now = new Date('2026-01-01T10:00:00Z')
    const world = await World.open(fresh, { now: () => now })
    const ana = world.person('ana', { locale: 'en' })
    await ana.says('/start')
    await expect.poll(async () => world.database.query("SELECT id FROM delivery WHERE state <> 'sent'")).toEqual([])
    await world.database.execute(
      "INSERT INTO delivery (platform, channel, place, lane, message, state, due, cause, created) VALUES ('gone', 'x', 'x', 0, '{}', 'queued', ?, 'test', ?)",
      now,
      now,
    )
    now = new Date('2030-01-01T10:00:00Z')
    await world.engine.look('retention')
    expect(await world.database.query('SELECT id FROM inbox')).toEqual([])
    expect(await world.database.query('SELECT cause FROM delivery')).toEqual([{ cause: 'test' }])
  })
})
