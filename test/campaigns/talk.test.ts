import { expect, test } from 'vitest'
import { labelsOf } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { Shop } from './shop.ts'

eachDatabase((fresh) => {
  test.each(['telegram', 'slack', 'discord', 'web'])(
    'on %s managers see it, customers in both languages get it, answer it, and unsubscribe with one tap',
    async (platform) => {
      const shop = await Shop.open(fresh)
      const tom = await shop.manager(platform, 'tom', 'Tom')
      const ann = await shop.customer(platform, 'ann', { name: 'Ann', locale: 'en' })
      const an = await shop.customer(platform, 'an', { name: '安', locale: 'zh' })
      const campaign = await shop.makes({
        content: {
          a: '{name}: <b>@everyone</b> 10 %',
          buttons: [
            { label: 'Menu', url: 'https://example.org/menu' },
            { label: 'Points', command: 'points' },
            { label: 'Sounds good', answer: true },
          ],
        },
        code: 'SPRING10',
      })
      expect(await shop.starts(campaign, tom, 2)).toMatchObject({ kind: 'started' })
      await shop.until(campaign.id, 'done')
      const first = ann.finds('Ann: <b>@everyone</b> 10 %')
      expect(readable(first.message)).toContain('SPRING10')
      expect(labelsOf(first)).toEqual(expect.arrayContaining(['Menu', 'Points', 'Sounds good', 'Unsubscribe']))
      const second = an.finds('安: <b>@everyone</b> 10 %')
      expect(labelsOf(second)).toContain('退订')
      await ann.presses(first, 'Sounds good')
      await ann.presses(first, 'Sounds good')
      expect(await shop.database.query('SELECT answer FROM campaign_recipient WHERE answer IS NOT NULL')).toEqual([
        { answer: 3 },
      ])
      // nobody answers for another
      const [row] = await shop.database.query<{ id: number }>(
        'SELECT id FROM campaign_recipient WHERE answer IS NULL ORDER BY id LIMIT 1',
      )
      await ann.does({ kind: 'pressed', press: `campaign.answer:${row?.id}:1` })
      expect(await shop.database.query('SELECT answer FROM campaign_recipient WHERE answer = 1')).toEqual([])
      await an.presses(second, '退订')
      expect(an.last().message.text).toContain('好的')
      const next = await shop.makes({ name: 'Next' })
      expect(await shop.starts(next, tom, 2)).toMatchObject({ kind: 'refused', why: 'changed', people: 1 })
      expect(await shop.starts(next, tom, 1)).toMatchObject({ kind: 'started' })
      await shop.until(next.id, 'done')
      expect((await shop.stands(next.id)).map(({ person, state, why }) => [person, state, why])).toEqual(
        expect.arrayContaining([
          ['an', 'skipped', 'stopped'],
          ['ann', 'sent', null],
        ]),
      )
      await tom.says('/campaign')
      expect(readable(tom.last().message)).toMatch(/Next: done\nSpring: done/)
      await tom.says('/campaign spring')
      expect(readable(tom.last().message)).toContain('2 of 2')
      await tom.says('/campaign nothing')
      expect(tom.last().message.text).toBe('There is no campaign called nothing.')
    },
  )
})
