import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import type { Sql } from '../../src/database/database.ts'
import { Keys, keepSettingsKey } from '../../src/http/keys.ts'
import { prepare } from '../../src/start.ts'
import { World } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { key, problem, Shop } from './shop.ts'

const other = 'another-key-0123456789'

eachDatabase((fresh) => {
  test('no key, a wrong one, or one in another form is refused in the same way', async () => {
    const shop = await Shop.open(fresh)
    const before = await shop.rows()
    const wrong = [
      '',
      'Bearer',
      'Bearer ',
      `Basic ${key}`,
      key,
      `Bearer ${key}x`,
      `Bearer ${key} x`,
      `Bearer ${'x'.repeat(5000)}`,
    ]
    for (const authorization of wrong) {
      const answer = await shop.send({ method: 'GET', url: '/api/v1/customers/telegram:1', headers: { authorization } })
      expect(answer).toMatchObject(problem(401, 'unauthorized'))
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="regulars"')
      expect(answer.text).not.toContain(key)
    }
    const bare = await shop.http.inject({ method: 'POST', url: '/api/v1/purchases', payload: 'x'.repeat(2_000_000) })
    expect(bare.statusCode).toBe(401)
    expect(await shop.rows()).toEqual(before)
    expect(
      (
        await shop.send({
          method: 'GET',
          url: '/api/v1/customers/telegram:1',
          headers: { authorization: `bearer ${key}` },
        })
      ).status,
    ).toBe(404)
  })

  test('are kept as digests only', async () => {
    const world = await World.open(fresh)
    await world.engine.run((unit) => keepSettingsKey(unit, key))
    const rows = await world.database.query<{ digest: string }>('SELECT digest, name, revoked FROM api_key')
    expect(rows).toEqual([{ digest: expect.stringMatching(/^[0-9a-f]{64}$/), name: 'settings', revoked: null }])
  })

  test('the one in the settings holds, and none that stood there before', async () => {
    const shop = await Shop.open(fresh)
    const { engine, database } = shop.world
    const inForce = async () => {
      const keys = new Keys(database)
      return Promise.all([key, other].map(async (it) => (await keys.find(`Bearer ${it}`))?.name))
    }
    const starts = (API_KEY: string) => prepare(engine, readConfig({ API_KEY, OWNERS: 'telegram:1' }))
    expect(await inForce()).toEqual(['settings', undefined])
    await starts(other)
    expect(await inForce()).toEqual([undefined, 'settings'])
    await starts(other)
    expect(await inForce()).toEqual([undefined, 'settings'])
    await starts(key)
    expect(await inForce()).toEqual(['settings', undefined])
    await starts('')
    expect(await inForce()).toEqual([undefined, undefined])
    const acts = await database.query<{ act: string }>(`SELECT act FROM audit WHERE act LIKE 'key.%' ORDER BY id`)
    expect(acts.map(({ act }) => act.replace('key.', ''))).toEqual([
      'make',
      'revoke',
      'make',
      'revoke',
      'make',
      'revoke',
    ])
  })

  test('10,000 requests with wrong keys are refused quickly, and the database hears of a few of them', async () => {
    const shop = await Shop.open(fresh)
    const { database } = shop.world
    let asked = 0
    const counting = {
      query: (sql: string) => {
        asked += 1
        return database.query(sql)
      },
    } as unknown as Sql
    const keys = new Keys(counting)
    await keys.find(`Bearer ${key}`)
    const started = performance.now()
    for (let nth = 0; nth < 10_000; nth += 1)
      expect(await keys.find(`Bearer ${randomBytes(16).toString('hex')}`)).toBe(undefined)
    const ms = performance.now() - started
    expect(asked).toBeLessThanOrEqual(2 + Math.floor(ms / 1_000))
    const before = await shop.rows()
    const answers = await Promise.all(
      Array.from({ length: 10_000 }, (_, nth) =>
        shop.http.inject({
          method: 'POST',
          url: '/api/v1/purchases',
          headers: { authorization: `Bearer wrong-${nth}` },
          payload: { id: 'R-1' },
        }),
      ),
    )
    expect(answers.every(({ statusCode }) => statusCode === 401)).toBe(true)
    expect((await shop.sell('R-1', '1.00')).status).toBe(201)
    expect((await shop.rows()).purchase).toBe((before.purchase ?? 0) + 1)
  })
})

describe('in memory', () => {
  /** A table of keys, and a clock that is moved by hand. */
  function table(names: Record<string, string>) {
    const state = { now: 0, names, asked: 0, answer: async () => {} }
    const query = async () => {
      state.asked += 1
      await state.answer()
      return Object.entries(state.names).map(([digest, name]) => ({ digest, name }))
    }
    return { state, keys: new Keys({ query } as unknown as Sql, { now: () => state.now, patience: 20 }) }
  }
  // SHA-256 of "key".
  const digest = '2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683'

  test('a key that was revoked works for two seconds at most', async () => {
    const { state, keys } = table({ [digest]: 'till' })
    expect(await keys.find('Bearer key')).toEqual({ name: 'till' })
    state.names = {}
    state.now = 2_001
    expect(await keys.find('Bearer key')).toBe(undefined)
  })

  test('are read again before anybody has to wait for it', async () => {
    const { state, keys } = table({ [digest]: 'till' })
    await keys.find('Bearer key')
    state.now = 1_500
    state.names = {}
    expect(keys.find('Bearer key')).toEqual({ name: 'till' })
    await Promise.resolve()
    expect(state.asked).toBe(2)
    state.now = 1_501
    await new Promise(setImmediate)
    expect(keys.find('Bearer key')).toBe(undefined)
  })

  test('are asked for once by all who come at the same moment', async () => {
    const { state, keys } = table({ [digest]: 'till' })
    await Promise.all(Array.from({ length: 100 }, () => keys.find('Bearer key')))
    expect(state.asked).toBe(1)
  })

  test('that cannot be read are no reason to let anybody in, and the database is left in peace', async () => {
    const { state, keys } = table({ [digest]: 'till' })
    await keys.find('Bearer key')
    state.now = 5_000
    state.answer = async () => {
      throw new Error('away')
    }
    for (let nth = 0; nth < 10; nth += 1)
      await expect(keys.find('Bearer key')).rejects.toMatchObject({ code: 'unavailable' })
    expect(state.asked).toBe(2)
    state.now = 6_001
    state.answer = async () => {}
    expect(await keys.find('Bearer key')).toEqual({ name: 'till' })
  })

  test('that take too long to be read are not waited for', async () => {
    const { state, keys } = table({ [digest]: 'till' })
    state.answer = () => new Promise(() => {})
    await expect(keys.find('Bearer key')).rejects.toMatchObject({ code: 'unavailable' })
  })
})
