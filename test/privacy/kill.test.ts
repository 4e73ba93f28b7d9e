import { expect, test } from 'vitest'
import type { Person } from '../../src/chat.ts'
import { recordAdjustment } from '../../src/points/exports.ts'
import { appoint } from '../../src/staff/store.ts'
import { DyingShop, strides } from '../complaints/dying.ts'
import { buttonsOf, readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { books } from '../links/books.ts'
import { rowsWith } from './everything.ts'

const stan: Person = { platform: 'sure', id: 'stan', name: 'Stan', locale: 'en' }
const desk = { platform: 'sure', channel: 'desk' }

eachDatabase((fresh) => {
  test.each(strides[fresh.dialect])(
    'killed $first any step of erasing somebody: it is done, all of it, and said once',
    async ({ first, stride }) => {
      const database = await fresh.open()
      const shop = new DyingShop(database)
      await shop.starts()
      await shop.run((unit) => appoint(unit, [stan], 'owner'))
      await shop.does({ kind: 'asked', command: 'desk', args: '' }, stan, desk)
      await shop.stops()
      let steps = 1 - stride
      for (let dies = true; dies; ) {
        steps += stride
        // Somebody with points, a complaint and a file, in a program that lives.
        const word = `zqx${steps}x`
        const ana: Person = { platform: 'sure', id: word, name: `Ana ${word}`, locale: 'en' }
        const seen = (words: string) =>
          shop.platform.shown.filter(
            ({ place, message }) => place.channel === ana.id && readable(message).includes(words),
          )
        const bytes = Buffer.from(`bytes ${word}`)
        shop.platform.uploads.set(word, bytes)
        await shop.starts()
        await shop.does({ kind: 'asked', command: 'start', args: '' }, ana)
        const files = [{ id: word, name: `${word}.png`, media: 'image/png', size: bytes.length }]
        await shop.does(
          { kind: 'filled', form: 'complain', values: { category: 'order', text: word }, files: { files } },
          ana,
        )
        const [row] = await database.query<{ id: string }>(
          'SELECT "customerId" AS id FROM identity WHERE person = ?',
          word,
        )
        const id = row?.id ?? ''
        await shop.run((unit) =>
          unit
            .act(recordAdjustment, {
              ...{ reference: word, customerId: id, points: 7, reason: word, author: 'key:till', expiresAt: null },
            })
            .then(() => {}),
        )
        await shop.does({ kind: 'asked', command: 'privacy', args: '' }, ana)
        await shop.does({ kind: 'pressed', press: 'privacy.erase' }, ana)
        const sure = seen('Shall I delete everything').at(-1)
        const [yes] = sure ? buttonsOf(sure.message) : []
        if (!sure || !yes || !('press' in yes)) throw new Error('was not asked')
        expect(await rowsWith(database, [word])).not.toEqual([])
        expect(shop.blobs.kept.size).toBe(1)
        await shop.stops()

        const before = shop.deaths
        await shop.starts(steps, first === 'after')
        await shop.does({ kind: 'pressed', press: yes.press, message: sure.id }, ana)
        await shop.works('erased files')
        await shop.looks(11, 'privacy.again')
        await shop.stops()
        dies = shop.deaths > before

        expect(await rowsWith(database, [word])).toEqual([])
        expect(shop.blobs.kept.size).toBe(0)
        expect(seen('Done. Nothing about you is kept')).toHaveLength(1)
        expect(
          shop.platform.shown.some(
            ({ message }) => readable(message).includes(` ${word}`) && message.text.includes('C-'),
          ),
        ).toBe(false)
        const { accounts, entries } = await books(database)
        expect(accounts.find(({ customerId }) => customerId === id)).toMatchObject({ balance: 0, debt: 0 })
        expect(entries.slice(-2).map(({ points }) => points)).toEqual([7, -7])
        expect(await database.query("SELECT id FROM delivery WHERE state <> 'sent'")).toEqual([])
      }
      expect(steps).toBeGreaterThan(5)
    },
    240_000,
  )
})
