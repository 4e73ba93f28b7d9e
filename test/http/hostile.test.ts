import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eachDatabase, onDatabase } from '../databases.ts'
import { type Answer, Shop } from './shop.ts'

/** A sale that would be taken in. */
const good = {
  id: 'R-1',
  source: 'till-1',
  customer: 'telegram:1001',
  amount: '25.90',
  currency: 'EUR',
  at: '2026-01-31T18:30:00+01:00',
  items: [{ sku: 'a', name: 'b', quantity: 1, amount: '25.90' }],
}
const goodText = JSON.stringify(good)
const big = 'x'.repeat(900_000)

const texts: [what: string, value: unknown][] = [
  ['a number', 25.9],
  ['a number as large as none', 1e308],
  ['true', true],
  ['null', null],
  ['a list', []],
  ['an object', {}],
  ['nothing', ''],
  ['space', ' '],
  ['space around', ' R-1 '],
  ['900 KB', big],
  ['half of a surrogate pair', 'R\ud800'],
  ['halves the wrong way round', '\udc00\ud800'],
  ['NUL', 'R\u0000-1'],
  ['a line break', 'R\n1'],
  ['a separator of lines', 'R\u20281'],
  ['a mark from right to left', 'R\u202e1'],
  ['an isolate', 'R\u20671'],
  ['an Arabic letter mark', 'R\u061c1'],
  ['DEL', 'R\u007f'],
]

const amounts = [
  '-5.00',
  '+5.00',
  '5,00',
  '1e3',
  '0x10',
  '١٢',
  '05.00',
  '.5',
  '5.',
  '5.001',
  '1'.repeat(30),
  '100000000000000',
  'NaN',
  'Infinity',
  '5.00 ',
  '5.00 EUR',
  '--5',
  '−5',
]
const times = [
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '1999-12-31T23:59:59Z',
  '9999-12-31T23:59:59Z',
  '+010000-01-01T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2026-01-31',
  '2026-01-31T25:00:00Z',
  '2026-01-31T18:30:00',
  'now',
  '1700000000',
  `2026-01-31T18:30:00.${'0'.repeat(100)}Z`,
]
const currencies = ['USD', 'eur', 'EURO', 'XXX', '€', 'EUR ', 'EU\u0000']
const customers = [
  'telegram',
  'telegram:',
  ':1',
  'telegram:-1001',
  'telegram:1e9',
  'telegram:01',
  'telegram:1;DROP TABLE customer',
  "card:' OR 1=1",
  'card:',
  'TELEGRAM:1',
  'icq:1',
  'telegram:1\u202e',
  `telegram:${'9'.repeat(100)}`,
  'telegram:1:2',
  'telegram:１００１',
  'constructor:1',
  '__proto__:1',
  'customer:',
  'customer:../1',
]
const lines: unknown[] = [
  {},
  null,
  'x',
  [[]],
  [null],
  [{}],
  Array.from({ length: 501 }, () => good.items[0]),
  Array.from({ length: 100_000 }, () => 1),
  [{ ...good.items[0], quantity: 0 }],
  [{ ...good.items[0], quantity: -1 }],
  [{ ...good.items[0], quantity: '1' }],
  [{ ...good.items[0], quantity: 1e9 }],
  [{ ...good.items[0], amount: 25.9 }],
  [{ ...good.items[0], amount: '1.999' }],
  [{ ...good.items[0], sku: big }],
  [{ ...good.items[0], name: '\ud800' }],
  [{ ...good.items[0], price: '1.00' }],
]

