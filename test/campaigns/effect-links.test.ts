import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { readToken, tokenOf } from '../../src/campaigns/effect/links/token.ts'
import { isPerson } from '../../src/campaigns/effect/links/visitor.ts'
import type { CampaignButton } from '../../src/campaigns/rules/campaign.ts'
import { readConfig } from '../../src/config.ts'
import { Measures } from '../../src/engine/measures.ts'
import { makeServer } from '../../src/http/server.ts'
import { type Actor, labelsOf } from '../complaints/scene.ts'
import { buttonsOf, readable } from '../conversation.ts'
import { eachDatabase, type Fresh, onDatabase } from '../databases.ts'
import { silent } from '../log.ts'
import { allWays } from '../referrals/ways.ts'
import { Shop, type ShopOptions } from './shop.ts'

const browser = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1'
const menu = 'https://shop.example/menu?week=10&for=you#soup'
const three: CampaignButton[] = [
  { label: 'The menu', url: menu },
  { label: 'My points', command: 'points' },
  { label: 'I will come', answer: true },
]

/** A shop with a server, whose campaign with three buttons went to Ann. */
async function sent(fresh: Fresh, options: ShopOptions = { entrance: allWays }, buttons = three) {
  const shop = await Shop.open(fresh, { platforms: ['telegram', 'slack'], ...options })
  const tom = await shop.manager('slack', 'tom', 'Tom')
  const ann = await shop.customer('telegram', 'ann', { name: 'Ann' })
  const http = await makeServer({
    ...{ config: readConfig({}), database: shop.database, engine: shop.engine, measures: new Measures() },
    ...{ program: shop.program, adapters: [], log: silent, now: () => shop.clock.now },
  })
  fresh.after(() => http.close())
  const campaign = await shop.makes({ content: { a: 'Soup is on, {name}', buttons } })
  expect(await shop.starts(campaign, tom, 1)).toMatchObject({ kind: 'started' })
  await shop.until(campaign.id, 'done')
  return { shop, tom, ann, http, campaign }
}

const addressIn = (actor: Actor, label: string) => {
  const button = buttonsOf(actor.finds('Soup').message).find((it) => it.label === label)
  if (!button || !('url' in button)) throw new Error(`no link ${label}`)
  return button.url
}

const visit = async (
  http: FastifyInstance,
  url: string,
  more: { method?: 'GET' | 'HEAD' | 'POST'; headers?: Record<string, string>; remoteAddress?: string } = {},
) => {
  const { method = 'GET', headers = {}, remoteAddress = '203.0.113.1' } = more
  const path = url.replace('https://shop.example', '')
  const answer = await http.inject({ method, url: path, remoteAddress, headers: { 'user-agent': browser, ...headers } })
  return { status: answer.statusCode, to: answer.headers.location, headers: answer.headers, text: answer.body }
}

const presses = (shop: Shop) =>
  shop.database.query<{ button: number; arm: string; count: number }>(
    'SELECT button, arm, count FROM campaign_press ORDER BY recipient, button',
  )

