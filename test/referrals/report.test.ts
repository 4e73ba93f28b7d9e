import { expect, test } from 'vitest'
import type { Image, StoredFile } from '../../src/chat.ts'
import { takeSale } from '../../src/purchases/sale.ts'
import { labelsOf } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { Shop } from './shop.ts'

const report = {
  en: {
    title: 'Friends brought, Mar 1 – 30, 2026',
    rows: ['Joined: 4', 'Bought: 2', 'Paid for: 1', 'Points spent: 150', 'Points for one new customer: 150'],
    waits: 'Waiting for a decision: 1',
    best: 'Ana: 1 friend, 150 points',
    none: 'No friends were brought, ',
    file: 'As a file',
  },
  zh: {
    title: '朋友推荐，2026/3/1 – 2026/3/30',
    rows: ['加入: 4', '消费: 2', '已发放: 1', '支出积分: 150', '每位新顾客的积分成本: 150'],
    waits: '待决定: 1',
    best: 'Ana: 1 位，150 积分',
    none: '没有朋友推荐',
    file: '导出文件',
  },
} as const

eachDatabase((fresh) => {
  test.each(['en', 'zh'] as const)(
    'in figures, as a picture, as a file, in profiles and in the queue, in %s',
    async (locale) => {
      const says = report[locale]
      const shop = await Shop.open(fresh)
      await shop.scene.member('telegram', 'max', 'manager', { name: 'Max' })
      const max = shop.person('max', { name: 'Max', locale })
      await max.says('/report referrals')
      expect(readable(max.last().message)).toContain(says.none)
      const person = (name: string) => shop.person(name.toLowerCase(), { name, locale })
      const [ana, bo, cy, di, eve] = [person('Ana'), person('Bo'), person('Cy'), person('=Di'), person('Eve')]
      for (const who of [ana, bo, cy, di, eve]) await shop.does(who, 'start')
      await shop.joins(bo, ana)
      await shop.joins(cy, ana)
      await shop.joins(di, eve)
      await shop.joins(eve, di)
      await shop.buys(bo, 2_000)
      shop.wait(15)
      await shop.buys(di, 2_000)
      await shop.sweep()
      shop.wait(13)
      await max.says('/report referrals')
      const [figures, best] = max.sees().slice(-2)
      const shown = readable(figures?.message ?? { text: '' })
      expect(shown.split('\n')).toEqual([says.title, ...says.rows, says.waits])
      const image = figures?.message.parts?.find((part): part is Image => part.kind === 'image')
      expect(
        Buffer.from(image?.data ?? '', 'base64')
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG')
      expect(readable(best?.message ?? { text: '' })).toContain(says.best)
      await max.presses(max.last(), says.file)
      const file = max.last().message.parts?.find((part): part is StoredFile => part.kind === 'file')
      const table = Buffer.from(await shop.engine.file(file?.file ?? ''))
        .toString()
        .trim()
        .split('\r\n')
      expect(table).toHaveLength(5)
      expect(table[1]).toMatch(/^"Ana","Bo","2026-03-02",.*"2026-03-02","2026-03-17",150$/)
      expect(table.join('\n')).toContain(`"'=Di"`)

      await max.says('/find Ana')
      const profile = readable(max.last().message)
      expect(profile).toContain(
        locale === 'en'
          ? 'Brought Bo · Mar 2: paid on Mar 17: 100 + 50, for the purchase of Mar 2'
          : '介绍了 Bo · 3月2日: 3月17日 已发放 100 + 50',
      )
      expect(profile).toContain(locale === 'en' ? 'A friend you brought: +100' : '介绍朋友: +100')
      await max.says('/find Eve')
      const other = readable(max.last().message)
      expect(other).toContain(
        locale === 'en' ? 'Brought =Di · Mar 2: held: they brought each other' : '待决定：互相介绍',
      )
      expect(other).toContain(
        locale === 'en' ? 'Brought by =Di · Mar 2: has not bought' : '由 =Di 介绍 · 3月2日: 尚无有效消费',
      )

      await max.says('/queue referrals')
      expect(readable(max.last().message)).toContain('Eve → =Di')
      await max.presses(max.last(), /^1 · /)
      expect(labelsOf(max.last())).toContain(locale === 'en' ? 'Pay them' : '同意发放')
      await max.presses(max.last(), locale === 'en' ? 'Do not pay' : '不发放')
      await max.says('/queue referrals')
      expect(readable(max.last().message)).not.toContain('Eve → =Di')
      await max.says('/find Eve')
      expect(readable(max.last().message)).toContain(
        locale === 'en' ? 'refused: a manager said no' : '未通过：经理不同意',
      )

      const staff = await shop.scene.member('telegram', 'sam', 'staff')
      await staff.says('/report referrals')
      expect(readable(staff.last().message)).toContain('for managers')
    },
  )

  test('a sale of somebody whom nobody brought costs one statement more, and so do many at once', async () => {
    const shop = await Shop.open(fresh)
    const statements: string[] = []
    const ids = await Promise.all(['a', 'b', 'c'].map((id) => shop.idOf(shop.person(id))))
    await shop.engine.run(async (unit) => {
      const { execute } = unit.sql
      unit.sql.execute = (sql, ...params) => {
        statements.push(sql)
        return execute.call(unit.sql, sql, ...params)
      }
      await Promise.all(
        ids.map((customerId, nth) =>
          takeSale(unit, shop.program, {
            ...{ source: 'test', reference: `many-${nth}`, customerId, amount: 1_000, currency: 'EUR', items: [] },
            at: shop.clock.now,
          }),
        ),
      )
    })
    expect(statements.filter((sql) => sql.includes('referral'))).toHaveLength(1)
  })
})
