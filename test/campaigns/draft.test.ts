import { expect, test } from 'vitest'
import type { Shown } from '../../adapters/fake/adapter.ts'
import { type Actor, labelsOf } from '../complaints/scene.ts'
import { buttonsOf, readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { Shop } from './shop.ts'

type Fields = Record<string, string>

/** Fills a form in as the platform does it: at once, or step by step. */
async function fills(
  actor: Actor,
  shown: Shown,
  label: string | RegExp,
  fields: [name: string, value: string][],
): Promise<void> {
  const button = buttonsOf(shown.message).find((it) =>
    typeof label === 'string' ? it.label === label : label.test(it.label),
  )
  if (!button || !('form' in button)) throw new Error(`no form ${label} among ${labelsOf(shown)}`)
  if (actor.platform.can.form({ id: '', title: '', submit: '', fields: [] })) {
    const values: Fields = Object.fromEntries(fields.filter(([, value]) => value !== ''))
    return actor.fills(button.form, values, button.about)
  }
  await actor.presses(shown, label)
  for (const [, value] of fields) {
    if (value === '') await actor.presses(actor.last(), /^(Skip|跳过|Keep it as it is|保持不变)$/)
    else await actor.says(value)
  }
}

const card = (actor: Actor, name: string) =>
  actor.sees().findLast(({ message }) => message.text.startsWith(name)) as Shown

const words = {
  en: {
    locale: 'en',
    fresh: 'New campaign',
    more: 'Second text, picture',
    offer: 'Buttons, points, code',
    when: 'When',
    preview: 'Preview',
    test: 'Send it to me',
    ready: 'Start it',
    audience: 'everyone',
    text: 'Hello {name}, you have {points} points',
    now: 'As soon as it is started',
    once: 'Once, on a day',
    answer: 'answer',
  },
  zh: {
    locale: 'zh',
    fresh: '新活动',
    more: '第二段文字、图片',
    offer: '按钮、积分、优惠码',
    when: '时间',
    preview: '预览',
    test: '发给我自己',
    ready: '开始',
    audience: '所有人',
    text: '{姓名}，您好，您有 {积分} 积分',
    now: '开始后马上',
    once: '某一天，一次',
    answer: '回答',
  },
} as const

eachDatabase((fresh) => {
  for (const platform of ['telegram', 'slack', 'discord', 'web'])
    for (const w of Object.values(words))
      test(`on ${platform} in ${w.locale} a manager makes a campaign, looks at it, and starts it`, async () => {
        const shop = await Shop.open(fresh)
        await shop.crowd('discord', 12)
        await shop.crowd('slack', 3)
        const ann = await shop.scene.member(platform, 'ann', 'manager', { name: 'Ann' })
        await ann.says('/start')
        await ann.says(`/language ${w.locale}`)
        await ann.says('/campaign')
        const base = shop.scene.person(platform, 'stop', { name: 'Stop' })
        await base.says('/start')
        await base.says('/stop')
        await fills(ann, ann.last(), w.fresh, [
          ['name', 'Spring'],
          ['audience', w.audience],
          ['text', w.text],
        ])
        await fills(ann, card(ann, 'Spring'), w.offer, [
          ['buttons', `Shop = https://example.com/a?b=c\nPoints = /points\nCome = ${w.answer}`],
          ['points', '5'],
          ['code', ''],
        ])
        await fills(ann, card(ann, 'Spring'), w.more, [
          ['second', 'Hi {name}'],
          ['split', '40'],
          ['holdout', '20'],
          ['picture', ''],
        ])
        const isDrawn = ann.platform.can.form({ id: '', title: '', submit: '', fields: [] })
        await fills(ann, card(ann, 'Spring'), w.when, [['when', isDrawn ? 'now' : w.now]])
        // One card, drawn anew where it stands or below.
        const cards = ann.sees().filter(({ message }) => message.text.startsWith('Spring'))
        expect(cards).toHaveLength(1)
        const shown = readable(card(ann, 'Spring').message)
        for (const part of ['Hi {name}', 'https://example.com/a?b=c', '/points', '40', '20', w.text])
          expect(shown).toContain(part)
        await ann.presses(card(ann, 'Spring'), w.preview)
        const seen = readable(ann.last().message)
        for (const name of ['Telegram', 'Slack', 'Discord', 'Web']) expect(seen).toContain(name)
        expect(seen.split('\n')).toHaveLength(3 + 8)
        await ann.presses(card(ann, 'Spring'), w.test)
        const tried = ann.last()
        expect(tried.message.text).toBe('Hi Ann')
        await ann.presses(tried, 'Come')
        expect(ann.last().message.text).toMatch(/^(This was only to look at|这只是预览)/)
        const [row] = await shop.database.query<{ n: number }>('SELECT count(*) AS n FROM campaign_recipient')
        expect(row?.n).toBe(0)
        await ann.presses(card(ann, 'Spring'), w.ready)
        const [send] = labelsOf(ann.last())
        expect(send).toMatch(/\d/)
        const people = Number(/\d+/.exec(send ?? '')?.[0])
        await ann.presses(ann.last(), send ?? '')
        const campaign = await shop.until(1, 'done')
        expect(campaign.figures.sent).toBe(people)
        expect(campaign.figures.sent + campaign.figures.held + campaign.figures.skipped).toBe(campaign.figures.total)
        expect(ann.sees().filter(({ message }) => message.text.startsWith('Spring\n▓'))).toHaveLength(1)
      })
})
