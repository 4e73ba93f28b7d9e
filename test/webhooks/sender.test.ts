import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { publish } from '../../src/webhooks/exports.ts'
import { webhooksTopic } from '../../src/webhooks/publish.ts'
import { until } from '../contract/until.ts'
import { eachDatabase, type Fresh, onDatabase } from '../databases.ts'
import { silent } from '../log.ts'
import { Office } from './office.ts'
import { Receiver } from './receiver.ts'

async function openBoth(fresh: Fresh): Promise<{ office: Office; receiver: Receiver }> {
  const receiver = await Receiver.open()
  const office = new Office(await fresh.open())
  fresh.after(() => receiver.close())
  fresh.after(() => office.rest())
  return { office, receiver }
}

const never = new Promise<never>(() => {})

eachDatabase((fresh) => {
  const open = () => openBoth(fresh)

  describe('an event', () => {
    test('is sent signed, as the library verifies it', async () => {
      const { office, receiver } = await open()
      const { secret } = await office.add(receiver.url)
      office.works()
      await office.publish('complaint.opened', { complaint: 'C-1042', text: '“<b>” 投诉 😀' })
      await office.until(([row]) => row?.state === 'sent')
      const [arrival] = receiver.arrivals
      expect(new Webhook(secret).verify(arrival?.body ?? '', arrival?.headers as Record<string, string>)).toEqual({
        type: 'complaint.opened',
        timestamp: new Date(office.clock.now()).toISOString(),
        data: { complaint: 'C-1042', text: '“<b>” 投诉 😀' },
      })
      const other = new Webhook(`whsec_${Buffer.from('another').toString('base64')}`)
      expect(() => other.verify(arrival?.body ?? '', arrival?.headers as Record<string, string>)).toThrow()
      expect(arrival?.headers).toMatchObject({
        'content-type': 'application/json',
        'webhook-id': expect.stringMatching(/^evt_/),
      })
      expect(await office.rows()).toMatchObject([{ state: 'sent', tries: 1, status: 204 }])
    })

    test('goes to those who want its type, and only when what happened is committed', async () => {
      const { office, receiver } = await open()
      await office.publish()
      expect(await office.rows()).toEqual([])
      await office.add(receiver.url)
      await office.add(receiver.url, ['shop.opened', 'shop.closed'])
      await office.add(receiver.url, ['shop.closed'])
      const undone = office.batcher.run(async (unit) => {
        await publish(unit, 'shop.opened', {})
        throw new Error('undone')
      })
      await expect(undone).rejects.toThrow('undone')
      expect(await office.rows()).toEqual([])
      await office.publish('shop.opened')
      const rows = await office.rows()
      expect(rows).toHaveLength(2)
      expect(new Set(rows.map(({ event }) => event)).size).toBe(1)
    })

    test('is tried ten times over three days; then the webhook is disabled and its owners are told', async () => {
      const { office, receiver } = await open()
      const { id } = await office.add(receiver.url)
      await office.owner()
      receiver.answers(500)
      office.works()
      await office.publish()
      await office.publish('shop.closed')
      const pauses: number[] = []
      for (let tries = 1; tries < 10; tries += 1) {
        const row = await office.tried(tries)
        pauses.push((row.due.getTime() - office.clock.now()) / 1000)
        await office.due(row)
      }
      expect(pauses).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400])
      const rows = await office.until((rows) => rows.every(({ state }) => state === 'failed'))
      expect(rows[0]).toMatchObject({ tries: 10, status: 500 })
      const [first] = receiver.ids
      const same = receiver.arrivals.filter(({ headers }) => headers['webhook-id'] === first)
      expect(same).toHaveLength(10)
      expect(new Set(same.map(({ body }) => body)).size).toBe(1)
      expect(new Set(same.map(({ headers }) => headers['webhook-signature'])).size).toBe(10)
      await until(async () => (await office.told()).length > 0)
      expect(await office.told()).toEqual([
        expect.stringContaining(`${new URL(receiver.url).host} could not be reached`),
      ])
      expect(await office.database.query('SELECT id, reason FROM webhook')).toEqual([{ id, reason: 'failing' }])
      const before = receiver.arrivals.length
      await office.publish()
      expect(await office.rows()).toHaveLength(2)
      expect(receiver.arrivals).toHaveLength(before)
    })

    test('that alone is refused, while others are taken, disables nothing', async () => {
      const { office, receiver } = await open()
      await office.add(receiver.url)
      await office.owner()
      receiver.answer = ({ body }, response) => void response.writeHead(body.includes('poison') ? 400 : 200).end()
      office.works()
      await office.publish('shop.opened', { poison: true })
      for (let tries = 1; tries < 9; tries += 1) await office.due(await office.tried(tries))
      const last = await office.tried(9)
      await office.publish('shop.closed')
      await office.until((rows) => rows[1]?.state === 'sent')
      await office.due(last)
      await office.until((rows) => rows.every(({ state }) => state !== 'queued'))
      const rows = await office.rows()
      expect(rows.map(({ state }) => state)).toEqual(['failed', 'sent'])
      expect(await office.told()).toEqual([])
      expect(await office.database.query('SELECT disabled FROM webhook')).toEqual([{ disabled: null }])
    })

    test('answered with 410 is the last that is sent there', async () => {
      const { office, receiver } = await open()
      await office.add(receiver.url)
      await office.owner()
      receiver.answers(410)
      office.works()
      await office.publish()
      await office.until(([row]) => row?.state === 'failed')
      await until(async () => (await office.told()).length > 0)
      expect(await office.told()).toEqual([expect.stringContaining('says that it is gone')])
      await office.publish()
      expect(await office.rows()).toHaveLength(1)
      expect(receiver.arrivals).toHaveLength(1)
    })

    test.each([429, 503])('is sent later when the receiver asks for that (%i)', async (status) => {
      const { office, receiver } = await open()
      await office.add(receiver.url)
      receiver.answers(status, { 'retry-after': '3600' })
      office.works()
      await office.publish()
      const row = await office.tried(1)
      expect(row.due.getTime() - office.clock.now()).toBe(3_600_000)
      receiver.answers(200)
      await office.clock.pass(3_599_000)
      expect(receiver.arrivals).toHaveLength(1)
      await office.clock.pass(1_000)
      await office.until(([row]) => row?.state === 'sent')
      expect(new Set(receiver.ids).size).toBe(1)
    })
  })

  describe('a receiver', () => {
    test('that sends us elsewhere is not followed', async () => {
      const { office, receiver } = await open()
      const elsewhere = await Receiver.open()
      fresh.after(() => elsewhere.close())
      await office.add(receiver.url)
      receiver.answers(307, { location: elsewhere.url })
      office.works()
      await office.publish()
      expect(await office.tried(1)).toMatchObject({ state: 'queued', status: 307 })
      expect(elsewhere.arrivals).toEqual([])
    })

    test('that answers with 10 MB is not read', async () => {
      const { office, receiver } = await open()
      await office.add(receiver.url)
      let written = 0
      const gone = Promise.withResolvers<void>()
      receiver.answer = (_, response) => {
        response.on('close', gone.resolve)
        response.writeHead(200)
        const more = () => {
          while (written < 10_000_000 && !response.destroyed) {
            written += 65_536
            if (!response.write(Buffer.alloc(65_536))) return void response.once('drain', more)
          }
          response.end()
        }
        more()
      }
      office.works()
      await office.publish()
      await office.until(([row]) => row?.state === 'sent')
      await gone.promise
      expect(written).toBeLessThan(8_000_000)
    })

    test('that hangs holds up no other, and is given up after 15 seconds', async () => {
      const { office, receiver } = await open()
      const other = await Receiver.open()
      fresh.after(() => other.close())
      await office.add(receiver.url)
      receiver.answer = () => {}
      for (let nth = 0; nth < 6; nth += 1) await office.publish()
      office.works()
      await until(() => receiver.arrivals.length === 4)
      await office.add(other.url)
      for (let nth = 0; nth < 30; nth += 1) await office.publish()
      await until(() => other.arrivals.length === 30)
      expect(receiver.arrivals).toHaveLength(4)
      await office.clock.pass(14_999)
      expect((await office.rows())[0]).toMatchObject({
        tries: 1,
        state: 'queued',
        status: null,
        taken: expect.any(Date),
      })
      await office.clock.pass(1)
      const row = await office.tried(1)
      expect(row.due.getTime() - office.clock.now()).toBe(5_000)
      await until(() => receiver.arrivals.length > 4)
    })

    test('that cannot be reached at all is tried again', async () => {
      const { office, receiver } = await open()
      await office.add(receiver.url)
      await receiver.close()
      office.works()
      await office.publish()
      expect(await office.tried(1)).toMatchObject({ state: 'queued', status: null })
    })
  })

  describe('when the program is killed', () => {
    test('between mark and send, it is sent by the next under the same id', async () => {
      const { office, receiver } = await open()
      await office.add(receiver.url)
      await office.publish()
      const [marked] = await office.rows()
      const dead = office.sender({ post: () => never })
      const ending = new AbortController()
      const running = dead.run(ending.signal)
      await office.until(([row]) => row?.tries === 1 && row.taken !== null)
      office.works()
      await office.until(([row]) => row?.state === 'sent')
      expect(receiver.ids).toEqual([marked?.event])
      expect(await office.rows()).toMatchObject([{ tries: 2 }])
      ending.abort()
      await running
    })

    test('between send and writing it down, it is sent again under the same id', async () => {
      const { office, receiver } = await open()
      await office.add(receiver.url)
      await office.publish()
      const died = Promise.withResolvers<void>()
      const dead = office.sender({
        run: () => {
          died.resolve()
          return never
        },
      })
      void dead.run(new AbortController().signal)
      await died.promise
      office.works()
      await office.until(([row]) => row?.state === 'sent')
      expect(receiver.arrivals).toHaveLength(2)
      expect(new Set(receiver.ids).size).toBe(1)
    })

    test('what waits for its time goes on waiting', async () => {
      const { office, receiver } = await open()
      await office.add(receiver.url)
      receiver.answers(500)
      office.works()
      await office.publish()
      const { due } = await office.tried(1)
      await office.rest()
      office.works()
      expect(await office.tried(1)).toMatchObject({ due })
    })
  })

  test('what is queued for a webhook that was taken away meanwhile goes nowhere, and stops nothing', async () => {
    const { office, receiver } = await open()
    const { id } = await office.add(`${receiver.url}/first`)
    await office.add(receiver.url)
    await office.publish()
    await office.database.execute('DELETE FROM webhook WHERE id = ?', id)
    office.works()
    const rows = await office.until((rows) => rows.every(({ state }) => state !== 'queued'))
    expect(rows.map(({ state }) => state).sort()).toEqual(['failed', 'sent'])
    expect(receiver.arrivals.map(({ path }) => path)).toEqual(['/in'])
  })
})

