import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { records } from '../../src/database/records.ts'
import { table } from '../../src/database/table.ts'
import { eachDatabase } from '../databases.ts'

const COLUMNS = {
  nr: 'integer',
  body: 'text?',
  count: 'integer?',
  money: 'bigint?',
  flag: 'boolean?',
  at: 'timestamp?',
} as const
const thing = table('thing', COLUMNS)

/** As Prisma declares such columns. */
const CREATE = {
  sqlite:
    'CREATE TABLE thing (nr INTEGER NOT NULL PRIMARY KEY, body TEXT, count INTEGER, money BIGINT, flag BOOLEAN, at DATETIME)',
  postgresql:
    'CREATE TABLE thing (nr INTEGER NOT NULL PRIMARY KEY, body TEXT, count INTEGER, money BIGINT, flag BOOLEAN, at TIMESTAMP(3))',
}

const AWKWARD = [
  '',
  ' ',
  `it's "quoted" \\ back\\"slash\\n`,
  '{"a":1}',
  '[1,2]',
  'null',
  '?',
  '$1',
  '😀👩‍👩‍👧 ñ 漢字 \u202Eright to left',
  'line\r\nline\ttab\u0001\u001f\u007f',
  'x'.repeat(1024 * 1024),
  '2026-01-02T03:04:05.678Z',
  '1e5',
]
const TIMES = [
  '2026-01-02T03:04:05.678Z',
  '1969-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00.000Z',
  '0001-01-01T00:00:00.000Z',
  '0099-05-05T05:05:05.050Z',
  '9999-12-31T23:59:59.999Z',
].map((text) => new Date(text))
const NUMBERS = [0, 1, -1, 2_147_483_647, -2_147_483_648]
const BIG = [...NUMBERS, 2_147_483_648, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]

