import { describe, expect, test } from 'vitest'
import { type CallFigure, callFigures, fateOf } from '../../src/callbacks/report/rules.ts'
import type { Image, StoredFile } from '../../src/chat.ts'
import { text } from '../../src/language/text.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { takeSale } from '../../src/purchases/sale.ts'
import { type Actor, labelsOf, Scene } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { asksFor } from './asking.ts'

const start = Date.parse('2026-03-02T10:00:00Z')
const minute = 60_000
const grace = 10 * minute
const at = new Date(start)
const call = (given: Partial<CallFigure>): CallFigure => ({
  id: 1,
  kind: 'asked',
  how: 'phone',
  state: 'done',
  at,
  created: new Date(start - 60 * minute),
  tried: at,
  ended: at,
  tries: 0,
  isMissed: false,
  staff: null,
  bought: false,
  ...given,
})

describe('how a call went', () => {
  test.each<[Partial<CallFigure>, string]>([
    [{}, 'kept'],
    [{ tried: new Date(start - 4 * minute) }, 'kept'],
    [{ tried: new Date(start + grace) }, 'kept'],
    [{ tried: new Date(start + grace + 1) }, 'late'],
    [{ state: 'claimed', ended: null }, 'kept'],
    [{ state: 'missed', tried: null }, 'unreached'],
    [{ state: 'missed', tried: null, isMissed: true }, 'missed'],
    [{ isMissed: true, tried: new Date(start + 120 * minute) }, 'missed'],
    [{ state: 'missed', tries: 3 }, 'unreached'],
    [{ state: 'cancelled', tried: null }, 'cancelled'],
    [{ state: 'booked', tried: null, ended: null }, 'open'],
    [{ state: 'booked', tries: 1, ended: null }, 'kept'],
  ])('%j: %s', (given, fate) => {
    expect(fateOf(call(given), grace)).toBe(fate)
  })

  test('nothing at all has no times', () => {
    expect(callFigures([], () => 0, 1, grace)).toMatchObject({ waited: null, made: 0, bought: 0 })
  })
})

eachDatabase((fresh) => {
  describe('the report of callbacks', () => {
    test.each(['en', 'zh'])('in figures, as a picture and as a file, in %s', async (locale) => {
      const clock = { now: start }
      const scene = await Scene.open(fresh, { platforms: ['web', 'slack'], now: () => new Date(clock.now) })
      const sam = await scene.member('slack', 'sam', 'staff', { name: 'Sam' })
      const max = await scene.member('web', 'max', 'manager', { name: 'Max' })
      await max.says(`/language ${locale}`)
      await sam.says('/desk', { channel: 'desk' })
      const t = (key: string, values?: Record<string, string | number>) => text(locale, key, values)
      await max.says('/report callbacks')
      expect(readable(max.last().message)).toContain(t('report.callbacks.none', { period: '' }).slice(0, 8))

      const people = new Map<string, Actor>()
      for (const [nth, id] of ['kept', 'late', 'missed', 'cancelled'].entries()) {
        const person = scene.person('web', id, { name: id })
        people.set(id, person)
        await asksFor(scene, person, { reason: 'Mine', phone: '+49 30 123456' })
        await person.presses(person.last(), 'Today')
        await person.presses(person.last(), ['10:30', '10:45', '11:00', '11:15'][nth] ?? '')
      }
      const cancelled = people.get('cancelled')
      await cancelled?.presses(cancelled.last(), 'Cancel it')
      const look = async (minutes: number) => {
        clock.now = start + minutes * minute
        await scene.sweep('callbacks.clock')
      }
      await look(30)
      await sam.fills('call-done', { note: 'Fine' }, '1', { channel: 'desk' })
      await look(59)
      await sam.presses(sam.finds(/^K-1002/, 'desk'), 'I call')
      await sam.fills('call-done', {}, '2', { channel: 'desk' })
      await look(95)
      const [row] = await scene.database.query<{ customerId: string }>('SELECT "customerId" FROM callback WHERE id = 1')
      clock.now = start + 2 * 1_440 * minute
      await scene.engine.run((unit) =>
        takeSale(unit, defaultProgram, {
          source: 'test',
          reference: 'r1',
          customerId: row?.customerId ?? '',
          amount: 500,
          currency: 'EUR',
          at: undefined,
          items: [{ sku: 'A', name: 'A', quantity: 1, amount: 0 }],
        }),
      )

      await max.says('/report callbacks')
      const shown = max.last()
      const facts = Object.fromEntries(
        (shown.message.parts ?? []).flatMap((part) => (part.kind === 'facts' ? part.rows : [])),
      )
      expect(facts).toMatchObject({
        [t('report.callbacks.all')]: '4',
        [t('report.callbacks.kept')]: '1',
        [t('report.callbacks.late')]: '1',
        [t('report.callbacks.missed')]: '1',
        [t('report.callbacks.cancelled')]: '1',
        [t('report.callbacks.bought')]: t('report.callbacks.bought.of', { count: 1, all: 2 }),
      })
      const image = (shown.message.parts ?? []).find((part): part is Image => part.kind === 'image')
      expect(
        Buffer.from(image?.data ?? '', 'base64')
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG')
      await max.presses(shown, t('report.file'))
      const file = (max.last().message.parts ?? []).find((part): part is StoredFile => part.kind === 'file')
      const rows = Buffer.from(await scene.engine.file(file?.file ?? ''))
        .toString()
        .trim()
        .split('\r\n')
      expect(rows).toHaveLength(5)
      expect(rows[1]).toContain('K-1001')
      expect(rows.join('\n')).not.toContain('Fine')
      expect(labelsOf(shown)).toContain(t('report.file'))
    })
  })
})
