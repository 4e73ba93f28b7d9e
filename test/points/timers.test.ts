import { expect, test } from 'vitest'
import { defaultEarning } from '../../src/program/program.ts'
import { readable, World } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'

const day = 86_400_000

eachDatabase((fresh) => {
  test('points on hold become usable, are announced before they run out, and run out once', async () => {
    let now = new Date('2026-03-01T10:00:00Z')
    const world = await World.open(fresh, {
      now: () => now,
      program: {
        earning: [{ ...defaultEarning, hold: { count: 14, unit: 'days' }, expiry: { count: 3, unit: 'months' } }],
        expiryNotice: { count: 30, unit: 'days' },
      },
    })
    const at = (ms: number) => {
      now = new Date(ms)
    }
    const start = now.getTime()
    const ana = world.person('ana', { name: 'Ana', locale: 'en' })
    const sam = await world.member('sam', 'staff', { locale: 'en' })
    await ana.says('/start')
    const book = async (amount: number) => {
      const told = ana.hears()
      await world.engine.receive({
        ...sam.happening({ kind: 'asked', command: 'earn', args: `Ana ${amount}` }),
        at: now,
      })
      await told
    }
    await book(40)
    at(start + day)
    await book(2)
    expect(readable((await ana.says('/points')).message)).toContain(
      'Ready to use: 0\nOn their way: 42, the next 40 on Mar 15',
    )
    at(start + 14.5 * day)
    expect(readable((await ana.says('/points')).message)).toContain('Ready to use: 40\nOn their way: 2')

    expect(await world.engine.clock.sweep('points.notice')).toEqual({ done: 0, failed: 0 })
    at(Date.parse('2026-05-10T10:00:00Z'))
    const told = ana.hears()
    expect(await world.engine.clock.sweep('points.notice')).toEqual({ done: 1, failed: 0 })
    expect((await told).message.text).toBe(
      '42 of your points expire soon, the first after Jun 1. A good moment to come by.',
    )
    expect(await world.engine.clock.sweep('points.notice')).toEqual({ done: 0, failed: 0 })

    at(Date.parse('2026-06-02T10:00:00Z'))
    const sweeps = await Promise.all([
      world.engine.clock.sweep('points.expire'),
      world.engine.clock.sweep('points.expire'),
    ])
    expect(sweeps.reduce((sum, sweep) => sum + sweep.failed, 0)).toBe(0)
    expect(readable((await ana.says('/history')).message)).toMatch(/Expired: -40\n.*Purchase: \+2\n.*Purchase: \+40/)
    expect((await ana.says('/points')).message.text).toBe('You have 2 points.')
    expect(await world.database.query('SELECT balance FROM account WHERE balance <> 0')).toEqual([{ balance: 2 }])
  })
})