/** Bodies that are not what they should be, as they are written. */
const bodies: [what: string, text: string | Buffer][] = [
  ['nothing', ''],
  ['space', '   '],
  ['half of it', goodText.slice(0, -1)],
  ['more behind it', `${goodText}x`],
  ['twice', goodText + goodText],
  ['a comma too many', goodText.replace('}', ',}')],
  ['a comment', `/* */${goodText}`],
  ['single quotes', goodText.replaceAll('"', "'")],
  ['a byte order mark', `\ufeff${goodText}`],
  ['UTF-16', Buffer.from(goodText, 'utf16le')],
  ['bytes that are no UTF-8', Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])],
  ['a surrogate in bytes', Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')])],
  ['a list', `[${goodText}]`],
  ['a text', JSON.stringify(goodText)],
  ['a number', '1'],
  ['null', 'null'],
  ['NaN', '{"id":NaN}'],
  ['the same key twice', goodText.replace('{', '{"amount":"1.00",')],
  ['the same key twice, once escaped', goodText.replace('{', '{"\\u0061mount":"1.00",')],
  ['the same key twice in a line', goodText.replace('"sku"', '"name":"x","sku"')],
  ['__proto__', goodText.replace('{', '{"__proto__":{"role":"owner"},')],
  ['__proto__, escaped', goodText.replace('{', '{"__pr\\u006fto__":{"role":"owner"},')],
  ['constructor', goodText.replace('{', '{"constructor":{"prototype":{"role":"owner"}},')],
  ['an unknown field', goodText.replace('{', '{"toString":"x",')],
  ['deep nesting', goodText.replace('[{', `${'['.repeat(100_000)}{`).replace('}]', `}${']'.repeat(100_000)}`)],
  ['deep nesting of objects', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
  ['400,000 values', `[${'1,'.repeat(399_999)}1]`],
  ['60,000 keys', `{${Array.from({ length: 60_000 }, (_, nth) => `"k${nth}":1`).join(',')}}`],
  ['an infinite number', goodText.replace('"quantity":1', '"quantity":1e999')],
]

const paths = ['/purchases', '/purchases/R-1/refunds', '/adjustments']

/** A clear answer that tells nothing back but where in the body something is wrong, by the names that were sent. */
function expectRefusal(answer: Answer, sent: string): void {
  const about = `${sent.slice(0, 100)} → ${answer.text.slice(0, 300)}`
  expect(answer.status, about).toBeGreaterThanOrEqual(400)
  expect(answer.status, about).toBeLessThan(500)
  expect(answer.headers['content-type'], about).toBe('application/problem+json; charset=utf-8')
  expect(answer.body, about).toMatchObject({
    code: expect.any(String),
    title: expect.any(String),
    status: answer.status,
  })
  expect(answer.text.length, about).toBeLessThan(4_000)
  const told = answer.text.replaceAll(/"pointer":"(?:[^"\\]|\\.)*"/g, '')
  expect(told, about).not.toMatch(/DROP TABLE|\ud800|\u202e|xxxxx|prototype/)
}

