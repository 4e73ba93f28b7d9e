import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { segmentCounting } from '../../src/audiences/counting/segment.ts'
import { countWork } from '../../src/audiences/counting/work.ts'
import { saveSegment } from '../../src/audiences/exports.ts'
import { Batcher } from '../../src/engine/batcher.ts'
import type { Run } from '../../src/engine/making.ts'
import { type Actor, labelsOf } from '../complaints/scene.ts'
import { buttonsOf, readable } from '../conversation.ts'
import { eachDatabase, type Fresh } from '../databases.ts'
import { silent } from '../log.ts'
import { Shop } from './shop.ts'

const guests = 200
/** A shop that counts a few customers at a time. */
const large = { atOnce: 10, page: 40 }

async function opened(fresh: Fresh, counting: { atOnce?: number; page?: number } = large) {
  const shop = await Shop.open(fresh, { platforms: ['telegram', 'slack'], counting })
  const tom = await shop.manager('slack', 'tom', 'Tom')
  await shop.crowd('telegram', guests)
  return { shop, tom }
}

/** Resolves once nobody waits for a count any more, and everything has been said. */
async function counted(shop: Shop, isSaid = true): Promise<void> {
  if (isSaid) await shop.scene.settle()
  for (;;) {
    const rows = await shop.database.query('SELECT id FROM count_request')
    if (rows.length === 0) return isSaid ? shop.scene.settle() : undefined
    await turn()
  }
}

/** Presses without waiting for what follows. */
function press(shop: Shop, actor: Actor, label: string) {
  const shown = actor.sees().findLast((it) => labelsOf(it).includes(label))
  const button = shown && buttonsOf(shown.message).find((it) => it.label === label)
  if (!button || !('press' in button)) throw new Error(`no ${label}`)
  return shop.engine.receive(actor.happening({ kind: 'pressed', press: button.press, message: shown.id }))
}

const says = (actor: Actor, words: string) => actor.sees().some(({ message }) => readable(message).includes(words))

eachDatabase((fresh) => {
  test('while many customers are counted others are answered, and the number takes its place when it is there', async () => {
    const { shop, tom } = await opened(fresh, { atOnce: 10, page: 1 })
    const ida = await shop.customer('telegram', 'ida', { name: 'Ida' })
    let seen = ''
    shop.scene.on('telegram').after = () => {
      seen = readable(tom.last().message)
    }
    await tom.says('/segment all everyone')
    await ida.says('/points')
    expect(seen).toContain('Customers: still counting')
    await counted(shop)
    const told = tom.sees().filter(({ message }) => message.text === 'all')
    expect(told).toHaveLength(1)
    expect(readable(told[0]?.message ?? { text: '' })).toContain(`Customers: ${guests + 1}\n`)
    expect(readable(tom.last().message)).toContain('Such as: Ida, Guest')
    const [row] = await shop.database.query<{ size: number }>('SELECT size FROM segment')
    expect(row?.size).toBe(guests + 1)
  })

  test('a campaign is looked at and started with what was counted aside, as with what is counted at once', async () => {
    const texts: string[][] = []
    for (const counting of [large, { atOnce: guests * 10 }]) {
      const { shop, tom } = await opened(fresh, counting)
      await shop.database.execute(`UPDATE customer SET stopped = ? WHERE id = '0-telegram-7'`, shop.clock.now)
      const { id } = await shop.makes({ holdout: 10, audience: 'platform telegram' })
      await tom.says('/campaign Spring')
      await press(shop, tom, 'Preview')
      await counted(shop)
      const preview = readable(tom.last().message)
      await press(shop, tom, 'Start it')
      await counted(shop)
      const ready = readable(tom.last().message)
      const [send = ''] = labelsOf(tom.last())
      await press(shop, tom, send)
      await counted(shop)
      const campaign = await shop.until(id, 'done')
      expect(send).toContain(String(guests - campaign.figures.held - 1))
      expect(campaign.figures).toMatchObject({ total: guests, skipped: 1 })
      expect(says(tom, 'counting')).toBe(false)
      expect(says(tom, 'count the people')).toBe(false)
      texts.push([preview, ready, send])
    }
    expect(texts[0]).toEqual(texts[1])
    expect(texts[0]?.[0]).toContain('1 does not want to hear from us')
  })

  test('what was counted for a draft that was changed meanwhile is thrown away', async () => {
    const { shop, tom } = await opened(fresh)
    const { id } = await shop.makes()
    await tom.says('/campaign Spring')
    for (const [label, at] of [
      ['Preview', 0],
      ['Start it', 1],
    ] as const) {
      await press(shop, tom, label)
      await shop.engine.receive(
        tom.happening({ kind: 'filled', form: 'campaign.words', values: { text: `Hi ${at}` }, about: `${id}:${at}` }),
      )
      await counted(shop)
      expect(says(tom, 'would get this campaign now')).toBe(false)
      expect(says(tom, 'still counting the people')).toBe(false)
      expect(says(tom, 'This draft was changed since you looked')).toBe(true)
    }
  })

  test('a segment that is changed or deleted meanwhile is not told as it was', async () => {
    for (const sql of [`UPDATE segment SET words = 'language zh'`, 'DELETE FROM segment']) {
      const shop = await waiting(fresh)
      expect(await countsAside(shop, 3, () => shop.database.execute(sql))).toBe(
        'The segment “all” was changed or deleted while I counted, so I stopped.',
      )
    }
  })

  test('a count that somebody waited for when the program ended is made anew', async () => {
    const shop = await waiting(fresh)
    const again = await Shop.open(fresh, { platforms: ['telegram', 'slack'], database: shop.database })
    await counted(again)
    expect(readable(again.scene.person('slack', 'tom').last().message)).toContain(`Customers: ${guests}\n`)
  })
})

/** A shop that is shut, in which somebody waits for the count of a segment. */
async function waiting(fresh: Fresh): Promise<Shop> {
  const { shop, tom } = await opened(fresh)
  const by = await shop.idOf(tom)
  await shop.engine.run((unit) => saveSegment(unit, 'all', 'everyone', by))
  await shop.scene.settle()
  await shop.engine.stop()
  await shop.database.execute(
    `INSERT INTO count_request (kind, subject, version, detail, "askedBy", address, locale, created)
     VALUES ('segment', 1, 0, 'all', ?, ?, 'en', ?)`,
    by,
    JSON.stringify({ place: { platform: 'slack', channel: 'tom' } }),
    shop.clock.now,
  )
  return shop
}

/** Counts it in pieces, and does that before the transaction of that number. Gives what was said then. */
async function countsAside(shop: Shop, before: number, act: () => Promise<unknown>): Promise<string | undefined> {
  const batcher = new Batcher(shop.database, { now: () => shop.clock.now })
  let transactions = 0
  const run: Run = async (job) => {
    transactions += 1
    if (transactions === before) await act()
    return batcher.run(job)
  }
  const tools = {
    database: shop.database,
    blobs: shop.scene.blobs,
    run,
    log: silent,
    now: () => shop.clock.now.getTime(),
  }
  const ending = new AbortController()
  const working = countWork(segmentCounting(shop.program), 40).make(tools).run(ending.signal)
  await counted(shop, false)
  ending.abort()
  await working
  expect(transactions).toBeGreaterThanOrEqual(before)
  const [row] = await shop.database.query<{ message: string }>('SELECT message FROM delivery ORDER BY id DESC LIMIT 1')
  return row && JSON.parse(row.message).text
}
