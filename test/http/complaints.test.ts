import { expect, test } from 'vitest'
import { eachDatabase } from '../databases.ts'
import { Shop } from './shop.ts'

type Body = Record<string, unknown>

const complaint = { id: 'T-1', customer: 'fake:mia', category: 'order', text: 'The parcel came open.' }

eachDatabase((fresh) => {
  async function open() {
    const shop = await Shop.open(fresh)
    const mia = shop.world.person('mia', { name: 'Mia' })
    await mia.says('hello')
    const post = (url: string, payload: Body) => shop.send({ method: 'POST', url: `/api/v1${url}`, payload })
    const get = (url: string) => shop.send({ method: 'GET', url: `/api/v1${url}` })
    return { shop, mia, post, get }
  }

  test('a complaint is opened once for each id, however often and however much at once it is sent', async () => {
    const { post, get } = await open()
    const answers = await Promise.all(Array.from({ length: 5 }, () => post('/complaints', complaint)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201])
    expect(new Set(answers.map(({ body }) => body.complaint))).toEqual(new Set(['C-1001']))
    const other = await post('/complaints', { ...complaint, text: 'Something else.' })
    expect(other).toMatchObject({ status: 409, body: { code: 'different-content' } })
    expect((await get('/complaints')).body.complaints).toHaveLength(1)
  })

  test('an answer reaches the customer once for each id', async () => {
    const { mia, post, get, shop } = await open()
    await post('/complaints', complaint)
    const told = mia.hears()
    const send = () => post('/complaints/C-1001/answers', { id: 'A-1', text: 'A new one is on its way.' })
    const answers = await Promise.all([send(), send(), send()])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201])
    expect((await told).message.text).toBe('Our team, about C-1001:\nA new one is on its way.')
    const { body } = await get('/complaints/C-1001')
    expect(body).toMatchObject({ state: 'new', lines: [{ kind: 'told' }, { kind: 'answer', author: null }] })
    expect((body.lines as Body[]).length).toBe(2)
    const [sent] = await shop.world.database.query<{ count: number }>(
      `SELECT count(*) AS count FROM delivery WHERE cause = 'complaint.answer'`,
    )
    expect(sent?.count).toBe(1)
    const other = await post('/complaints/C-1001/answers', { id: 'A-1', text: 'Never mind.' })
    expect(other).toMatchObject({ status: 409, body: { code: 'different-content' } })
  })

  test('they are read page by page, by customer and by state', async () => {
    const { shop, mia, post, get } = await open()
    await shop.world.person('leo').says('hello')
    for (const nth of [1, 2, 3]) await post('/complaints', { ...complaint, id: `T-${nth}` })
    await post('/complaints', { ...complaint, id: 'T-4', customer: 'fake:leo' })
    await mia.does({ kind: 'pressed', press: 'complaint.withdraw:2' })
    const numbers = async (query: string) => {
      const { body } = await get(`/complaints?${query}`)
      return [(body.complaints as Body[]).map((it) => it.complaint), body.next]
    }
    expect(await numbers('limit=2')).toEqual([['C-1004', 'C-1003'], 'C-1003'])
    expect(await numbers('limit=2&before=C-1003')).toEqual([['C-1002', 'C-1001'], null])
    expect(await numbers('state=open&customer=fake:mia')).toEqual([['C-1003', 'C-1001'], null])
    expect(await numbers('state=withdrawn')).toEqual([['C-1002'], null])
  })

  test('what cannot be is refused with a problem, and leaves nothing', async () => {
    const { post, get, shop } = await open()
    const refused = async (sending: ReturnType<typeof post>) => {
      const { status, body } = await sending
      return [status, body.code]
    }
    expect(await refused(post('/complaints', { ...complaint, customer: 'fake:nobody' }))).toEqual([
      404,
      'unknown-customer',
    ])
    expect(await refused(post('/complaints', { ...complaint, category: 'weather' }))).toEqual([400, 'invalid-request'])
    expect(await refused(post('/complaints', { ...complaint, text: '  ' }))).toEqual([400, 'invalid-request'])
    expect(await refused(get('/complaints/C-1001'))).toEqual([404, 'unknown-complaint'])
    expect(await refused(get('/complaints/1%27%20OR%201'))).toEqual([400, 'invalid-request'])
    expect(await refused(get('/complaints?before=x'))).toEqual([400, 'invalid-request'])
    expect(await refused(post('/complaints/C-1001/answers', { id: 'A', text: 'x' }))).toEqual([
      404,
      'unknown-complaint',
    ])
    expect(await shop.world.database.query('SELECT id FROM complaint')).toEqual([])
    await post('/complaints', complaint)
    await shop.world.person('mia').does({ kind: 'pressed', press: 'complaint.withdraw:1' })
    expect(await refused(post('/complaints/C-1001/answers', { id: 'A', text: 'x' }))).toEqual([422, 'complaint-over'])
  })

  test('webhooks are told what happens, by ids and without what was written', async () => {
    const { mia, post, get } = await open()
    const { body: hook } = await post('/webhooks', { url: 'http://localhost:9/none' })
    await post('/complaints', complaint)
    const told = mia.hears()
    await post('/complaints/C-1001/answers', { id: 'A-1', text: 'A new one is on its way.' })
    await told
    await mia.does({ kind: 'pressed', press: 'complaint.withdraw:1' })
    const { body } = await get(`/webhooks/${hook.id}/deliveries`)
    const types = (body.deliveries as Body[]).map(({ type }) => type)
    expect(types).toEqual(['complaint.withdrawn', 'complaint.answered', 'complaint.opened'])
  })

  test('no payload of a webhook holds what people wrote', async () => {
    const { post, shop } = await open()
    await post('/webhooks', { url: 'http://localhost:9/none' })
    await post('/complaints', complaint)
    const rows = await shop.world.database.query<{ payload: string }>('SELECT payload FROM webhook_delivery')
    expect(rows).toHaveLength(1)
    expect(JSON.parse(rows[0]?.payload ?? '{}')).toMatchObject({
      type: 'complaint.opened',
      data: { complaint: 'C-1001' },
    })
    expect(rows[0]?.payload).not.toContain('parcel')
  })
})
