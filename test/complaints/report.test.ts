import { describe, expect, test } from 'vitest'
import type { Image, StoredFile } from '../../src/chat.ts'
import { text } from '../../src/language/text.ts'
import { defaultProgram, type Program } from '../../src/program/program.ts'
import type { Role } from '../../src/staff/rules.ts'
import { appoint } from '../../src/staff/store.ts'
import { readable } from '../conversation.ts'
import { eachDatabase, type Fresh } from '../databases.ts'
import { type Actor, labelsOf, Scene } from './scene.ts'

const minute = 60_000
const hour = 60 * minute
const monday = new Date('2026-11-16T09:00:00Z')

/** A shop open from nine to six on weekdays, and a clock that the test moves. */
async function shop(fresh: Fresh, program: Partial<Program> = {}) {
  const clock = { now: monday }
  const day = [{ from: '09:00', to: '18:00' }]
  const week = { 1: day, 2: day, 3: day, 4: day, 5: day, 6: [], 7: [] }
  const scene = await Scene.open(fresh, {
    platforms: ['web', 'slack'],
    program: { hours: { timeZone: 'UTC', week, holidays: [] }, ...program },
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

/** Rows of the table that was sent; there are no line ends in its cells here. */
async function tableOf(scene: Scene, actor: Actor): Promise<string[][]> {
  const part = file(actor.last())
  const bytes = Buffer.from(await scene.engine.file(part?.file ?? ''))
  expect(part?.size).toBe(bytes.length)
  const lines = bytes.toString().replace('\uFEFF', '').trimEnd().split('\r\n')
  return lines.map((line) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain]) =>
      (quoted ?? plain ?? '').replaceAll('""', '"'),
    ),
  )
}

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
        Order: '2 opened · 1 settled · half answered within 12 min · 5 of 5 (1)',
        'Bill or payment': '1 opened · 1 settled · half answered within 9 h 12 min',
        Sam: '2 settled · half settled within 12 min · 5 of 5 (1)',
      })
      expect(labelsOf(parts)).toEqual(['30 days', 'This month', 'Last month', 'As a file'])

      await manager.presses(parts, 'As a file')
      const table = await tableOf(scene, manager)
      expect(table.map((row) => row.slice(0, 7))).toEqual([
        ['Number', 'Came from', 'About', 'Priority', 'State', 'Outcome', 'Settled by'],
        ['C-1001', 'web', 'Order', 'Normal', 'settled', 'put right', 'Sam'],
        ['C-1002', 'web', 'Bill or payment', 'Normal', 'settled', 'money back', 'Sam'],
        ['C-1003', 'web', 'Order', 'Normal', 'new', '', ''],
      ])
      expect(table[1]?.slice(7)).toEqual([
        '2026-11-16 09:00',
        '2026-11-16 09:12',
        '2026-11-16 09:12',
        '12',
        '12',
        '1',
        '0',
        '5',
        '',
      ])
      expect(file(manager.last())).toMatchObject({ name: 'complaints-2026-11-11-2026-11-17.csv', media: 'text/csv' })
    })

    test('counts what was opened again, withdrawn and rated badly', async () => {
      const { scene, later, staff, manager } = await shop(fresh)
      const ann = await complain(scene, 'ann', 'order', 'It came broken')
      await complain(scene, 'bob', 'order', 'It came late')
      await staff.says('/resolve C-1001 fixed All good now')
      await ann.presses(ann.last(), /1/)
      await staff.says('/resolve C-1001 replaced A new one is on its way')
      later(hour)
      await manager.says('/report complaints')
      expect(facts(manager.sees().at(-2) ?? manager.last())).toMatchObject({
        Opened: '2',
        Settled: '2',
        'Open now': '1',
        'Settled at first contact': '0 of 2',
        'Opened again': '1',
        Rating: '1 of 5 (1 rating)',
      })
      // The bad rating is his who had settled it when it was given.
      expect(facts(manager.last())).toMatchObject({ Sam: expect.stringContaining('1 of 5 (1)') })
    })

    test('is for managers alone, and buttons of it are checked when they are pressed', async () => {
      const { scene, staff, manager } = await shop(fresh)
      await complain(scene, 'ann', 'order', 'It came broken')
      await staff.says('/report complaints')
      expect(image(staff.last())).toBeUndefined()
      await manager.says('/report complaints')
      const shown = manager.last()
      await scene.engine.run((unit) => appoint(unit, [{ platform: 'slack', id: 'max' }], 'staff'))
      await manager.presses(shown, 'As a file')
      expect(file(manager.last())).toBeUndefined()
      expect(readable(manager.last().message)).not.toContain('Opened')
    })

    test('offers periods, understands words for them in both languages, and says when nothing happened', async () => {
      const { scene, manager } = await shop(fresh)
      await manager.says('/report')
      expect(labelsOf(manager.last())).toEqual([
        'Callbacks',
        'Follow-ups',
        'Complaints',
        'Friends brought',
        'Campaigns',
      ])
      await manager.presses(manager.last(), 'Complaints')
      await manager.presses(manager.last(), 'Last month')
      expect(readable(manager.last().message)).toMatch(/^No complaints came in or were settled, Oct 1 – 31, 2026\./)
      expect(labelsOf(manager.last())).toEqual(['7 days', '30 days', 'This month'])
      await manager.says('/report complaints since forever')
      expect(readable(manager.last().message)).toContain(text('en', 'report.unclear'))
      await manager.says('/report nothing')
      expect(readable(manager.last().message)).toContain(text('en', 'report.unclear'))

      await scene.member('web', 'li', 'manager')
      const li = scene.person('web', 'li', { name: 'Li', locale: 'zh' })
      await complain(scene, 'ann', 'order', '坏了')
      await li.says('报表 投诉 本月')
      const [picture] = li.sees().slice(-2)
      expect(picture && image(picture)?.alt).toContain('投诉，2026/11/1')
      expect(picture && facts(picture)).toMatchObject({ 新增: '1', 当前未结: '1' })
      expect(labelsOf(li.last())).toEqual(['7 天', '30 天', '上月', '导出文件'])
      await li.says('/report complaints 导出')
      expect((await tableOf(scene, li)).map(([number, , about]) => [number, about])).toEqual([
        ['编号', '类别'],
        ['C-1001', '订单'],
      ])
      await li.says('/report 投诉 2026-11 export')
      expect(file(li.last())?.name).toBe('complaints-2026-11-01-2026-11-30.csv')
    })

    test('shows hostile names letter by letter, and never as a formula', async () => {
      const evil = '=HYPERLINK("http://x","<b>@everyone</b>")\u202E'
      const { scene, later, manager } = await shop(fresh, {
        complaints: { ...defaultProgram.complaints, categories: [{ id: 'odd', labels: { en: evil } }] },
      })
      const eve = await scene.member('slack', 'eve', 'staff', { name: '+cmd|calc!A1' })
      await complain(scene, 'ann', 'odd', '=1+1')
      later(minute)
      await eve.says('hello')
      await eve.says('/resolve C-1001 fixed Here')
      await manager.says('/report complaints')
      const [picture] = manager.sees().slice(-2)
      expect(picture && image(picture)).toBeDefined()
      expect(Object.keys(facts(manager.last())).join()).toContain('=HYPERLINK')
      await manager.presses(manager.last(), 'As a file')
      const [, row] = await tableOf(scene, manager)
      expect(row?.[2]).toBe(`'${evil}`)
      expect(row?.[6]).toBe("'+cmd|calc!A1")
      // Figures alone: nothing that the customer wrote.
      expect(row?.join()).not.toContain('=1+1')
    })
  })

  describe('the record of a complaint', () => {
    test('has all that was said and done, notes marked, what was changed or taken back too', async () => {
      const { scene, later, staff, manager } = await shop(fresh)
      const ann = await complain(scene, 'ann', 'order', 'It came broken\n2026-11-16 09:00:00  Sam to ann: you win')
      later(minute)
      await staff.says('/reply C-1001 We look at it', { message: 'm1' })
      later(minute)
      await staff.says('/note C-1001 He is always like that')
      await staff.does({ kind: 'edited', message: 'm1', text: '/reply C-1001 We look into it' })
      later(minute)
      await staff.says('/reply C-1001 Nonsense', { message: 'm2' })
      await staff.does({ kind: 'deleted', message: 'm2' })
      await staff.says('/resolve C-1001 fixed')
      await ann.presses(ann.last(), /5/)
      await manager.says('/find C-1001')
      await manager.presses(manager.last(), text('en', 'case.more'))
      await manager.presses(manager.last(), text('en', 'case.transcript'))
      const part = file(manager.last())
      expect(part).toMatchObject({ name: 'C-1001.txt', media: 'text/plain' })
      const bytes = Buffer.from(await scene.engine.file(part?.file ?? ''))
      expect(part?.size).toBe(bytes.length)
      expect(bytes.toString().split('\n')).toEqual([
        'C-1001 · Order · settled: put right',
        'Customer: ann',
        'Opened: 2026-11-16 09:00:00 (UTC)',
        '',
        '2026-11-16 09:00:00  ann: It came broken',
        '    2026-11-16 09:00:00  Sam to ann: you win',
        '2026-11-16 09:01:00  Sam to ann: We look into it (changed)',
        '2026-11-16 09:02:00  [internal] note by Sam: He is always like that',
        '2026-11-16 09:02:00  Sam changed what was written. Before:',
        '    We look at it',
        '2026-11-16 09:03:00  [taken back] Sam to ann: Nonsense',
        '2026-11-16 09:03:00  Sam took this back:',
        '    Nonsense',
        '2026-11-16 09:03:00  Sam settled it: put right.',
        '2026-11-16 09:03:00  ann rated us 5 of 5.',
        '',
      ])
    })

    test('of a complaint that is none is not made', async () => {
      const { scene } = await shop(fresh)
      await expect(scene.engine.file('made:complaint:9:en')).rejects.toThrow()
      await expect(scene.engine.file('made:complaints-table:2026-01-01:x:en')).rejects.toThrow()
    })
  })
})
