import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { TooSlow } from '../../src/engine/batcher.ts'
import { problemOf } from '../../src/http/failures.ts'
import { type Fresh, onDatabase } from '../databases.ts'
import { silent } from '../log.ts'
import { key, problem, Shop } from './shop.ts'

/** Says something on a bare connection, and gives all that comes back until it is closed. */
async function say(shop: Shop, text: string): Promise<{ status: number; body: unknown; head: string }> {
  const { port } = shop.http.server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  let heard = ''
  socket.on('data', (chunk) => {
    heard += chunk
  })
  socket.write(text)
  await once(socket, 'close')
  const [head = '', body = ''] = heard.split('\r\n\r\n')
  return { status: Number(head.split(' ')[1]), body: JSON.parse(body || 'null'), head }
}

describe('problems', () => {
  const fresh = onDatabase('sqlite')

  test('are told wherever there is nothing', async () => {
    const shop = await Shop.open(fresh)
    for (const url of ['/api/v1/nothing', '/api/v1', '/nothing', '/API/v1/purchases', '/%', `/${'x'.repeat(3000)}`])
      expect(await shop.send({ method: 'GET', url }), url).toMatchObject(problem(404, 'unknown-route'))
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH'] as const)
      expect(await shop.send({ method, url: '/api/v1/purchases' })).toMatchObject(problem(404, 'unknown-route'))
    const headers = { 'content-type': 'application/json' }
    const nonsense = await shop.send({ method: 'POST', url: '/nothing', payload: '{', headers })
    expect(nonsense).toMatchObject(problem(400, 'malformed-json'))
  })

  test('say where in the body, and what it must be', async () => {
    const shop = await Shop.open(fresh)
    const item = { sku: 'a', name: 'b', quantity: -1, amount: 5 }
    const { body } = await shop.post('/purchases', {
      id: '',
      amount: '1',
      customer: 'x',
      items: [item],
      extra: 1,
      'a/b~': 1,
    })
    expect(body.errors).toEqual([
      { pointer: '#/id', code: 'too-small', detail: 'must be at least 1 characters long' },
      { pointer: '#/customer', code: 'wrong-format', detail: expect.stringContaining('must name a customer') },
      { pointer: '#/items/0/quantity', code: 'too-small', detail: 'must be more than 0' },
      { pointer: '#/items/0/amount', code: 'wrong-type', detail: 'must be of the type string' },
      { pointer: '#/extra', code: 'unknown-field', detail: 'is not a field of this' },
    ])
    const none = await shop.send({ method: 'POST', url: '/api/v1/purchases' })
    expect(none).toMatchObject(
      problem(400, 'invalid-request', { errors: [{ pointer: '#', code: 'missing', detail: 'is missing' }] }),
    )
    const many = await shop.post('/purchases', {
      id: 'R',
      amount: '1',
      customer: 'telegram:1',
      items: Array(400).fill({}),
    })
    expect(many.body.errors).toHaveLength(20)
  })

  test('of ours are told without what they were, and logged', async () => {
    const logged: unknown[] = []
    const shop = await Shop.open(fresh, {
      more: [
        {
          name: 'faulty',
          routes: (api, run) => {
            api.get('/fault', () =>
              run(async () => {
                throw new Error('secret')
              }),
            )
            api.get('/slow', () =>
              run(async () => {
                throw new TooSlow(5_000)
              }),
            )
          },
        },
      ],
      log: {
        ...silent,
        error: (...said: unknown[]) => void logged.push(said),
        warn: (...said: unknown[]) => void logged.push(said),
      },
    })
    const answer = await shop.get('/fault')
    expect(answer).toMatchObject(problem(500, 'internal'))
    expect(answer.text).not.toContain('secret')
    expect(logged).toHaveLength(1)
    const slow = await shop.get('/slow')
    expect(slow).toMatchObject(problem(503, 'unavailable'))
    expect(slow.headers['retry-after']).toBe('1')
  })

  test('of requests that are no HTTP are told on the bare connection', async () => {
    const shop = await Shop.open(fresh)
    await shop.http.listen({ host: '127.0.0.1', port: 0 })
    const nonsense = await say(shop, 'hello\r\n\r\n')
    expect(nonsense).toMatchObject({ status: 400, body: { code: 'malformed-http', status: 400 } })
    expect(nonsense.head).toContain('Content-Type: application/problem+json')
    const big = await say(shop, `GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`)
    expect(big).toMatchObject({ status: 431, body: { code: 'headers-too-large' } })
    const nul = await say(shop, `GET / HTTP/1.1\r\nhost: x\r\nauthorization: Bearer \0\r\n\r\n`)
    expect(nul).toMatchObject({ status: 400, body: { code: 'malformed-http' } })
    const twice = 'content-length: 3\r\ncontent-length: 4\r\n'
    expect(await say(shop, `POST /api/v1/purchases HTTP/1.1\r\nhost: x\r\n${twice}\r\n{}`)).toMatchObject({
      status: 400,
    })
    const smuggled = 'content-length: 3\r\ntransfer-encoding: chunked\r\n'
    expect(await say(shop, `POST /api/v1/purchases HTTP/1.1\r\nhost: x\r\n${smuggled}\r\n0\r\n\r\n`)).toMatchObject({
      status: 400,
    })
  })

  test('of bodies that never come to an end are told when they are too large', async () => {
    const shop = await Shop.open(fresh)
    await shop.http.listen({ host: '127.0.0.1', port: 0 })
    const head = `POST /api/v1/purchases HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`
    const chunk = `${(500_000).toString(16)}\r\n${'x'.repeat(500_000)}\r\n`
    expect(await say(shop, head + chunk.repeat(3))).toMatchObject({ status: 413, body: { code: 'too-large' } })
  })

  test('of a body that is cut off are nobody else’s', async () => {
    const shop = await Shop.open(fresh)
    await shop.http.listen({ host: '127.0.0.1', port: 0 })
    const { port } = shop.http.server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1')
    socket.write(
      `POST /api/v1/purchases HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"id":`,
    )
    await once(shop.http.server, 'connection')
    socket.destroy()
    expect((await shop.sell('R-1', '1.00')).status).toBe(201)
    expect(await shop.rows()).toMatchObject({ purchase: 1 })
  })

  test('are told to those who still come while the server closes', async () => {
    const shop = await Shop.open(fresh)
    const address = await shop.http.listen({ host: '127.0.0.1', port: 0 })
    const socket = connect(Number(new URL(address).port), '127.0.0.1')
    let heard = ''
    socket.on('data', (chunk) => {
      heard += chunk
    })
    // The first request is under way when the server closes; the second comes behind it on the same connection.
    const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`
    socket.write(`${get('/healthz').slice(0, -2)}`)
    await once(shop.http.server, 'connection')
    const closed = shop.http.close()
    socket.write('\r\n')
    await once(socket, 'close')
    await closed
    expect(heard).toMatch(/^HTTP\/1\.1 503 /)
    expect(heard).toContain('"code":"unavailable"')
  })

  test('are known by what fastify, the engine and the database say', () => {
    const known: [object, string][] = [
      [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'unavailable'],
      [Object.assign(new Error('x'), { code: '57P01' }), 'unavailable'],
      [Object.assign(new Error('x'), { code: '40P01' }), 'unavailable'],
      [Object.assign(new Error('x'), { code: 'SQLITE_FULL' }), 'unavailable'],
      [new Error('Connection terminated unexpectedly'), 'unavailable'],
      [Object.assign(new Error('x'), { code: 'FST_ERR_CTP_BODY_TOO_LARGE', statusCode: 413 }), 'too-large'],
      [Object.assign(new Error('x'), { code: '23505' }), 'internal'],
      [new TypeError('x'), 'internal'],
      [Object.assign(new Error('x'), { statusCode: 400 }), 'malformed-http'],
    ]
    for (const [error, code] of known) expect(problemOf(error).code).toBe(code)
  })
})

describe('a database that is away', () => {
  const fresh = onDatabase('postgresql')

  /** A way to the database server that can be cut. */
  async function way(to: URL): Promise<{ url: string; cut(): void; mend(): Promise<void> }> {
    const ends = new Set<Socket>()
    const server = createServer((here) => {
      const there = connect(Number(to.port), to.hostname)
      for (const [from, into] of [
        [here, there],
        [there, here],
      ] as const) {
        ends.add(from)
        from.pipe(into)
        from.on('error', () => {})
        from.on('close', () => into.destroy())
      }
    })
    const open = async (port: number) => {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    }
    await open(0)
    const { port } = server.address() as AddressInfo
    fresh.after(async () => void server.close())
    const url = new URL(to)
    url.port = String(port)
    url.hostname = '127.0.0.1'
    return {
      url: url.href,
      cut: () => {
        server.close()
        for (const end of ends) end.destroy()
      },
      mend: () => open(port),
    }
  }

  /** Opens everything on a database behind that way. */
  function through(url: string): Fresh {
    return {
      ...fresh,
      open: async () => {
        const database = await openDatabase(url, { log: silent })
        fresh.after(() => database.close())
        return database
      },
    }
  }

  test('is told to all at once and quickly; when it is back, what is sent again takes effect once', async () => {
    const { url, cut, mend } = await way(new URL(await fresh.url()))
    const shop = await Shop.open(through(url))
    expect((await shop.sell('R-1', '10.00')).status).toBe(201)
    cut()
    const started = performance.now()
    const answers = await Promise.all(Array.from({ length: 100 }, (_, nth) => shop.sell(`S-${nth}`, '1.00')))
    for (const answer of answers) expect(answer).toMatchObject(problem(503, 'unavailable'))
    expect(performance.now() - started).toBeLessThan(5_000)
    expect((await shop.send({ method: 'GET', url: '/readyz' })).body).toMatchObject({ code: 'unavailable' })
    expect((await shop.send({ method: 'GET', url: '/healthz' })).status).toBe(200)
    expect((await shop.send({ method: 'GET', url: '/metrics' })).status).toBe(200)
    await mend()
    const again = async () =>
      (await Promise.all([shop.sell('R-1', '10.00'), shop.sell('S-0', '1.00')])).map(({ status }) => status)
    await expect.poll(again, { timeout: 8_000 }).toEqual([200, expect.toBeOneOf([200, 201])])
    expect(await shop.balance()).toBe(11)
  })
})
