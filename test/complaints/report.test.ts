import { DateTime } from 'luxon'
import { describe, expect, test } from 'vitest'
import type { Image, StoredFile } from '../../src/chat.ts'
import { text } from '../../src/language/text.ts'
import type { Role } from '../../src/staff/rules.ts'
import { buttonsOf, readable } from '../conversation.ts'
import { eachDatabase, type Fresh } from '../databases.ts'
import { type Actor, labelsOf, Scene } from './scene.ts'

const minute = 60_000
const hour = 60 * minute
const monday = new Date('2026-11-16T09:00:00Z')

/** A shop open from nine to six on weekdays, and a clock that the test moves. */
async function shop(fresh: Fresh) {
  const clock = { now: monday }
  const day = [{ from: '09:00', to: '18:00' }]
  const week = { 1: day, 2: day, 3: day, 4: day, 5: day, 6: [], 7: [] }
  const scene = await Scene.open(fresh, {
    platforms: ['web', 'slack'],
    program: { hours: { timeZone: 'UTC', week, holidays: [] } },
    now: () => clock.now,
  })
  const member = (id: string, role: Role, name: string) => scene.member('slack', id, role, { name })
  return {
    scene,
    clock,
    later: (ms: number) => {
      clock.now = new Date(clock.now.getTime() + ms)
    },
    staff: await member('sam', 'staff', 'Sam'),
    manager: await member('max', 'manager', 'Max'),
  }
}

const image = ({ message }: ReturnType<Actor['last']>) =>
  (message.parts ?? []).find((part): part is Image => part.kind === 'image')
const file = ({ message }: ReturnType<Actor['last']>) =>
  (message.parts ?? []).find((part): part is StoredFile => part.kind === 'file')
const facts = ({ message }: ReturnType<Actor['last']>) =>
  Object.fromEntries((message.parts ?? []).flatMap((part) => (part.kind === 'facts' ? part.rows : [])))

async function complain(scene: Scene, id: string, category: string, words: string): Promise<Actor> {
  const customer = scene.person('web', id, { name: id })
  await customer.fills('complain', { text: words }, category)
  return customer
}

eachDatabase((fresh) => {
  describe('the report on complaints', () => {
    test('says how many, how long, how happy, by category and by who settled them', async () => {
      const { scene, later, staff, manager } = await shop(fresh)
      const ann = await complain(scene, 'ann', 'order', 'It came broken')
      await complain(scene, 'bob', 'billing', 'Charged twice')
      await complain(scene, 'cid', 'order', 'Too late')
      later(12 * minute)
      await staff.says('/reply C-1001 We look at it')
      await staff.says('/resolve C-1001 fixed')
      await ann.presses(ann.last(), /5/)
      later(24 * hour)
      await staff.says('/reply C-1002 One moment')
      await staff.says('/reply C-1002 Your money is back')
      await staff.says('/resolve C-1002 refunded')
      await manager.says('/report complaints 7 days')
      const [picture, parts] = manager.sees().slice(-2)
      if (!picture || !parts) throw new Error('two messages were expected')
      expect(facts(picture)).toEqual({
        Opened: '3',
        Settled: '2',
        'Open now': '1',
        'First answer': 'half within 12 min, 9 of 10 within 9 h 12 min',
        'Until settled': 'half within 12 min, 9 of 10 within 9 h 12 min',
        'Settled at first contact': '1 of 2',
        'Opened again': '0',
        Withdrawn: '0',
        Rating: '5 of 5 (1 rating)',
      })
      expect(image(picture)).toMatchObject({ media: 'image/png' })
      expect(
        Buffer.from(image(picture)?.data ?? '', 'base64')
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG')
      expect(image(picture)?.alt).toContain('3 opened, 2 settled, 1 open now')
      expect(facts(parts)).toMatchObject({
        Order: '2 opened · 1 settled · half answered within 12 min · 5 of 5 (1 rating)',
        'Bill or payment': '1 opened · 1 settled · half answered within 9 h 12 min',
        Sam: '2 settled · half settled within 12 min · 5 of 5 (1 rating)',
      })
      expect(labelsOf(parts)).toEqual(['30 days', 'This month', 'Last month', 'As a file'])
    })
  })
})
