import { describe, expect, test } from 'vitest'
import type { Log } from '../../src/log.ts'
import { eachDatabase, onDatabase } from '../databases.ts'
import { silent } from '../log.ts'
import { problem, Shop } from './shop.ts'

eachDatabase((fresh) => {
  test('tells that it lives and can work, without a key', async () => {
    const shop = await Shop.open(fresh)
    const alive = await shop.http.inject('/healthz')
    expect([alive.statusCode, alive.json()]).toEqual([200, { status: 'alive' }])
    const ready = await shop.http.inject('/readyz')
    expect([ready.statusCode, ready.json()]).toEqual([200, { status: 'ready', adapters: { fake: 'ok' }, courier: {} }])
  })

  test('tells what waits to be sent, and for how long', async () => {
    const now = new Date('2026-06-01T12:00:00Z')
    const shop = await Shop.open(fresh, { now: () => now, start: false })
    await shop.world.database.execute(
      `INSERT INTO delivery (platform, channel, place, lane, message, state, due, cause, created)
       VALUES ('slack', 'C1', 'C1', 0, '{}', 'queued', ?, 'x', ?), ('slack', 'C2', 'C2', 0, '{}', 'queued', ?, 'x', ?),
         ('slack', 'C3', 'C3', 0, '{}', 'queued', ?, 'x', ?), ('slack', 'C4', 'C4', 0, '{}', 'sent', ?, 'x', ?)`,
      ...[
        new Date('2026-06-01T11:59:18Z'),
        now,
        new Date('2026-06-01T11:59:50Z'),
        now,
        new Date('2026-06-01T12:05:00Z'),
        now,
        now,
        now,
      ],
    )
    const ready = await shop.http.inject('/readyz')
    expect(ready.json()).toMatchObject({ status: 'ready', courier: { slack: { waiting: 2, seconds: 42 } } })
    expect((await shop.http.inject('/metrics')).body).toContain(
      'regulars_deliveries_waiting{platform="slack",lane="answer"} 2',
    )
  })

  test('counts requests by route and status, and tells no address', async () => {
    const shop = await Shop.open(fresh)
    await shop.sell('R-1', '1.00')
    await shop.sell('R-1', '1.00')
    await shop.get('/customers/telegram:1001')
    await shop.get('/customers/telegram:4711/entries')
    const { body, headers } = await shop.http.inject('/metrics')
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/)
    const counted = (method: string, route: string, status: number) =>
      `regulars_http_request_seconds_count{method="${method}",route="${route}",status="${status}"} 1`
    expect(body).toContain(counted('POST', '/api/v1/purchases', 201))
    expect(body).toContain(counted('POST', '/api/v1/purchases', 200))
    expect(body).toContain(counted('GET', '/api/v1/customers/:ref', 200))
    expect(body).toContain(counted('GET', '/api/v1/customers/:ref/entries', 404))
    // Measured times have any digits.
    expect(body.match(/\{.*\}/g)?.join()).not.toMatch(/1001|4711/)
    expect(body).toMatch(/^process_resident_memory_bytes \d+$/m)
    expect(body).toMatch(/^regulars_batch_jobs_count/m)
  })
})

describe('when something is wrong', () => {
  const fresh = onDatabase('sqlite')

  test('a platform that is away makes it degraded, and no more', async () => {
    const shop = await Shop.open(fresh)
    shop.world.fake.status = () => 'not connected'
    const ready = await shop.http.inject('/readyz')
    expect([ready.statusCode, ready.json()]).toEqual([
      200,
      { status: 'degraded', adapters: { fake: 'not connected' }, courier: {} },
    ])
  })

  test('while the program ends it is not ready, and refuses what is asked, but tells that it lives', async () => {
    const ending = new AbortController()
    const heard: unknown[] = []
    const log: Log = { ...silent, warn: (...given: unknown[]) => void heard.push(given) }
    const shop = await Shop.open(fresh, { ended: ending.signal, log })
    expect((await shop.http.inject('/readyz')).statusCode).toBe(200)
    ending.abort()
    const stopping = problem(503, 'unavailable', { detail: 'The program is stopping.' })
    expect(await shop.send({ method: 'GET', url: '/readyz' })).toMatchObject(stopping)
    const refused = await shop.sell('R-1', '1.00')
    expect(refused).toMatchObject(stopping)
    expect(refused.headers).toMatchObject({ 'retry-after': '1', connection: 'close' })
    expect((await shop.rows()).purchase).toBe(0)
    expect(heard).toEqual([])
    expect((await shop.http.inject('/healthz')).statusCode).toBe(200)
    expect((await shop.http.inject('/metrics')).statusCode).toBe(200)
  })

  test('a database that does not answer is looked at once a second, by all together', async () => {
    const shop = await Shop.open(fresh)
    let looked = 0
    shop.world.database.query = async () => {
      looked += 1
      throw new Error('away')
    }
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.send({ method: 'GET', url: '/readyz' })))
    for (const answer of answers)
      expect(answer).toMatchObject(problem(503, 'unavailable', { detail: 'The database does not answer.' }))
    expect(looked).toBe(1)
    expect((await shop.send({ method: 'GET', url: '/healthz' })).status).toBe(200)
    const { statusCode, body } = await shop.http.inject('/metrics')
    expect(statusCode).toBe(200)
    expect(body).toContain('process_resident_memory_bytes')
  })
})
