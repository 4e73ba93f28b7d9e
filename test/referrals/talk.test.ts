import { describe, expect, test } from 'vitest'
import { codeShown } from '../../src/referrals/exports.ts'
import { kinds, labelsOf } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { Shop } from './shop.ts'

/** What is said in each language, as far as it tells one answer from another. */
const languages = {
  en: {
    words: 'invite a friend',
    offer:
      'Bring a friend: once your friend buys something for €10.00 or more within 90 days, you get 100 points and your friend 50 points, 14 days after the purchase.',
    nobody: 'Nobody has come with your code yet.',
    welcome: 'once you buy something for €10.00 or more within 90 days, you get 50 points, 14 days after the purchase.',
    told: 'A friend has come with your code.',
    joined: 'has not bought anything yet',
    bought: 'has bought; 100 points on Mar 16',
    rewarded: '100 points on Mar 16',
    paid: ['you get 100 points', 'here are your 50 points'],
    taken: '100 points for a friend you brought were taken back',
    own: 'That is your own code.',
    again: 'That is noted already',
    second: 'Somebody else brought you before',
    existing: 'You have been a customer here before',
    staff: 'You are on the team',
    wrong: 'That code is not right.',
    many: 'Those were too many wrong codes. Please try again in 10 minutes.',
    group: 'Please send me that code in a private chat',
    none: 'We have no offer for bringing friends right now.',
    ask: 'Ana has brought Bo, who has bought something. Shall the points be paid?',
    yes: 'Pay them',
    no: 'Do not pay',
    agreed: 'You agreed: Ana has brought Bo.',
    already: 'Eve has agreed already.',
  },
  zh: {
    words: '推荐朋友',
    offer: '介绍一位朋友：朋友在90天内消费满 €10.00后，您得 100 积分，朋友得 50 积分，消费14天后到账。',
    nobody: '还没有朋友凭您的邀请码来。',
    welcome: '在90天内消费满 €10.00后，您将得到 50 积分，消费14天后到账。',
    told: '有朋友凭您的邀请码来了。',
    joined: '尚未消费',
    bought: '已消费，100 积分将于 3月16日 到账',
    rewarded: '3月16日 得 100 积分',
    paid: ['您得到 100 积分', '您的 50 积分已到账'],
    taken: '因介绍朋友得到的 100 积分已收回',
    own: '这是您自己的邀请码',
    again: '已经记下了：您是这位朋友介绍来的。',
    second: '之前已有朋友介绍过您',
    existing: '您已经是我们的老顾客',
    staff: '您是团队成员',
    wrong: '邀请码不对',
    many: '错误的邀请码太多了，请 10 分钟后再试。',
    group: '请在私聊中发送邀请码',
    none: '目前没有推荐朋友的活动。',
    ask: 'Ana 介绍了 Bo，对方已经消费。可以发放积分吗？',
    yes: '同意发放',
    no: '不发放',
    agreed: '您已同意：Ana 介绍了 Bo。',
    already: 'Eve 已经同意。',
  },
} as const

const platforms = Object.keys(kinds)
const cases = platforms.flatMap((platform) => (['en', 'zh'] as const).map((locale) => ({ platform, locale })))

