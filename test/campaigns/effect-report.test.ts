import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Shown } from '../../adapters/fake/adapter.ts'
import type { Campaign } from '../../src/campaigns/rules/campaign.ts'
import type { NewCampaign } from '../../src/campaigns/store.ts'
import type { Image, StoredFile } from '../../src/chat.ts'
import { type Actor, labelsOf } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import { eachDatabase, type Fresh, onDatabase } from '../databases.ts'
import { Shop, type ShopOptions } from './shop.ts'

/** Each who is told by `share` (of ten) buys once, a day from now; by arms. */
async function sell(shop: Shop, campaign: Campaign, shares: Partial<Record<'a' | 'b' | 'holdout', number>>) {
  // Couriers go by the clock of the machine.
  await shop.database.execute('UPDATE campaign_recipient SET sent = due WHERE sent IS NOT NULL')
  const at = new Date(shop.clock.now.getTime() + 24 * 3_600_000)
  for (const [arm, share] of Object.entries(shares)) {
    const rows = await shop.database.query<{ id: string }>(
      `SELECT "customerId" AS id FROM campaign_recipient WHERE "campaignId" = ? AND round = ? AND arm = ? ORDER BY id`,
      campaign.id,
      campaign.round,
      arm,
    )
    for (const [nth, { id }] of rows.entries())
      if (nth % 10 < share)
        await shop.database.execute(
          `INSERT INTO purchase (id, source, reference, "customerId", "ownerId", amount, currency, at, points, balance, refunded, digest, created)
           VALUES (?, 'till', ?, ?, ?, 1250, 'EUR', ?, 0, 0, 0, '', ?)`,
          `${campaign.round}-${id}`,
          `${campaign.round}-${id}`,
          id,
          id,
          at,
          at,
        )
  }
}

/** Starts it for however many there are, and lets it come to its end. */
async function runs(shop: Shop, campaign: Campaign, by: Actor): Promise<Campaign> {
  const first = await shop.starts(campaign, by, 0)
  if (first.kind !== 'refused' || first.why !== 'changed') throw new Error(JSON.stringify(first))
  expect(await shop.starts(campaign, by, first.people)).toMatchObject({ kind: 'started' })
  return shop.until(campaign.id, 'done')
}

/** A shop of 400 on Telegram whose campaign is over. */
async function over(fresh: Fresh, given: Partial<NewCampaign> = {}, options: ShopOptions = {}) {
  const shop = await Shop.open(fresh, { platforms: ['telegram', 'slack'], ...options })
  const tom = await shop.manager('slack', 'tom', 'Tom')
  await shop.crowd('telegram', 400)
  const campaign = await shop.makes({ holdout: 25, ...given })
  return { shop, tom, campaign: await runs(shop, campaign, tom) }
}

const said = (shown: readonly Shown[]) => shown.map(({ message }) => readable(message)).join('\n\n')
const lastOf = (actor: Actor, many: number) => actor.sees().slice(-many)

