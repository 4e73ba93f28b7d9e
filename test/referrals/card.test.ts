import { describe, expect, test } from 'vitest'
import { draw } from '../../src/charts/draw.ts'
import { type Entrance, noEntrance } from '../../src/referrals/door/entrance.ts'
import { codeShown } from '../../src/referrals/exports.ts'
import { dark, look } from '../charts/look.ts'
import { scanned } from '../charts/scan.ts'
import { World } from '../conversation.ts'
import { onDatabase } from '../databases.ts'
import { codeFor } from './ways.ts'

const card = {
  kind: 'card' as const,
  eyebrow: 'You are invited to',
  title: 'Café Morgenrot',
  headline: '50 points for you',
  text: 'They are yours 14 days after your first purchase.',
  scan: 'https://shop.example/r/K7QM4XRD',
  code: 'K7QM-4XRD',
  hint: 'Scan it with your phone, or send us the code.',
}
const long = 'The Old Harbour Coffee Roasters and Bakery of Saint Petersburg'

describe('a card', () => {
  test.each([
    ['a short name', card],
    ['a name of sixty letters', { ...card, title: long }],
    ['one word of sixty letters', { ...card, title: 'W'.repeat(60) }],
    [
      'Chinese',
      { ...card, title: '晨光咖啡馆'.repeat(12), headline: '送您 50 积分', text: '首次消费满 €10.00，14天后到账。' },
    ],
    ['nothing', { ...card, eyebrow: '', title: '', headline: '', text: '', hint: '' }],
    ['harm', { ...card, title: '\0\u202e<b>\ud800😀', text: 'x'.repeat(9_999) }],
    ['a long address', { ...card, scan: `https://${'shop.'.repeat(60)}example/r/K7QM4XRD` }],
    ['words', { ...card, scan: '/start K7QM4XRD' }],
  ])('of %s can be scanned', async (_, drawn) => {
    expect(await scanned(await draw(drawn))).toBe(drawn.scan)
  })

  test('is 1000 pixels wide, as high as its words need, and small enough to be sent', async () => {
    const [short, tall] = await Promise.all([draw(card), draw({ ...card, title: long })])
    expect((await look(short)).width).toBe(1000)
    expect((await look(tall)).height).toBeGreaterThan((await look(short)).height)
    for (const png of [short, tall]) expect(png.length).toBeLessThan(300_000)
  })

  test('shows each of its words', async () => {
    const whole = Buffer.from(await draw(card))
    for (const key of ['eyebrow', 'title', 'headline', 'text', 'code', 'hint'] as const)
      expect(Buffer.from(await draw({ ...card, [key]: `${card[key]}.` })).equals(whole), key).toBe(false)
    expect(dark(await look(whole, { x: 250, y: 0, width: 500, height: 1000 }))).toBeGreaterThan(50_000)
  })

  test('that cannot be drawn disturbs no other', async () => {
    await expect(draw({ ...card, scan: 'x'.repeat(9_999) })).rejects.toThrow('could not be drawn')
    expect(await scanned(await draw(card))).toBe(card.scan)
  })
})

describe('what a customer hands on', () => {
  const fresh = onDatabase('sqlite')
  const carrying = (platform: string): Entrance => ({
    ...noEntrance,
    doors: (code) => [{ platform, url: `https://t.me/cafe_bot?start=${code}`, carries: true }],
  })
  const site = { ...noEntrance, public: 'https://shop.example/bot' }

  test.each([
    ['en', 'leads to the page', site, (code: string) => `https://shop.example/bot/r/${code}`],
    [
      'zh',
      'leads to the page',
      { ...carrying('fake'), ...site },
      (code: string) => `https://shop.example/bot/r/${code}`,
    ],
    ['en', 'opens the conversation', carrying('fake'), (code: string) => `https://t.me/cafe_bot?start=${code}`],
    ['zh', 'says what to send', carrying('other'), (code: string) => `start ${code}`],
    ['en', 'says what to send', noEntrance, (code: string) => `start ${code}`],
  ])('in %s is a picture that %s', async (locale, _, entrance, expected) => {
    const world = await World.open(fresh, { program: { shop: long }, entrance })
    const code = await codeFor(world, 'Rita')
    const { message } = await world.person('rita', { name: 'Rita', locale }).says('/refer')
    const image = message.parts?.find(({ kind }) => kind === 'image')
    if (image?.kind !== 'image') throw new Error('no picture')
    const link = expected(code)
    expect(await scanned(Buffer.from(image.data, 'base64'))).toBe(link)
    expect(image.alt).toContain(codeShown(code))
    expect(image.alt).toContain(locale === 'zh' ? '送您 50 积分' : '50 points for you')
    const rows = (message.parts ?? []).flatMap((part) => (part.kind === 'facts' ? part.rows : []))
    expect(rows.map(([, value]) => value)).toEqual(
      link.startsWith('http') ? [codeShown(code), link] : [codeShown(code)],
    )
  })
})
