import { describe, expect, test } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { type Locale, text } from '../../src/language/text.ts'
import { allOf, fillsIn } from '../complaints/acting.ts'
import { kinds, labelsOf, Scene } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { asksFor } from './asking.ts'

const start = Date.parse('2026-03-02T10:00:00Z')
const minute = 60_000
const platforms = Object.keys(kinds)
const pairs = platforms.map((from, nth) => [from, platforms[(nth + 1) % platforms.length] ?? from] as const)

async function stands(database: Database) {
  const rows = await database.query<{
    state: string
    at: Date | null
    phone: string | null
    how: string
    note: string
  }>('SELECT state, at, phone, how, note FROM callback ORDER BY id')
  return rows.at(-1)
}

eachDatabase((fresh) => {
  describe('the life of a callback', () => {
    test.each(pairs)('asked for on %s, made by staff on %s', async (from, to) => {
      const clock = { now: start }
      const scene = await Scene.open(fresh, { platforms: [...new Set([from, to])], now: () => new Date(clock.now) })
      const locale: Locale = from === 'telegram' || from === 'web' ? 'zh' : 'en'
      const t = (key: string, values?: Record<string, string | number>) => text(locale, key, values)
      const customer = scene.person(from, 'ann', { name: 'Ann', locale })
      const staff = await scene.member(to, 'sam', 'staff', { name: 'Sam' })
      const desk = to === 'web' ? undefined : 'desk'
      await staff.says('/desk', desk === undefined ? {} : { channel: desk })

      await asksFor(scene, customer, { reason: 'My order', phone: '+49 30 123456', locale })
      expect(readable(customer.last().message)).toContain(t('callback.which-day', { zone: 'none' }))
      await customer.presses(customer.last(), t('callback.today'))
      await customer.presses(customer.last(), '10:30')
      expect(readable(customer.last().message)).toContain('+49 30 123456')
      expect(await stands(scene.database)).toMatchObject({ state: 'booked', at: new Date(start + 30 * minute) })

      clock.now = start + 25 * minute
      await scene.sweep('callbacks.clock')
      const card = () => staff.finds('K-1001', desk)
      expect(readable(card().message)).toContain('My order')
      expect(readable(card().message)).toContain('+49 30 123456')
      await staff.presses(card(), text('en', 'call.claim'))
      expect(readable(card().message)).toContain('Sam calls')
      await fillsIn(scene, staff, card(), 'Done', { note: 'All is well' })
      expect(await stands(scene.database)).toMatchObject({ state: 'done', note: 'All is well' })
      expect(labelsOf(card())).toEqual([])
      expect(allOf(staff, desk)).not.toContain('button-gone')

      clock.now = start + 2 * 1_440 * minute
      await scene.sweep('callbacks.phones')
      expect(await stands(scene.database)).toMatchObject({ state: 'done', phone: null })
      expect(readable(card().message)).toContain('The number was forgotten')
      expect(readable(card().message)).not.toContain('123456')
    })
  })
})
