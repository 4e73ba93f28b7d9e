import { describe, expect, test } from 'vitest'
import { detailsFeature } from '../../src/customers/details/feature.ts'
import { birthdayText, readBirthday, readTags, readWord } from '../../src/customers/details/rules.ts'
import { Scene } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { problem, Shop } from '../http/shop.ts'

test.each([
  ['1990-03-08', '1990-03-08'],
  ['03-08', '03-08'],
  ['3-8', '03-08'],
  ['02-29', '02-29'],
  ['2000-02-29', '2000-02-29'],
  ['1999-02-29', undefined],
  ['3月8日', '03-08'],
  ['1990年3月8日', '1990-03-08'],
  ['１９９０-０３-０８', '1990-03-08'],
  ['13-01', undefined],
  ['02-30', undefined],
  ['1899-01-01', undefined],
  ['8.3.1990', undefined],
  ['', undefined],
  ["03-08'; --", undefined],
])('the birthday %s is %s', (written, read) => {
  const birthday = readBirthday(written)
  expect(birthday && birthdayText(birthday)).toBe(read)
})

test('tags are words with commas between, in small letters, each once', () => {
  expect(readTags(' VIP, likes  tea，老客户、vip ;')).toEqual(['vip', 'likes tea', '老客户'])
  expect(readTags('a'.repeat(41))).toBeUndefined()
  expect(readTags(Array.from({ length: 21 }, (_, nth) => nth).join(','))).toBeUndefined()
  expect(readTags('a\u0000')).toBeUndefined()
  expect(readWord('a\nb')).toBe('a b')
})