eachDatabase((fresh) => {
  let database: Database
  beforeEach(async () => {
    database = await fresh.open()
    await database.execute(CREATE[fresh.dialect])
  })
  const empty = { body: null, count: null, money: null, flag: null, at: null }

  test('what is stored as a set comes back the same', async () => {
    const rows = [
      ...AWKWARD.map((body) => ({ ...empty, body })),
      ...NUMBERS.map((count) => ({ ...empty, count })),
      ...BIG.map((money) => ({ ...empty, money })),
      ...[true, false].map((flag) => ({ ...empty, flag })),
      ...TIMES.map((at) => ({ ...empty, at })),
      empty,
    ].map((row, nr) => ({ nr, ...row }))
    const returned = await database.insert(thing, rows, {
      returning: ['nr', 'body', 'count', 'money', 'flag', 'at'],
    })
    expect(returned).toEqual(rows)
    expect(await database.query('SELECT * FROM thing ORDER BY nr')).toEqual(rows)
  })

  test('what is stored as parameters comes back the same, and is found again', async () => {
    const store = 'INSERT INTO thing (nr, body, count, money, flag, at) VALUES (?, ?, ?, ?, ?, ?)'
    const at = new Date('2026-01-02T03:04:05.678Z')
    for (const [nr, body] of AWKWARD.entries()) {
      expect(await database.execute(store, nr, body, nr, 5_000_000_000 + nr, nr % 2 === 0, at)).toBe(1)
      const found = await database.query(
        'SELECT * FROM thing WHERE body = ? AND at = ? AND money = ?',
        body,
        at,
        5e9 + nr,
      )
      expect(found).toEqual([{ nr, body, count: nr, money: 5_000_000_000 + nr, flag: nr % 2 === 0, at }])
    }
    await database.execute(store, 100, null, null, null, null, null)
    expect(await database.query('SELECT * FROM thing WHERE nr = ?', 100)).toEqual([{ nr: 100, ...empty }])
  })

  test('any text, number and time comes back the same', async () => {
    const value = fc.record({
      body: fc.option(fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'))),
      count: fc.option(fc.integer()),
      money: fc.option(fc.maxSafeInteger()),
      flag: fc.option(fc.boolean()),
      at: fc.option(
        fc.date({
          min: new Date('0001-01-01T00:00:00Z'),
          max: new Date('9999-12-31T23:59:59.999Z'),
          noInvalidDate: true,
        }),
      ),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 30 }), async (values) => {
        const rows = values.map((row, nr) => ({ nr, ...row }))
        await database.execute('DELETE FROM thing')
        await database.insert(thing, rows)
        expect(await database.query('SELECT * FROM thing ORDER BY nr')).toEqual(rows)
      }),
      { numRuns: 50 },
    )
  })

  test('text that no database could keep is stored with a mark in its place', async () => {
    const [marked] = await database.insert(thing, [{ nr: 1, body: 'a\0b\uD800c\uDC00' }], { returning: ['body'] })
    expect(marked?.body).toBe('a\uFFFDb\uFFFDc\uFFFD')
    expect(await database.query('SELECT nr FROM thing WHERE body = ?', 'a\0b\uD800c\uDC00')).toEqual([{ nr: 1 }])
    expect(
      await database.query(`SELECT nr FROM thing WHERE body ${database.among('text')}`, ['a\0b\uD800c\uDC00']),
    ).toEqual([{ nr: 1 }])
  })

  test('what cannot be kept is refused, and nothing stored', async () => {
    const refused: [object, ErrorConstructor][] = [
      [{ at: new Date('0000-12-31T23:59:59.999Z') }, RangeError],
      [{ at: new Date('+010000-01-01T00:00:00.000Z') }, RangeError],
      [{ at: new Date('nonsense') }, RangeError],
      [{ count: 1.5 }, RangeError],
      [{ count: Number.NaN }, RangeError],
      [{ money: Number.POSITIVE_INFINITY }, RangeError],
      [{ money: 2 ** 53 }, RangeError],
      [{ body: 5 }, TypeError],
      [{ flag: 1 }, TypeError],
    ]
    for (const [row, error] of refused) {
      await expect(database.insert(thing, [{ nr: 1 }, { nr: 2, ...row }])).rejects.toThrow(error)
    }
    await expect(database.query('SELECT 1 AS x WHERE ? IS NULL', new Date('nonsense'))).rejects.toThrow(RangeError)
    expect(await database.query('SELECT nr FROM thing')).toEqual([])
  })

  test('times compare in their order', async () => {
    await database.insert(
      thing,
      TIMES.map((at, nr) => ({ nr, at })),
    )
    const sorted = [...TIMES].sort((a, b) => a.getTime() - b.getTime())
    const read = await database.query<{ at: Date }>('SELECT at FROM thing ORDER BY at')
    expect(read.map(({ at }) => at)).toEqual(sorted)
    const later = await database.query<{ at: Date }>('SELECT at FROM thing WHERE at > ? ORDER BY at', new Date(0))
    expect(later.map(({ at }) => at)).toEqual(sorted.filter((at) => at.getTime() > 0))
  })

  test('expressions give numbers, and what their alias says', async () => {
    const at = new Date('2026-01-02T03:04:05.678Z')
    await database.insert(thing, [
      { nr: 1, count: 3, money: 5_000_000_000, at },
      { nr: 2, count: 4, money: 5_000_000_001 },
    ])
    const [row] = await database.query(
      `SELECT count(*) AS n, sum(count) AS sum, sum(money) AS money, avg(count) AS mean, 7 / 2 AS halved,
        max(at) AS "last::time", min(body) AS "none::time", count(*) > 1 AS "many::boolean", 'a::time' AS "odd name"
        FROM thing`,
    )
    expect(row).toEqual({
      n: 2,
      sum: 7,
      money: 10_000_000_001,
      mean: 3.5,
      halved: 3,
      last: at,
      none: null,
      many: true,
      'odd name': 'a::time',
    })
    const [divided] = await database.query('SELECT count * ? / 2 AS whole FROM thing WHERE nr = 1', 3)
    expect(divided).toEqual({ whole: 4 })
  })

  test('a placeholder is one only outside of quotes and comments', async () => {
    const sql = `SELECT '?''?' AS text, nr AS "a?" -- really?
      FROM thing WHERE nr = ?`
    await database.insert(thing, [{ nr: 7 }])
    expect(await database.query(sql, 7)).toEqual([{ text: "?'?", 'a?': 7 }])
  })

  test('given rows can be joined with, in their order', async () => {
    await database.insert(thing, [{ nr: 1, body: 'one' }, { nr: 2, body: 'two' }, { nr: 3 }])
    const given = records({ nr: 'integer', note: 'text?', from: 'timestamp?' })
    const from = new Date('2026-01-01T00:00:00Z')
    const rows = [{ nr: 3, note: 'c' }, { nr: 1, note: 'a', from }, { nr: 9 }, { nr: 2 }]
    const found = await database.query(
      `SELECT thing.nr, thing.body, given.note, given."from" AS "from::time" FROM ${given.in(database.dialect)} AS given
        JOIN thing ON thing.nr = given.nr ORDER BY given.nth`,
      given.param(rows, database.dialect),
    )
    expect(found).toEqual([
      { nr: 3, body: null, note: 'c', from: null },
      { nr: 1, body: 'one', note: 'a', from },
      { nr: 2, body: 'two', note: null, from: null },
    ])
  })

  test('lists are conditions, also empty ones', async () => {
    await database.insert(
      thing,
      [1, 2, 3].map((nr) => ({ nr, money: nr * 5e9, body: `t${nr}` })),
    )
    const numbers = (list: number[]) =>
      database.query(`SELECT nr FROM thing WHERE money ${database.among('bigint')} ORDER BY nr`, list)
    expect(await numbers([15e9, 5e9, 5e9, 1])).toEqual([{ nr: 1 }, { nr: 3 }])
    expect(await numbers([])).toEqual([])
    const texts = await database.query(`SELECT nr FROM thing WHERE NOT body ${database.among('text')}`, ['t1', "t'3"])
    expect(texts).toEqual([{ nr: 2 }, { nr: 3 }])
  })
})

describe('Prisma', () => {
  eachDatabase((fresh) => {
    test('its client and our statements agree', async () => {
      const database = await fresh.open()
      const prisma = await database.prisma()
      const created = new Date('2026-01-02T03:04:05.678Z')
      const purchase = {
        id: 'p',
        source: 's',
        reference: 'r',
        customerId: 'c',
        ownerId: 'c',
        currency: 'EUR',
        at: created,
        points: 3,
        balance: 3,
        digest: 'd',
        created,
      }
      await prisma.customer.create({ data: { id: 'c', locale: 'en', card: '1', created } })
      await prisma.purchase.create({ data: { ...purchase, amount: 5_000_000_000n } })
      const read = await database.query(
        'SELECT p.amount, p.at, c.notices, c.seen FROM purchase p JOIN customer c ON c.id = p."customerId" WHERE p.at = ?',
        created,
      )
      expect(read).toEqual([{ amount: 5_000_000_000, at: created, notices: true, seen: null }])
      const later = new Date('2026-02-02T03:04:05.678Z')
      await database.execute('UPDATE purchase SET at = ?, amount = ?', later, 6_000_000_000)
      expect(await prisma.purchase.findFirst({ where: { at: { gt: created } } })).toMatchObject({
        at: later,
        amount: 6_000_000_000n,
      })
    })
  })
})