eachDatabase((fresh) => {
  test('every hostile value is refused clearly and quickly, and leaves nothing behind', async () => {
    const shop = await Shop.open(fresh)
    await shop.get('/customers/telegram:1')
    const before = await shop.rows()
    const wrong: object[] = [
      ...['id', 'source', 'customer', 'amount', 'currency', 'at'].flatMap((field) =>
        texts.map(([, value]) => ({ ...good, [field]: value })),
      ),
      ...texts.flatMap(([, value]) =>
        ['sku', 'name'].map((field) => ({ ...good, items: [{ ...good.items[0], [field]: value }] })),
      ),
      ...['id', 'customer', 'amount'].map((field) => ({ ...good, [field]: undefined })),
      ...amounts.map((amount) => ({ ...good, amount })),
      ...times.map((at) => ({ ...good, at })),
      ...currencies.map((currency) => ({ ...good, currency })),
      ...customers.map((customer) => ({ ...good, customer })),
      ...lines.map((items) => ({ ...good, items })),
      { ...good, id: 'x'.repeat(129) },
      { ...good, source: 'ä' },
      { ...good, amount: '99999999999.99' },
    ]
    let slowest = 0
    for (const body of wrong) {
      const started = performance.now()
      const answer = await shop.post('/purchases', body)
      slowest = Math.max(slowest, performance.now() - started)
      expectRefusal(answer, JSON.stringify(body))
    }
    const adjustment = { id: 'A-1', customer: 'telegram:1001', points: 5, reason: 'Goodwill' }
    for (const points of ['5', 5.5, 0, 1e10, -1e10, null, [5], Number.MAX_SAFE_INTEGER + 1])
      expectRefusal(await shop.post('/adjustments', { ...adjustment, points }), String(points))
    for (const [what, value] of texts)
      for (const field of ['id', 'customer', 'reason'])
        expectRefusal(await shop.post('/adjustments', { ...adjustment, [field]: value }), what)
    for (const amount of [...amounts, '0', '0.00', 5])
      expectRefusal(await shop.post('/purchases/R-1/refunds', { id: 'B-1', amount }), String(amount))
    expect(await shop.rows()).toEqual(before)
    expect(slowest).toBeLessThan(2_000)
    // What all of these are made from is taken in.
    expect((await shop.post('/purchases', good)).status).toBe(201)
  })

  test('every hostile body, type and address is refused, and leaves nothing behind', async () => {
    const shop = await Shop.open(fresh)
    await shop.get('/customers/telegram:1')
    const before = await shop.rows()
    for (const path of paths) {
      for (const [what, body] of bodies) expectRefusal(await shop.postText(path, body), `${what} to ${path}`)
      for (const type of [
        'text/plain',
        'application/xml',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/json; charset=utf-16',
        'application/merge-patch+json',
        'x',
        'application/json/x',
        '\u0001',
      ])
        expect((await shop.postText(path, goodText, type)).body, type).toMatchObject({
          status: 415,
          code: 'unsupported-media-type',
        })
      const zipped = await shop.send({
        method: 'POST',
        url: `/api/v1${path}`,
        payload: goodText,
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      })
      expect(zipped.body).toMatchObject({ status: 415 })
      expect((await shop.postText(path, JSON.stringify({ ...good, id: 'x'.repeat(1_000_000) }))).body).toMatchObject({
        status: 413,
        code: 'too-large',
      })
    }
    const ids = ['%00', '%ff', '%', '..%2f..', 'x'.repeat(129), '%E2%80%AE', '%20']
    for (const id of ids) expectRefusal(await shop.post(`/purchases/${id}/refunds`, { id: 'B-1', amount: '1.00' }), id)
    for (const id of ids) expectRefusal(await shop.get(`/customers/${id}`), id)
    expect(await shop.rows()).toEqual(before)
    expect((await shop.postText('/purchases', goodText, 'application/json; charset="UTF-8"')).status).toBe(201)
  })
})

describe('whatever is sent', () => {
  const fresh = onDatabase('sqlite')
  /** Any JSON, with the names of our fields among its keys and things like ours among its values. */
  const names = fc.constantFrom(...Object.keys(good), 'points', 'reason', 'sku', 'name', 'quantity', '__proto__')
  const values = fc.oneof(
    fc.constantFrom<unknown>(...Object.values(good), ...amounts, ...times, ...customers, '', 0, null),
    fc.jsonValue({ maxDepth: 3 }),
    fc.string({ unit: 'binary' }),
  )
  const anything = fc.oneof(
    fc.jsonValue({ maxDepth: 10 }),
    fc.dictionary(fc.oneof(names, fc.string()), values, { maxKeys: 9 }),
  )

  test('is answered, and stored only when it was taken in', async () => {
    const shop = await Shop.open(fresh)
    let before = await shop.rows()
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), anything, async (path, body) => {
        const answer = await shop.postText(path, JSON.stringify(body))
        expect(answer.status).toBeLessThan(500)
        if (answer.status < 300) before = await shop.rows()
        else expectRefusal(answer, JSON.stringify(body))
        expect(await shop.rows()).toEqual(before)
      }),
      { numRuns: 500 },
    )
  })

  test('a good sale with one field gone wrong is never taken in', async () => {
    const shop = await Shop.open(fresh)
    await shop.get('/customers/telegram:1')
    const before = await shop.rows()
    const wrong = fc.oneof(
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.dictionary(fc.string(), values, { minKeys: 1 }),
      fc.array(fc.jsonValue(), { minLength: 1, maxLength: 3 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(good)), wrong, async (field, value) => {
        expectRefusal(await shop.post('/purchases', { ...good, [field]: value }), field)
      }),
      { numRuns: 300 },
    )
    expect(await shop.rows()).toEqual(before)
  })

  test('bytes of any kind are answered', async () => {
    const shop = await Shop.open(fresh)
    const before = await shop.rows()
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.uint8Array({ maxLength: 200 }), async (path, bytes) => {
        expectRefusal(await shop.postText(path, Buffer.from(bytes)), 'bytes')
      }),
      { numRuns: 300 },
    )
    expect(await shop.rows()).toEqual(before)
  })
})
