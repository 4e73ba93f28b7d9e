import { expect, test } from 'vitest'
import type { Shown } from '../../adapters/fake/adapter.ts'
import type { Person } from '../../src/chat.ts'
import { appoint } from '../../src/staff/store.ts'
import { DyingShop, strides } from '../complaints/dying.ts'
import { buttonsOf, readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'

const stan: Person = { platform: 'sure', id: 'stan', name: 'Stan', locale: 'en' }
const desk = { platform: 'sure', channel: 'desk' }

const pressed = (shown: Shown | undefined, label: string) => {
  const button = shown && buttonsOf(shown.message).find((it) => it.label === label)
  if (!shown || !button || !('press' in button)) throw new Error(`nothing "${label}" to press`)
  return { kind: 'pressed', press: button.press, message: shown.id }
}

eachDatabase((fresh) => {
  test.each(strides[fresh.dialect])(
    'killed $first any step from the wish to the end of a call: one call, one card, each word once',
    async ({ first, stride }) => {
      const database = await fresh.open()
      const shop = new DyingShop(database)
      await shop.starts()
      await shop.run((unit) => appoint(unit, [stan], 'staff'))
      await shop.does({ kind: 'asked', command: 'desk', args: '' }, stan, desk)
      await shop.stops()
      let steps = 1 - stride
      for (let dies = true; dies; ) {
        steps += stride
        const before = shop.deaths
        await shop.starts(steps, first === 'after')
        const cara: Person = { platform: 'sure', id: `cara-${steps}`, name: `Cara ${steps}`, locale: 'en' }
        const seen = (words: string) =>
          shop.platform.shown.filter(
            ({ place, message }) => place.channel === cara.id && readable(message).includes(words),
          )
        await shop.does(
          { kind: 'filled', form: 'callback', values: { reason: `About ${steps}`, phone: '+4930123456' } },
          cara,
        )
        await shop.does(pressed(seen('On which day')[0], 'Today'), cara)
        const time = seen('at what time')[0]
        const [slot] = time ? buttonsOf(time.message) : []
        await shop.does(pressed(time, slot?.label ?? ''), cara)
        await shop.looks(60, 'callbacks.clock')
        const cards = () =>
          shop.platform.shown.filter(
            ({ message }) => readable(message).includes(`About ${steps}`) && buttonsOf(message).length > 0,
          )
        await shop.does(pressed(cards()[0], 'I call'), stan, desk)
        await shop.does(
          { kind: 'filled', form: 'call-done', about: callIn(cards()[0]), values: { note: 'Well' } },
          stan,
          desk,
        )
        await shop.looks(60, 'callbacks.clock')
        await shop.stops()
        dies = shop.deaths > before

        const calls = await database.query<Record<string, unknown>>(
          'SELECT state, note, tries, alarm FROM callback WHERE reason = ?',
          `About ${steps}`,
        )
        expect(calls).toEqual([{ state: 'done', note: 'Well', tries: 0, alarm: null }])
        expect(await database.query('SELECT cell FROM callback_cell')).toEqual([])
        expect(seen('All right: we will call you today')).toHaveLength(1)
        const shown = shop.platform.shown.filter(
          ({ place, message }) => place.channel === 'desk' && readable(message).includes(`About ${steps}\n`),
        )
        expect(shown).toHaveLength(1)
        expect(shown[0] && readable(shown[0].message)).toContain('done')
        expect(shop.platform.opened.filter(({ title }) => title.endsWith(` ${cara.name}`))).toHaveLength(1)
        expect(await database.query("SELECT id FROM delivery WHERE state <> 'sent'")).toEqual([])
      }
      expect(steps).toBeGreaterThan(15)
    },
    120_000,
  )
})

const callIn = (shown: Shown | undefined): string => {
  const [, number] = /K-(\d+)/.exec(shown ? readable(shown.message) : '') ?? []
  return String(Number(number) - 1_000)
}