eachDatabase((fresh) => {
  test('a link leads over us to its address, and counts who pressed', async () => {
    const { shop, ann, http } = await sent(fresh)
    const link = addressIn(ann, 'The menu')
    expect(link).toMatch(/^https:\/\/shop\.example\/l\/[\w-]{24}$/)
    const first = await visit(http, link)
    expect(first).toMatchObject({ status: 302, to: menu })
    expect(first.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    await visit(http, link)
    expect(await presses(shop)).toEqual([{ button: 1, arm: 'a', count: 2 }])
  })

  test('a command is done and counted, an answer is kept, thanked for and counted', async () => {
    const { shop, ann } = await sent(fresh)
    await ann.presses(ann.finds('Soup'), 'My points')
    expect(readable(ann.last().message)).toMatch(/no points yet/)
    await ann.presses(ann.finds('Soup'), 'I will come')
    expect(readable(ann.last().message)).toBe('Thank you, noted.')
    expect(await presses(shop)).toEqual([
      { button: 2, arm: 'a', count: 1 },
      { button: 3, arm: 'a', count: 1 },
    ])
    const [row] = await shop.database.query<{ answer: number }>(
      'SELECT answer FROM campaign_recipient WHERE answer IS NOT NULL',
    )
    expect(row?.answer).toBe(3)
  })

  test('somebody else who presses a command gets it, and is not counted', async () => {
    const { shop, ann, tom } = await sent(fresh)
    const [, press] = buttonsOf(ann.finds('Soup').message)
    if (!press || !('press' in press)) throw new Error('no button')
    await tom.does({ kind: 'pressed', press: press.press })
    expect(readable(tom.last().message)).toMatch(/no points yet/)
    for (const forged of [
      'campaign.do:1:1:campaign',
      'campaign.do:1:1:nothing',
      'campaign.do:x',
      'campaign.do:1:1:grant',
    ]) {
      await ann.does({ kind: 'pressed', press: forged })
      expect(readable(ann.last().message)).not.toMatch(/Campaigns/)
    }
    expect(await presses(shop)).toEqual([])
  })

  test('who was forgotten has no links, presses or answers any more', async () => {
    const { shop, ann, http } = await sent(fresh)
    const link = addressIn(ann, 'The menu')
    await visit(http, link)
    await ann.presses(ann.finds('Soup'), 'I will come')
    const id = await shop.idOf(ann)
    await shop.engine.run(async (unit) => {
      for (const { erased } of shop.engine.registry.features) await erased?.(unit, id)
    })
    const after = await visit(http, link)
    expect(after).toMatchObject({ status: 404, to: undefined })
    expect(after.text).toContain('This link leads nowhere now')
    expect(await presses(shop)).toEqual([])
    const rows = await shop.database.query('SELECT answer FROM campaign_recipient WHERE answer IS NOT NULL')
    expect(rows).toEqual([])
  })
})

describe('links', () => {
  const fresh = onDatabase('sqlite')

  test('lead nowhere but to what stands in the campaign', async () => {
    const { http, shop, ann } = await sent(fresh)
    const link = addressIn(ann, 'The menu')
    const token = link.slice(-24)
    for (const wrong of [`/l/${token}?to=https://evil.example`, `/l/${token}?url=//evil.example`])
      expect((await visit(http, wrong)).to).toBe(menu)
    for (const wrong of ['/l/https:%2F%2Fevil.example', `/l/${token}x`, `/l/%2F%2Fevil.example`, '/l/..%2f']) {
      const { status, to } = await visit(http, wrong, { remoteAddress: '203.0.113.9' })
      expect({ status, to }).toEqual({ status: 404, to: undefined })
    }
    expect((await visit(http, link, { method: 'POST' })).status).toBe(404)
    // Not even to another scheme, were one to get into the table.
    await shop.database.execute(
      `UPDATE campaign SET message = replace(message, 'https://shop.example/menu', 'javascript:alert')`,
    )
    expect(await visit(http, link)).toMatchObject({ status: 404, to: undefined })
  })

  test('are shown to programs and not counted for them', async () => {
    const { http, shop, ann } = await sent(fresh)
    const link = addressIn(ann, 'The menu')
    expect(await visit(http, link, { method: 'HEAD' })).toMatchObject({ status: 302, to: menu })
    for (const headers of [
      { 'user-agent': 'TelegramBot (like TwitterBot)' },
      { 'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' },
      { 'user-agent': 'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)' },
      { 'user-agent': '' },
      { 'sec-purpose': 'prefetch;prerender' },
    ] as Record<string, string>[])
      expect(await visit(http, link, { headers })).toMatchObject({ status: 302, to: menu })
    expect(await presses(shop)).toEqual([])
  })

  test('that are guessed are held back, and that of a customer never is', async () => {
    const { http, ann, shop } = await sent(fresh)
    const link = addressIn(ann, 'The menu')
    const guess = (nth: number) => visit(http, `/l/${String(nth).padStart(24, 'A')}`)
    for (let nth = 0; nth < 10; nth += 1) expect((await guess(nth)).status).toBe(404)
    const busy = await guess(11)
    expect(busy.status).toBe(429)
    expect(busy.headers['retry-after']).toBe('600')
    expect(busy.text).toContain('Please try again in 10 minutes.')
    expect(await visit(http, link)).toMatchObject({ status: 302 })
    await shop.passes(11)
    expect((await guess(12)).status).toBe(404)
  })

  test('that lead nowhere say so in the language of the browser, and show nothing of what was asked for', async () => {
    const { http } = await sent(fresh, { entrance: allWays, program: { shop: 'Café <b>Rot</b>' } })
    const { text, headers } = await visit(http, '/l/%3Cscript%3E', { headers: { 'accept-language': 'zh-CN' } })
    expect(text).toContain('这个链接已经失效')
    expect(text).toContain('Café &#60;b&#62;Rot')
    expect(text).not.toContain('<script>%')
    expect(text).not.toContain('evil')
    expect(headers['x-robots-tag']).toBe('noindex, nofollow')
  })

  test('open their address themselves where nobody outside can reach us', async () => {
    const { ann } = await sent(fresh, {})
    expect(addressIn(ann, 'The menu')).toBe(menu)
    expect(labelsOf(ann.finds('Soup'))).toEqual(['The menu', 'My points', 'I will come', 'Unsubscribe'])
  })
})

describe('a token', () => {
  const key = Buffer.alloc(32, 7)

  test('gives back what it is of, with the key it was made with, and with no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 48 - 1 }), fc.integer({ min: 1, max: 9 }), (recipient, button) => {
        const token = tokenOf(key, { recipient, button })
        expect(token).toMatch(/^[\w-]{24}$/)
        expect(readToken(key, token)).toEqual({ recipient, button })
        expect(readToken(Buffer.alloc(32, 8), token)).toBeUndefined()
      }),
    )
  })

  test('of which a letter is changed is none', () => {
    const token = tokenOf(key, { recipient: 123_456, button: 2 })
    fc.assert(
      fc.property(fc.nat({ max: 23 }), fc.constantFrom(...'ABCDEFabcdef0189-_'), (at, letter) => {
        const changed = token.slice(0, at) + letter + token.slice(at + 1)
        expect(readToken(key, changed)).toEqual(changed === token ? { recipient: 123_456, button: 2 } : undefined)
      }),
    )
  })

  test('may be anything', () => {
    fc.assert(fc.property(fc.string(), (token) => readToken(key, token) === undefined))
  })
})

describe('a visitor', () => {
  test.each([
    [{ 'user-agent': browser }, true],
    [{ 'user-agent': browser, 'sec-fetch-mode': 'navigate' }, true],
    [{ 'user-agent': browser, 'sec-fetch-mode': 'no-cors' }, false],
    [{ 'user-agent': browser, purpose: 'prefetch' }, false],
    [{ 'user-agent': 'WhatsApp/2.24 A' }, false],
    [{ 'user-agent': 'facebookexternalhit/1.1' }, false],
    [{ 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' }, false],
    [{ 'user-agent': 'Mozilla/5.0 (Linux; Android 16; CUBOT X90) Chrome/142.0 Mobile' }, true],
    [{}, false],
  ])('with %j is a person: %s', (headers, is) => {
    expect(isPerson('GET', headers)).toBe(is)
    expect(isPerson('HEAD', headers)).toBe(false)
  })
})