eachDatabase((fresh) => {
  describe('over HTTP', () => {
    const patch = (shop: Shop, ref: string, payload: unknown) =>
      shop.send({ method: 'PATCH', url: `/api/v1/customers/${ref}`, payload: payload as object })

    test('details are changed one by one, shown with the customer, and written into the trail', async () => {
      const shop = await Shop.open(fresh)
      await shop.world.person('ana', { name: 'Ana' }).says('/start')
      const fields = { size: 'M', shoe: '38' }
      const first = await patch(shop, 'fake:ana', {
        birthday: '03-08',
        class: 'Gold',
        tags: ['VIP', 'vip', 'tea'],
        fields,
      })
      expect([first.status, first.body]).toEqual([
        200,
        { customer: expect.any(String), consent: null, birthday: '03-08', class: 'gold', tags: ['tea', 'vip'], fields },
      ])
      const second = await patch(shop, 'fake:ana', {
        birthday: '1990-03-08',
        tags: [],
        fields: { shoe: null, size: 'L' },
      })
      expect(second.body).toMatchObject({ birthday: '1990-03-08', class: 'gold', tags: [], fields: { size: 'L' } })
      const cleared = await patch(shop, 'fake:ana', { birthday: null, class: null })
      expect(cleared.body).toMatchObject({ birthday: null, class: null, fields: { size: 'L' } })
      expect((await shop.get('/customers/fake:ana')).body).toMatchObject({
        class: null,
        tags: [],
        fields: { size: 'L' },
      })
      const trail = await shop.world.database.query(
        `SELECT actor, act, detail FROM audit WHERE act = 'details' ORDER BY id`,
      )
      expect(trail[1]).toEqual({
        actor: 'key:settings',
        act: 'details',
        detail: '{"birthday":true,"tags":true,"fields":true}',
      })
      expect(trail).toHaveLength(3)
    })

    test('what cannot be kept is refused with its place, and changes nothing', async () => {
      const shop = await Shop.open(fresh)
      await shop.world.person('ana').says('/start')
      const wrong: [unknown, string | undefined][] = [
        [{ birthday: '1990-02-30' }, '#/birthday'],
        [{ birthday: 'soon' }, '#/birthday'],
        [{ class: '' }, '#/class'],
        [{ class: 'x'.repeat(41) }, '#/class'],
        [{ tags: ['a', 7] }, '#/tags/1'],
        [{ tags: Array.from({ length: 21 }, (_, nth) => `t${nth}`) }, '#/tags'],
        [{ fields: { size: 'a\u0000' } }, '#/fields/size'],
        [{ fields: { size: 'x'.repeat(201) } }, '#/fields/size'],
        [{ fields: Object.fromEntries(Array.from({ length: 21 }, (_, nth) => [`f${nth}`, 'x'])) }, '#/fields'],
        [{ points: 7 }, '#/points'],
        [{}, '#'],
        [null, '#'],
        [[], '#'],
      ]
      for (const [payload, pointer] of wrong) {
        const answer = await patch(shop, 'fake:ana', payload)
        expect(answer, JSON.stringify(payload)).toMatchObject(problem(400, 'invalid-request'))
        expect((answer.body.errors as { pointer: string }[])[0]?.pointer).toBe(pointer)
      }
      expect(await patch(shop, 'fake:nobody', { class: 'gold' })).toMatchObject(problem(404, 'unknown-customer'))
      const { body } = await shop.get('/customers/fake:ana')
      expect(body).toMatchObject({ birthday: null, class: null, tags: [], fields: {} })
    })

    test('twenty fields fit, also when they come one by one and at once', async () => {
      const shop = await Shop.open(fresh)
      await shop.world.person('ana').says('/start')
      const answers = await Promise.all(
        Array.from({ length: 24 }, (_, nth) => patch(shop, 'fake:ana', { fields: { [`f${nth}`]: 'x' } })),
      )
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(20)
      expect(Object.keys((await shop.get('/customers/fake:ana')).body.fields as object)).toHaveLength(20)
    })

    test('of two customers who become one both bring theirs, and take them back', async () => {
      const shop = await Shop.open(fresh, { second: 'telegram' })
      const { world } = shop
      const ana = world.person('ana', { locale: 'en' })
      const other = world.elsewhere('77', { locale: 'en' })
      await ana.says('/start')
      await other.says('/start')
      await patch(shop, 'fake:ana', { tags: ['vip', 'tea'], fields: { size: 'M' } })
      await patch(shop, 'telegram:77', { tags: ['vip', 'cake'], class: 'gold', fields: { size: 'L', shoe: '38' } })
      const { joinCustomers, partCustomers } = await import('../../src/links/joining.ts')
      const { allFeatures } = await import('../../src/features.ts')
      const { defaultProgram } = await import('../../src/program/program.ts')
      const features = allFeatures(defaultProgram)
      const idOf = async (ref: string) =>
        String((await shop.get(`/customers/${ref}`)).body.customer).slice('customer:'.length)
      const [first, second] = [await idOf('fake:ana'), await idOf('telegram:77')]
      const joined = await world.engine.run((unit) => joinCustomers(unit, features, first, second))
      const whole = (await shop.get('/customers/telegram:77')).body
      expect(whole).toMatchObject({ tags: ['cake', 'tea', 'vip'], class: 'gold' })
      expect(whole.fields).toEqual({ size: joined?.into === first ? 'M' : 'L', shoe: '38' })
      await world.engine.run((unit) => partCustomers(unit, features, joined?.from ?? ''))
      expect((await shop.get('/customers/fake:ana')).body).toMatchObject({
        tags: ['tea', 'vip'],
        fields: { size: 'M' },
      })
      expect((await shop.get('/customers/telegram:77')).body).toMatchObject({ tags: ['cake', 'vip'] })
    })
  })

  test('of somebody who is forgotten nothing is kept', async () => {
    const shop = await Shop.open(fresh)
    for (const name of ['ana', 'ben']) await shop.world.person(name).says('/start')
    const details = { birthday: '1990-03-08', class: 'gold', tags: ['vip'], fields: { size: 'M' } }
    const ids = await Promise.all(
      ['ana', 'ben'].map(async (name) => {
        const url = `/api/v1/customers/fake:${name}`
        const { body } = await shop.send({ method: 'PATCH', url, payload: details })
        return String(body.customer).slice('customer:'.length)
      }),
    )
    await shop.world.engine.run(async (unit) => detailsFeature.erased?.(unit, ids[0] ?? ''))
    const { body } = await shop.get('/customers/fake:ana')
    expect([body.birthday, body.class, body.tags, body.fields]).toEqual([null, null, [], {}])
    expect((await shop.get('/customers/fake:ben')).body).toMatchObject(details)
  })

  describe('in chat', () => {
    test.each(['telegram', 'slack', 'discord', 'web'])(
      'staff on %s change them from what they found',
      async (platform) => {
        const scene = await Scene.open(fresh, { platforms: [platform] })
        await scene.person(platform, 'U1', { name: 'Ana', locale: 'en' }).says('/start')
        const sam = await scene.member(platform, 'U2', 'staff', { name: 'Sam' })
        await sam.says('/find Ana')
        await scene.settle()
        const found = sam.last()
        if (platform === 'telegram') {
          await sam.presses(found, 'Details')
          await scene.settle()
          expect(readable(sam.last().message)).toContain('Birthday')
          for (const answer of ['02-30', '1990-03-08', 'Gold', 'VIP, tea']) {
            await sam.says(answer)
            await scene.settle()
          }
        } else {
          const [row] = await scene.database.query<{ id: string }>(`SELECT id FROM customer WHERE name = 'Ana'`)
          await sam.fills('details', { birthday: '1990-03-08', class: 'Gold', tags: 'VIP, tea' }, row?.id ?? '')
          await scene.settle()
        }
        expect(readable(sam.last().message)).toBe(
          'The details of Ana are saved.\nBirthday: 1990-03-08\nClass: gold\nTags: tea, vip',
        )
        await scene.database.execute(
          `INSERT INTO customer_field ("ownerId", "customerId", name, value)
           SELECT id, id, 'size', 'M' FROM customer WHERE name = 'Ana'`,
        )
        await sam.says('/find Ana')
        await scene.settle()
        expect(readable(sam.last().message)).toContain('Class: gold\nTags: tea, vip\nsize: M\n')
        const trail = await scene.database.query(`SELECT act, detail FROM audit WHERE act = 'details'`)
        expect(trail).toEqual([{ act: 'details', detail: '{"birthday":true,"class":true,"tags":true}' }])
      },
    )

    test('customers do not', async () => {
      const scene = await Scene.open(fresh, { platforms: ['web'] })
      const ana = scene.person('web', 'U1', { name: 'Ana', locale: 'en' })
      await ana.says('/start')
      const [row] = await scene.database.query<{ id: string }>(`SELECT id FROM customer WHERE name = 'Ana'`)
      await ana.fills('details', { class: 'gold' }, row?.id ?? '')
      await scene.settle()
      expect(ana.last().message.text).toBe('That is for our team only.')
    })
  })
})
