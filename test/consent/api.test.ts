import { expect, test } from 'vitest'
import { eachDatabase } from '../databases.ts'
import { Shop } from '../http/shop.ts'

eachDatabase((fresh) => {
  test('what somebody agreed to is told and set over HTTP, and written into the trail', async () => {
    const shop = await Shop.open(fresh)
    const ana = shop.world.person('ana', { name: 'Ana' })
    await ana.says('/start')
    const url = '/api/v1/customers/fake:ana'
    const patch = (payload: object) => shop.send({ method: 'PATCH', url, payload })
    expect((await shop.get('/customers/fake:ana')).body).toMatchObject({ consent: null, stopped: null })
    const agreed = { answer: 'yes', at: expect.any(String), via: 'api' }
    expect((await patch({ consent: 'yes' })).body).toMatchObject({ consent: agreed, class: null })
    expect((await shop.get('/customers/fake:ana')).body).toMatchObject({ consent: agreed })
    // Other details leave it as it is.
    expect((await patch({ class: 'gold' })).body).toMatchObject({ consent: agreed, class: 'gold' })
    await ana.does({ kind: 'pressed', press: 'consent:no' })
    expect((await shop.get('/customers/fake:ana')).body).toMatchObject({ consent: { answer: 'no', via: 'fake' } })
    await ana.says('/stop')
    const after = (await patch({ consent: 'yes' })).body
    expect(after).toMatchObject({ consent: agreed })
    expect((await shop.get('/customers/fake:ana')).body).toMatchObject({ stopped: expect.any(String) })
    for (const consent of ['maybe', true, null]) expect((await patch({ consent })).status).toBe(400)
    const trail = await shop.world.database.query<{ detail: string }>(
      `SELECT detail FROM audit WHERE act = 'details' ORDER BY id`,
    )
    expect(trail.map(({ detail }) => JSON.parse(detail))).toEqual([
      { consent: 'yes' },
      { class: true },
      { consent: 'yes' },
    ])
  })
})
