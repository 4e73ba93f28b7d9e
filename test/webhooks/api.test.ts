import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { until } from '../contract/until.ts'
import { eachDatabase } from '../databases.ts'
import { problem, Shop } from '../http/shop.ts'
import { Receiver } from './receiver.ts'

const field = (pointer: string) => ({ errors: [expect.objectContaining({ pointer })] })
const nobody = '01990000-0000-7000-8000-000000000000'

eachDatabase((fresh) => {
  const open = async () => {
    const receiver = await Receiver.open()
    fresh.after(() => receiver.close())
    return { shop: await Shop.open(fresh), receiver }
  }
  const add = async (shop: Shop, url: string, more: object = {}) => {
    const { status, body } = await shop.post('/webhooks', { url, ...more })
    expect(status).toBe(201)
    return body as { id: string; secret: string }
  }
  const send = (shop: Shop, method: 'POST' | 'DELETE', path: string) =>
    shop.send({ method, url: `/api/v1/webhooks/${path}` })

  describe('webhooks over the API', () => {
    test('are added with a secret that is shown once, listed without, tried out, and taken away', async () => {
      const { shop, receiver } = await open()
      const { id, secret } = await add(shop, receiver.url, { events: ['webhook.test', 'webhook.test'] })
      expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
      const list = await shop.get('/webhooks')
      expect(list.body).toEqual({
        webhooks: [
          expect.objectContaining({ id, url: receiver.url, events: ['webhook.test'], disabled: null, failures: 0 }),
        ],
      })
      expect(list.text).not.toContain(secret)

      const tried = await send(shop, 'POST', `${id}/test`)
      expect(tried).toMatchObject({ status: 200, body: { event: expect.stringMatching(/^evt_/) } })
      await until(() => receiver.arrivals.length === 1)
      const [arrival] = receiver.arrivals
      const headers = arrival?.headers as Record<string, string>
      expect(headers['webhook-id']).toBe(tried.body.event)
      expect(new Webhook(secret).verify(arrival?.body ?? '', headers)).toMatchObject({
        type: 'webhook.test',
        data: { webhook: id },
      })
      await until(async () => JSON.stringify((await shop.get(`/webhooks/${id}/deliveries`)).body).includes('sent'))
      expect((await shop.get(`/webhooks/${id}/deliveries`)).body).toEqual({
        deliveries: [
          expect.objectContaining({ event: tried.body.event, state: 'sent', tries: 1, status: 204, due: null }),
        ],
        next: null,
      })

      expect(await send(shop, 'DELETE', id)).toMatchObject({ status: 200, body: { id } })
      expect((await shop.get('/webhooks')).body).toEqual({ webhooks: [] })
      expect(await send(shop, 'DELETE', id)).toMatchObject(problem(404, 'unknown-webhook'))
      const acts = await shop.world.database.query(
        "SELECT actor, act, subject FROM audit WHERE act <> 'key.make' ORDER BY id",
      )
      const actor = 'key:settings'
      expect(acts).toEqual([
        { actor, act: 'webhook.add', subject: `webhook:${id}` },
        { actor, act: 'webhook.remove', subject: `webhook:${id}` },
      ])
    })

    test('show what was sent page by page', async () => {
      const { shop, receiver } = await open()
      const { id } = await add(shop, receiver.url)
      const events: unknown[] = []
      for (let nth = 0; nth < 5; nth += 1) events.unshift((await send(shop, 'POST', `${id}/test`)).body.event)
      const seen: unknown[] = []
      let next: unknown = null
      do {
        const { body } = await shop.get(`/webhooks/${id}/deliveries?limit=2${next ? `&before=${next}` : ''}`)
        seen.push((body.deliveries as { event: string }[]).map(({ event }) => event))
        next = body.next
      } while (next)
      expect(seen).toEqual([events.slice(0, 2), events.slice(2, 4), events.slice(4)])
    })

    test('that said they are gone are disabled until they are enabled again', async () => {
      const { shop, receiver } = await open()
      const { id } = await add(shop, receiver.url)
      receiver.answers(410)
      await send(shop, 'POST', `${id}/test`)
      const gone = async () => JSON.stringify((await shop.get('/webhooks')).body).includes('"gone"')
      await until(gone)
      expect(await send(shop, 'POST', `${id}/test`)).toMatchObject(problem(422, 'webhook-disabled'))
      expect(await send(shop, 'POST', `${id}/enable`)).toMatchObject({
        status: 200,
        body: { disabled: null, failures: 0 },
      })
      receiver.answers(200)
      expect((await send(shop, 'POST', `${id}/test`)).status).toBe(200)
      await until(() => receiver.arrivals.length === 2)
    })

    test('are at most twenty, also when many are added at once', async () => {
      const { shop, receiver } = await open()
      const answers = await Promise.all(Array.from({ length: 25 }, () => shop.post('/webhooks', { url: receiver.url })))
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(20)
      expect(answers.find(({ status }) => status !== 201)).toMatchObject(problem(422, 'too-many-webhooks'))
      expect(await shop.post('/webhooks', { url: receiver.url })).toMatchObject(problem(422, 'too-many-webhooks'))
    })

    test.each<[string, unknown, string]>([
      ['no address', {}, '#/url'],
      ['an address that is none', { url: 'shop' }, '#/url'],
      ['an address without https', { url: 'http://shop.example/in' }, '#/url'],
      ['an address with a password', { url: 'https://a:b@shop.example/in' }, '#/url'],
      ['an address without end', { url: `https://shop.example/${'x'.repeat(2_000)}` }, '#/url'],
      ['events that there are none of', { url: 'https://shop.example/in', events: ['webhook.tset'] }, '#/events/0'],
      ['a list of no events', { url: 'https://shop.example/in', events: [] }, '#/events'],
      ['a field that there is none of', { url: 'https://shop.example/in', secret: 'mine' }, '#/secret'],
    ])('are not added with %s', async (_, body, pointer) => {
      const { shop } = await open()
      const answer = await shop.post('/webhooks', body)
      expect(answer).toMatchObject(problem(400, 'invalid-request', field(pointer)))
      expect(answer.text).not.toMatch(/tset|a:b|mine/)
      expect((await shop.get('/webhooks')).body).toEqual({ webhooks: [] })
    })

    test('that nobody knows are not found', async () => {
      const { shop } = await open()
      for (const path of [`${nobody}/test`, `${nobody}/enable`])
        expect(await send(shop, 'POST', path)).toMatchObject(problem(404, 'unknown-webhook'))
      expect(await shop.get(`/webhooks/${nobody}/deliveries`)).toMatchObject(problem(404, 'unknown-webhook'))
      expect(await send(shop, 'POST', 'mine/test')).toMatchObject(problem(400, 'invalid-request'))
    })
  })
})