eachDatabase((fresh) => {
  describe.each(cases)('on $platform in $locale', ({ platform, locale }) => {
    const says = languages[locale]
    const open = (given: Parameters<typeof Shop.open>[1] = {}) =>
      Shop.open(fresh, { platforms: [platform], referrals: { minimum: 1_000 }, ...given })

    test('what it is, who came, how it stands, and what is paid or taken back', async () => {
      const shop = await open()
      const ana = shop.person('1', { name: 'Ana', locale }, platform)
      const bo = shop.person('2', { name: 'Bo Friend', locale }, platform)
      const first = readable((await shop.says(ana, says.words)).message)
      expect(first).toContain(says.offer)
      expect(first).toContain(says.nobody)
      expect(first).toContain(codeShown(await shop.codeOf(ana)))
      expect((await shop.joins(bo, ana)).message.text).toContain(says.welcome)
      expect(ana.last().message.text).toContain(says.told)
      const list = async () => readable((await shop.does(ana, 'refer')).message)
      expect(await list()).toContain(says.joined)
      await shop.buys(bo, 1_234)
      await shop.sweep()
      const bought = await list()
      expect(bought).toContain(says.bought)
      expect(bought).not.toMatch(/Bo|Friend|12[.,]34/)
      shop.wait(14)
      await shop.sweep()
      expect(ana.last().message.text).toContain(says.paid[0])
      expect(bo.last().message.text).toContain(says.paid[1])
      expect(await list()).toContain(says.rewarded)
      await shop.link(await shop.idOf(ana), await shop.idOf(bo))
      await shop.sweep()
      expect(ana.finds(says.taken)).toBeDefined()
    })

    test('whoever cannot be brought is told why', async () => {
      const shop = await open()
      const [ana, bo, cy] = ['1', '2', '3'].map((id) => shop.person(id, { locale }, platform))
      if (!ana || !bo || !cy) throw new Error('nobody is there')
      const code = await shop.codeOf(ana)
      const answer = async (who: typeof ana, written: string) => (await shop.does(who, 'refer', written)).message.text
      expect(await answer(ana, code)).toContain(says.own)
      await answer(bo, ` ${code.toLowerCase()} `)
      expect(await answer(bo, code)).toContain(says.again)
      expect(await answer(bo, await shop.codeOf(cy))).toContain(says.second)
      await shop.buys(cy, 1)
      expect(await answer(cy, code)).toContain(says.existing)
      await shop.scene.member(platform, '9', 'staff')
      expect(await answer(shop.person('9', { locale }, platform), code)).toContain(says.staff)
      const eve = shop.person('4', { locale }, platform)
      await eve.does({ kind: 'asked', command: 'refer', args: code }, { channel: 'room' })
      expect(readable(eve.last().message)).toContain(says.group)
      for (let nth = 0; nth < 5; nth++) expect(await answer(eve, 'WRNG-2345')).toContain(says.wrong)
      expect(await answer(eve, code)).toContain(says.many)
      shop.wait(11 / 1_440)
      expect(await answer(eve, code)).toContain(says.welcome)
      expect((await shop.kept()).length).toBe(2)
    })

    test('one who is held is asked about, and two managers who press at once find one decision', async () => {
      const shop = await open({ referrals: { minimum: 1_000, hold: null } })
      const [ana, bo] = [shop.person('1', { name: 'Ana' }, platform), shop.person('2', { name: 'Bo' }, platform)]
      const [eve, max] = [
        await shop.scene.member(platform, '8', 'manager', { name: 'Eve' }),
        await shop.scene.member(platform, '9', 'owner', { name: 'Max' }),
      ]
      for (const who of [eve, max]) await shop.does(who, 'start')
      await shop.scene.engine.run((unit) => unit.sql.execute('UPDATE customer SET locale = ?', locale))
      await shop.joins(bo, ana)
      await shop.joins(ana, bo)
      await shop.buys(bo, 1_000)
      await shop.sweep()
      for (const who of [eve, max]) expect(labelsOf(who.finds(says.ask)).slice(0, 2)).toEqual([says.yes, says.no])
      expect(ana.sees().filter(({ message }) => message.text.includes('100'))).toEqual([])
      const [one, two] = [eve.finds(says.ask), max.finds(says.ask)]
      await eve.presses(one, says.yes)
      await max.presses(two, says.no)
      expect(readable(eve.last().message)).toContain(says.agreed)
      expect(readable(max.last().message)).toContain(says.already)
      expect((await shop.kept())[0]).toMatchObject({ decision: 'yes', state: 'rewarded', paidReferrer: 100 })
      await shop.sweep()
      expect(await shop.paid()).toBe(150)
    })

    test('where there are no referrals it says so', async () => {
      const shop = await open({ referrals: null })
      const ana = shop.person('1', { locale }, platform)
      expect((await shop.does(ana, 'refer')).message.text).toBe(says.none)
    })
  })

  test('many friends are turned page by page', async () => {
    const shop = await Shop.open(fresh, { referrals: { burst: 99 } })
    const ana = shop.person('1')
    await shop.does(ana, 'start')
    for (let nth = 0; nth < 12; nth++) {
      await shop.joins(shop.person(`f${nth}`), ana)
      shop.wait(1)
    }
    const first = await shop.does(ana, 'refer')
    expect(readable(first.message)).toMatch(/^12 friends have come with your code:\nMar 13: .*\nMar 12: /)
    await ana.presses(first, 'Older')
    await ana.presses(ana.last(), 'Older')
    const last = readable(ana.last().message)
    expect(last).toMatch(/Mar 3: .*\nMar 2: [^\n]*$/)
    await ana.presses(ana.last(), 'Newer')
    expect(readable(ana.last().message)).toContain('Mar 8: ')
  })

  test('what was promised is kept when the shop has no offer any more', async () => {
    const shop = await Shop.open(fresh)
    const [ana, bo] = [shop.person('1'), shop.person('2')]
    await shop.does(ana, 'start')
    await shop.joins(bo, ana)
    await shop.buys(bo, 1_000)
    const { database } = shop
    await shop.engine.stop()
    const later = await Shop.open(fresh, { database, referrals: null, at: '2026-03-20T12:00Z' })
    await later.sweep()
    expect(await later.paid()).toBe(150)
    const shown = await later.does(later.person('1'), 'refer')
    expect(readable(shown.message)).toContain('100 points on Mar 20')
  })

  test('somebody who is to decide about himself is sent to another', async () => {
    const shop = await Shop.open(fresh, { referrals: { hold: null } })
    const [ana, bo] = [shop.person('1', { name: 'Ana' }), shop.person('2', { name: 'Bo' })]
    await shop.joins(bo, ana)
    await shop.joins(ana, bo)
    await shop.scene.member('telegram', '1', 'manager')
    const staff = await shop.scene.member('telegram', '7', 'staff')
    await shop.buys(bo, 1_000)
    await shop.sweep()
    expect(ana.sees().map(({ message }) => message.text)).not.toContain('Shall the points be paid?')
    const [held] = await shop.kept()
    await ana.does({ kind: 'pressed', press: `referral.decide:${held?.id}:yes` })
    expect(ana.last().message.text).toContain('somebody else has to decide')
    await staff.does({ kind: 'pressed', press: `referral.decide:${held?.id}:yes` })
    expect(staff.last().message.text).toContain('for managers')
    for (const about of ['', '0', `${held?.id}:maybe`, '999:yes', 'x:yes'])
      await ana.does({ kind: 'pressed', press: `referral.decide:${about}` })
    expect(await shop.kept()).toMatchObject([{ state: 'held', decision: null }, {}])
    expect(await shop.paid()).toBe(0)
  })
})
