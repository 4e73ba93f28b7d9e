import { describe, expect, test } from 'vitest'
import { eachDatabase, onDatabase } from '../databases.ts'
import { Shop } from './shop.ts'

const now = new Date('2026-06-01T12:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)

eachDatabase((fresh) => {
  const opened = async () => {
    const shop = await Shop.open(fresh, { now: () => now, start: false })
    const figures = async () => (await shop.http.inject('/metrics')).body
    return { shop, figures, run: shop.world.database }
  }

  test('with nothing there they are nothing, and what runs is told', async () => {
    const { figures } = await opened()
    const body = await figures()
    for (const name of [
      ...['inbox_waiting', 'inbox_oldest_seconds', 'complaints_open', 'complaints_late', 'complaints_unclaimed'],
      ...['callbacks_open', 'callbacks_due', 'webhook_events_waiting', 'webhook_events_oldest_seconds'],
    ])
      expect(body).toMatch(new RegExp(`^regulars_${name} 0$`, 'm'))
    expect(body).toContain('regulars_database_up 1')
    expect(body).toContain('regulars_platform_up{platform="fake"} 1')
    expect(body).toContain('regulars_campaigns{state="sending"} 0')
    expect(body).toMatch(
      new RegExp(
        `regulars_build_info\\{version="\\d+\\.\\d+\\.\\d+",node="v24[\\d.]+",database="${fresh.dialect}"\\} 1`,
      ),
    )
  })

  test('what waits to be handled, sent, fetched and told', async () => {
    const { run, figures } = await opened()
    for (const [event, received, done] of [
      ['a', ago(90), null],
      ['b', ago(5), null],
      ['c', ago(500), now],
    ] as const)
      await run.execute(
        `INSERT INTO inbox (platform, event, conversation, payload, received, done) VALUES ('fake', ?, 'x', '{}', ?, ?)`,
        ...[event, received, done],
      )
    for (const [lane, state, due] of [
      ...([
        [0, 'queued', ago(30)],
        [0, 'queued', ago(10)],
        [2, 'queued', ago(900)],
        [0, 'queued', ago(-60)],
      ] as const),
      ...([
        [0, 'failed', now],
        [1, 'unknown', now],
        [1, 'unknown', now],
      ] as const),
    ])
      await run.execute(
        `INSERT INTO delivery (platform, channel, place, lane, message, state, due, cause, created)
         VALUES ('slack', 'C1', 'C1', ?, '{}', ?, ?, 'x', ?)`,
        ...[lane, state, due, now],
      )
    const body = await figures()
    for (const line of [
      'regulars_inbox_waiting 2',
      'regulars_inbox_oldest_seconds 90',
      'regulars_deliveries_waiting{platform="slack",lane="answer"} 2',
      'regulars_deliveries_oldest_seconds{platform="slack",lane="answer"} 30',
      'regulars_deliveries_waiting{platform="slack",lane="campaign"} 1',
      'regulars_deliveries_oldest_seconds{platform="slack",lane="campaign"} 900',
      'regulars_deliveries_untold{state="failed"} 1',
      'regulars_deliveries_untold{state="unknown"} 2',
    ])
      expect(body.split('\n')).toContain(line)
  })

  test('complaints, callbacks and campaigns', async () => {
    const { run, figures } = await opened()
    await run.execute(
      `INSERT INTO customer (id, name, locale, card, notices, created, seen) VALUES ('c', 'x', 'en', 'c', TRUE, ?, ?)`,
      ...[now, now],
    )
    for (const [origin, state, due, ended] of [
      ...([
        ['a', 'new', ago(60), null],
        ['b', 'claimed', ago(-60), null],
        ['c', 'claimed', ago(5), null],
      ] as const),
      ['d', 'resolved', ago(60), now] as const,
    ])
      await run.execute(
        `INSERT INTO complaint ("customerId", "ownerId", origin, platform, category, text, state, priority, created, due, ended)
         VALUES ('c', 'c', ?, 'fake', 'x', 'x', ?, 'normal', ?, ?, ?)`,
        ...[origin, state, now, due, ended],
      )
    for (const [origin, state, at, ended] of [
      ...([
        ['a', 'booked', ago(-60), null],
        ['b', 'due', ago(60), null],
        ['c', 'choosing', null, null],
      ] as const),
      ['d', 'done', ago(60), now] as const,
    ])
      await run.execute(
        `INSERT INTO callback ("customerId", "ownerId", origin, kind, reason, how, at, minutes, state, created, ended, tries)
         VALUES ('c', 'c', ?, 'asked', 'x', 'chat', ?, 10, ?, ?, ?, 0)`,
        ...[origin, at, state, now, ended],
      )
    for (const [name, state, total, sent, skipped] of [
      ...([
        ['a', 'sending', 100, 40, 10],
        ['b', 'sending', 7, 7, 0],
        ['c', 'paused', 20, 1, 0],
      ] as const),
      ...([
        ['d', 'done', 50, 50, 0],
        ['e', 'scheduled', 0, 0, 0],
      ] as const),
    ])
      await run.execute(
        `INSERT INTO campaign (name, audience, state, message, schedule, "createdBy", created, total, sent, skipped)
         VALUES (?, 'x', ?, '{}', '{}', 'x', ?, ?, ?, ?)`,
        ...[name, state, now, total, sent, skipped],
      )
    const lines = (await figures()).split('\n')
    for (const line of [
      'regulars_complaints_open 3',
      'regulars_complaints_unclaimed 1',
      'regulars_complaints_late 2',
      'regulars_callbacks_open 2',
      'regulars_callbacks_due 1',
      'regulars_campaigns{state="sending"} 2',
      'regulars_campaign_recipients_left{state="sending"} 50',
      'regulars_campaign_recipients_left{state="paused"} 19',
      'regulars_campaigns{state="scheduled"} 1',
    ])
      expect(lines).toContain(line)
  })

  test('while the database is away the others are shown, and that it is', async () => {
    const { shop, figures } = await opened()
    shop.world.database.query = async () => {
      throw new Error('away')
    }
    const body = await figures()
    expect(body).toContain('regulars_database_up 0')
    expect(body).toContain('regulars_inbox_waiting Nan')
    expect(body).toContain('regulars_platform_up{platform="fake"} 1')
    expect(body).not.toMatch(/^regulars_deliveries_waiting\{/m)
  })
})

describe('what a process counts of itself', () => {
  const fresh = onDatabase('sqlite')

  test('points moved, by kind, and what it does for all: told by nobody’s name', async () => {
    const shop = await Shop.open(fresh)
    await shop.sell('R-1', '12.00')
    await shop.sell('R-2', '5.00')
    await shop.post('/purchases/R-2/refunds', { id: 'F-1', amount: '5.00' })
    const body = await shop.world.measures.registry.metrics()
    expect(body).toContain('regulars_points_total{kind="earn"} 17')
    expect(body).toContain('regulars_points_total{kind="refund"} 5')
    for (const name of ['fake', 'clock', 'webhooks']) expect(body).toContain(`regulars_leads{name="${name}"} 1`)
    await shop.world.engine.stop()
    expect(await shop.world.measures.registry.metrics()).toContain('regulars_leads{name="clock"} 0')
    // Measured times have any digits.
    expect(body.match(/\{.*\}/g)?.join()).not.toContain('1001')
  })
})