describe('two processes', () => {
  const fresh = onDatabase('postgresql')

  test('send each event once, and the other goes on when one ends', async () => {
    const receiver = await Receiver.open()
    fresh.after(() => receiver.close())
    const { database, url } = await fresh.openAt()
    const other = await openDatabase(url, { log: silent })
    const offices = [new Office(database), new Office(other)] as const
    await offices[0].add(receiver.url)
    const led: number[] = []
    const stops = offices.map((office, nth) => {
      const sender = office.sender()
      office.database.on(webhooksTopic, () => sender.nudge())
      return office.database.lead('webhooks', (signal) => {
        led.push(nth)
        return sender.run(signal)
      })
    })
    const publishing = Array.from({ length: 40 }, (_, nth) => offices[nth % 2 === 0 ? 0 : 1].publish())
    await Promise.all(publishing)
    await offices[0].until((rows) => rows.length === 40 && rows.every(({ state }) => state === 'sent'))
    expect(receiver.arrivals).toHaveLength(40)
    expect(new Set(receiver.ids).size).toBe(40)
    expect(led).toHaveLength(1)
    const [leads = 0] = led
    await stops[leads]?.()
    await offices[0].publish()
    await until(() => receiver.arrivals.length === 41)
    await offices[0].until((rows) => rows.every(({ state }) => state === 'sent'))
    await stops[1 - leads]?.()
    await other.close()
  })
})