eachDatabase((fresh) => {
  test('managers are told what it brought, how sure that is, and see it', async () => {
    const { shop, tom, campaign } = await over(fresh, { points: 5 })
    await sell(shop, campaign, { a: 6, holdout: 2 })
    await shop.passes(3 * 24 * 60)
    await tom.says('/report campaign Spring')
    const [first, second] = lastOf(tom, 2)
    if (!first || !second) throw new Error('nothing was told')
    const words = readable(first.message)
    expect(words).toMatch(/^Spring: what it brought\nWhat is bought until Mar 16 still counts, so this will change\./)
    const [, more = 0, low = 0, high = 0] =
      /(\d+) more orders than without it, likely between (\d+) and (\d+)\./.exec(words)?.map(Number) ?? []
    // Of some 300 six of ten bought, and two of ten would have.
    expect(more).toBeGreaterThan(100)
    expect(low).toBeGreaterThan(70)
    expect(low).toBeLessThan(more)
    expect(high).toBeGreaterThan(more)
    expect(words).toMatch(/€[\d,.]+ more was spent than without it, likely between €[\d,.]+ and €[\d,.]+\./)
    expect(words).toContain('In the audience: 400')
    expect(words).toContain(`Sent: ${campaign.figures.sent}`)
    expect(words).toContain(`Left out to compare: ${campaign.figures.held}`)
    expect(words).toMatch(/Orders for 100 people: (59|60)(\.\d)? with it, (19|20|21)(\.\d)? without/)
    expect(words).toMatch(/Bought something: (59|60)% with it, (19|20|21)% without/)
    expect(readable(second.message)).toContain(`Points given: ${(campaign.figures.sent * 5).toLocaleString('en')}`)
    expect(words).not.toMatch(/\bread\b/i)
    const image = first.message.parts?.find((part): part is Image => part.kind === 'image')
    expect(
      Buffer.from(image?.data ?? '', 'base64')
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
    expect(image?.alt).toContain(`${more} more orders than without it`)
    await shop.passes(14 * 24 * 60)
    await tom.presses(tom.finds('100 %'), 'What it brought')
    expect(readable(lastOf(tom, 2)[0]?.message ?? { text: '' })).not.toContain('still counts')
  })

  test('as a file it has a row for everybody, and names that cannot be formulas', async () => {
    const { shop, tom, campaign } = await over(fresh, {
      content: { a: 'Hi', buttons: [{ label: 'Yes', answer: true }] },
    })
    await shop.database.execute(`UPDATE customer SET name = '=1+1' WHERE name = 'Guest 1'`)
    await sell(shop, campaign, { a: 10 })
    await tom.says('/report campaign Spring export')
    const file = tom.last().message.parts?.find((part): part is StoredFile => part.kind === 'file')
    expect(file?.name).toBe(`campaign-${campaign.id}.csv`)
    const table = Buffer.from(await shop.engine.file(file?.file ?? '')).toString()
    const lines = table.split('\r\n').slice(0, -1)
    expect(lines).toHaveLength(401)
    expect(lines[0]).toBe(
      '\uFEFF"Round","Customer","Part","State","Why not","Platform","Sent","Answer","Pressed","Orders","Spent","Points given"',
    )
    expect(table.indexOf('\uFEFF', 1)).toBe(-1)
    expect(table).toContain(`"'=1+1"`)
    expect(lines.filter((line) => line.includes('"left out to compare"'))).toHaveLength(campaign.figures.held)
    expect(lines.filter((line) => line.endsWith(',1,"12.50",0'))).toHaveLength(campaign.figures.sent)
  })

  test('what takes long is worked out aside, and told when it is done', async () => {
    const shop = await Shop.open(fresh, { platforms: ['slack'] })
    const tom = await shop.manager('slack', 'tom', 'Tom')
    const campaign = await shop.makes()
    await shop.database.execute(`UPDATE campaign SET state = 'done', round = 1 WHERE id = ?`, campaign.id)
    await shop.database.execute(
      `INSERT INTO campaign_recipient ("campaignId", round, "customerId", "ownerId", platform, arm, state, due, turn, sent)
       WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 45000)
       SELECT ?, 1, 'c' || n, 'c' || n, 'slack', CASE WHEN n % 5 = 0 THEN 'holdout' ELSE 'a' END,
         CASE WHEN n % 5 = 0 THEN 'held' ELSE 'sent' END, ?, ?, CASE WHEN n % 5 > 0 THEN ${shop.database.dialect === 'sqlite' ? '?' : 'CAST(? AS timestamp)'} END FROM numbers`,
      campaign.id,
      shop.clock.now,
      shop.clock.now,
      shop.clock.now,
    )
    await tom.says('/report campaign Spring')
    expect(said(tom.sees())).toContain('So many people take a moment to count')
    while (!said(tom.sees()).includes('In the audience')) await turn()
    await shop.scene.settle()
    expect(readable(tom.finds('In the audience').message)).toContain('In the audience: 45,000')
    expect(readable(tom.finds('In the audience').message)).toContain('Left out to compare: 9,000')
    expect(await shop.database.query('SELECT id FROM campaign_report')).toEqual([])
    expect(tom.sees().filter(({ message }) => readable(message).includes('In the audience'))).toHaveLength(1)
  })
})

describe('a report', () => {
  const fresh = onDatabase('sqlite')

  test('says when nobody was left out, when too few bought, and what chance could do as well', async () => {
    const { shop, tom, campaign } = await over(fresh, { holdout: 0 })
    await sell(shop, campaign, { a: 5 })
    await tom.says('/report campaign Spring')
    expect(said(tom.sees())).toContain('Nobody was left out to compare')
    expect(readable(tom.finds('In the audience').message)).toContain('Orders for 100 people: 50')
    const again = await shop.makes({ name: 'Summer', holdout: 25 })
    const done = await runs(shop, again, tom)
    await tom.says('/report campaign Summer')
    expect(said(lastOf(tom, 1))).toContain('too few people, or too few who buy')
    await shop.database.execute('DELETE FROM purchase')
    await sell(shop, done, { a: 4, holdout: 4 })
    await shop.passes(2 * 24 * 60)
    await tom.says('/report campaign Summer')
    const words = said(lastOf(tom, 1))
    expect(words).toMatch(
      /No difference in orders that can be told from chance: anything from [-−]\d+ to \+\d+ is likely\./,
    )
    expect(words).toMatch(/No difference in what was spent that can be told from chance: anything from -€/)
  })

  test('of two texts tells them apart', async () => {
    const { shop, tom, campaign } = await over(fresh, { content: { a: 'One', b: 'Two' }, split: 50, holdout: 0 })
    await sell(shop, campaign, { a: 2, b: 6 })
    await shop.passes(2 * 24 * 60)
    await tom.says('/report campaign Spring')
    expect(said(lastOf(tom, 2))).toMatch(
      /The second text brought \d+ more orders than the first would have, likely between \d+ and \d+\./,
    )
    expect(said(lastOf(tom, 2))).toMatch(
      /Second text: \d+ sent · (59|60|61)(\.\d)? orders for 100 people · €7\.\d\d by each · 0 presses/,
    )
  })

  test('counts answers, presses, and purchases with the code', async () => {
    const buttons: NonNullable<Campaign['content']['buttons']> = [
      { label: 'The menu', url: 'https://shop.example/menu' },
      { label: 'My points', command: 'points' },
      { label: 'I will come', answer: true },
    ]
    const shop = await Shop.open(fresh, { platforms: ['telegram', 'slack'] })
    const tom = await shop.manager('slack', 'tom', 'Tom')
    const ann = await shop.customer('telegram', 'ann', { name: 'Ann' })
    await shop.customer('telegram', 'bob', { name: 'Bob' })
    const campaign = await shop.makes({ content: { a: 'Soup is on', buttons }, code: 'Soup-10' })
    await runs(shop, campaign, tom)
    await ann.presses(ann.finds('Soup'), 'I will come')
    await ann.presses(ann.finds('Soup'), 'My points')
    await ann.presses(ann.finds('Soup'), 'My points')
    await shop.database.execute(
      `INSERT INTO purchase (id, source, reference, "customerId", "ownerId", amount, currency, at, points, balance, refunded, digest, created, code)
       VALUES ('p', 'till', 'p', 'x', 'x', 990, 'EUR', ?, 0, 0, 0, '', ?, 'SOUP-10')`,
      shop.clock.now,
      shop.clock.now,
    )
    await tom.says('/report campaign Spring')
    const words = said(lastOf(tom, 2))
    expect(words).toContain('I will come: 1 person answered so (50% of those who got it)')
    expect(words).toContain('My points: 1 person pressed it (50% of those who got it), 2 times in all')
    expect(words).toContain('The menu: opens its address directly, so that nobody counts it: PUBLIC_URL is not set')
    expect(words).toContain('Purchases with the code Soup-10: 1 · €9.90')
  })

  test('that somebody waits for is told after a restart, once; what cannot be worked out is no loop', async () => {
    const { shop, tom, campaign } = await over(fresh)
    await shop.engine.stop()
    const request = (id: number) =>
      shop.database.execute(
        `INSERT INTO campaign_report ("campaignId", "askedBy", address, locale, created) VALUES (?, 'tom', ?, 'en', ?)`,
        id,
        JSON.stringify({ place: { platform: 'slack', channel: 'tom' } }),
        shop.clock.now,
      )
    await request(campaign.id)
    await request(999)
    const again = await Shop.open(fresh, { platforms: ['telegram', 'slack'], database: shop.database })
    const there = again.scene.person('slack', tom.id)
    while ((await again.database.query('SELECT id FROM campaign_report')).length > 0) await turn()
    await again.scene.settle()
    const words = said(there.sees())
    expect(words.match(/In the audience: 400/g)).toHaveLength(1)
    expect(words).toMatch(/That button/i)
  })

  test('of one that comes again tells each round, and says while it is not over', async () => {
    const { shop, tom, campaign } = await over(fresh)
    await sell(shop, campaign, { a: 6, holdout: 2 })
    await shop.passes(24 * 60)
    await shop.database.execute(
      `INSERT INTO campaign_recipient ("campaignId", round, "customerId", "ownerId", platform, arm, state, due, turn)
       SELECT "campaignId", 2, "customerId", "ownerId", platform, arm, CASE WHEN arm = 'a' THEN 'waiting' ELSE 'held' END, ?, ? FROM campaign_recipient`,
      new Date('2026-04-01T12:00Z'),
      new Date('2026-04-01T12:00Z'),
    )
    await shop.database.execute(
      `UPDATE campaign SET round = 2, state = 'paused', frozen = ? WHERE id = ?`,
      shop.clock.now,
      campaign.id,
    )
    await tom.says('/report campaign Spring')
    const words = said(lastOf(tom, 2))
    expect(words).toContain(`It is not over yet: ${campaign.figures.sent} of ${campaign.figures.sent} still wait.`)
    expect(words).toContain('In the audience: 800')
    expect(words).toMatch(/Round 1 · Mar 2: \d+ sent · \d+ more orders than without it/)
    expect(words).toMatch(/Round 2 · Apr 1: 0 sent · There are too few people/)
    await tom.presses(tom.last(), 'Round 1')
    expect(said(lastOf(tom, 1))).toMatch(/^Spring, round 1: what it brought/)
    expect(said(lastOf(tom, 1))).toContain('In the audience: 400')
    await tom.does({ kind: 'pressed', press: `campaign.effect:${campaign.id}:3` })
    expect(said(lastOf(tom, 1))).not.toContain('what it brought')
  })

  test.each(['telegram', 'slack', 'discord', 'web'])(
    'is for managers on %s, found by name or in a list, in both languages',
    async (platform) => {
      const shop = await Shop.open(fresh)
      const max = await shop.manager(platform, 'max', 'Max')
      await max.says('/report campaign')
      expect(readable(max.last().message)).toBe('Nothing was sent yet that could have brought anything.')
      await shop.crowd(platform, 60)
      const draft = await shop.makes({ name: 'Not yet' })
      const campaign = await shop.makes({ holdout: 50, name: 'Spring 春' })
      await runs(shop, campaign, max)
      await max.says('/report')
      await max.presses(max.last(), 'Campaigns')
      expect(readable(max.last().message)).toBe('Which campaign?')
      expect(labelsOf(max.last())).toEqual(['Spring 春'])
      await max.presses(max.last(), 'Spring 春')
      expect(readable(max.last().message)).toContain('Spring 春: what it brought')
      expect(labelsOf(max.last())).toEqual(['As a file'])
      await max.says('/report campaign Winter')
      expect(readable(max.sees().at(-2)?.message ?? { text: '' })).toBe('There is no campaign called Winter.')
      await max.says('report campaign spring 春')
      expect(readable(max.last().message)).toContain('Spring 春: what it brought')
      await max.does({ kind: 'pressed', press: `campaign.effect:${draft.id}` })
      expect(readable(max.last().message)).toBe('Nothing was sent yet that could have brought anything.')
      await max.says('/language zh')
      await max.says('/report 活动 Spring 春')
      expect(readable(max.last().message)).toMatch(/^Spring 春：带来了什么/)
      expect(readable(max.last().message)).toContain('受众人数: 60')
      const cid = await shop.customer(platform, 'cid')
      await cid.says('/report campaign Spring 春')
      await cid.does({ kind: 'pressed', press: `campaign.effect:${campaign.id}` })
      await cid.does({ kind: 'pressed', press: `campaign.table:${campaign.id}` })
      expect(said(cid.sees())).not.toMatch(/what it brought/)
    },
  )
})
