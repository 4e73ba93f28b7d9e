import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { chat, type House, openHouse } from './house.ts'

const secret = 'a-Secret_123'

/** A house whose adapter is served over HTTP, reachable for Telegram. */
async function openHooked(prepare: (house: House) => void = () => {}) {
  const front = createServer()
  await new Promise<void>((resolve) => {
    front.listen(0, '127.0.0.1', resolve)
  })
  const publicUrl = `http://127.0.0.1:${(front.address() as AddressInfo).port}`
  const house = await openHouse(
    { webhook: { publicUrl: `${publicUrl}/`, secret } },
    { webhook: { firstPause: 1, longestPause: 5, timeout: 2000 } },
  )
  const http = fastify({
    serverFactory: (handler) => {
      front.on('request', handler)
      return front
    },
  })
  await house.adapter.mount?.(http)
  await http.ready()
  prepare(house)
  await house.listen()
  const deliver = async (body: string, headers: Record<string, string> = {}) => {
    const all = { 'content-type': 'application/json', ...headers }
    return (await fetch(`${publicUrl}/telegram/webhook`, { method: 'POST', headers: all, body })).status
  }
  return {
    house,
    deliver,
    publicUrl,
    async [Symbol.asyncDispose]() {
      await house[Symbol.asyncDispose]()
      front.closeAllConnections()
      front.close()
    },
  }
}

const update = JSON.stringify({
  update_id: 1,
  message: { message_id: 1, from: { id: 5, first_name: 'X' }, chat: { id: 5, type: 'private' }, text: 'hi' },
})
const right = { 'x-telegram-bot-api-secret-token': secret }

describe('webhook', () => {
  it('is set with its secret and hears what people do', async () => {
    await using hooked = await openHooked()
    const { server, ear, adapter } = hooked.house
    const { params } = await server.nextCall('setWebhook')
    expect(params).toEqual({
      url: `${hooked.publicUrl}/telegram/webhook`,
      secret_token: secret,
      allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
    })
    const ada = server.person()
    server.says(ada, '/points')
    expect(await ear.first(1)).toMatchObject([{ kind: 'asked', command: 'points', where: chat(ada) }])
    expect(server.calls('getUpdates')).toEqual([])
    expect(adapter.status()).toBe('ok')
  })

  it('is answered only once the update is stored, and delivered again when it is not', async () => {
    await using hooked = await openHooked()
    const { server, ear } = hooked.house
    let refusals = 2
    ear.refuses = () => refusals-- > 0
    const ada = server.person()
    for (const text of ['one', 'two']) server.says(ada, text)
    expect((await ear.first(2)).map((heard) => 'text' in heard && heard.text)).toEqual(['one', 'two'])
    expect(new Set(ear.told.map(({ id }) => id)).size).toBe(2)
    expect(ear.told).toHaveLength(4)
    expect(hooked.house.log.filter((line) => line.includes('will come again'))).toHaveLength(2)
  })

  it('does not answer before the engine does', async () => {
    await using hooked = await openHooked()
    const { server, ear } = hooked.house
    await server.nextCall('setWebhook')
    const stored = Promise.withResolvers<void>()
    ear.gate = stored.promise
    let status: number | undefined
    const delivery = hooked.deliver(update, right).then((code) => {
      status = code
    })
    await ear.first(1, ear.told)
    expect(status).toBeUndefined()
    stored.resolve()
    await delivery
    expect(status).toBe(200)
  })

  it('hands on what is delivered more than once, and answers presses', async () => {
    await using hooked = await openHooked()
    const { server, ear } = hooked.house
    await server.nextCall('setWebhook')
    const ada = server.person({ started: true })
    const parts = [{ kind: 'buttons' as const, buttons: [{ label: 'Go', press: 'go' }] }]
    await hooked.house.send(ada, { text: 'x', parts })
    server.fault({ kind: 'repeat', times: 2, count: 1 })
    const query = server.presses(ada, await server.next(ada), 'Go')
    const ids = (await ear.first(3)).map(({ id }) => id)
    expect(new Set(ids).size).toBe(1)
    await server.nextCall('answerCallbackQuery')
    expect(server.answers(query)).not.toEqual([])
  })

  it('takes nothing without the secret', async () => {
    await using hooked = await openHooked()
    const { server, ear } = hooked.house
    await server.nextCall('setWebhook')
    const wrong = ['', 'a-Secret_12', 'a-Secret_1234', 'b-Secret_123', secret.toUpperCase()]
    expect(await hooked.deliver(update)).toBe(401)
    for (const each of wrong)
      expect(await hooked.deliver(update, { 'x-telegram-bot-api-secret-token': each })).toBe(401)
    expect(await hooked.deliver('{', { 'x-telegram-bot-api-secret-token': 'x' })).toBe(401)
    expect(ear.told).toEqual([])
    expect(await hooked.deliver(update, right)).toBe(200)
    expect(ear.heard).toHaveLength(1)
  })

  it('puts up with bodies that are no updates', async () => {
    await using hooked = await openHooked()
    const { server, ear } = hooked.house
    await server.nextCall('setWebhook')
    for (const body of ['null', '7', '[]', '"x"', '{"update_id":"1"}', '{"update_id":1,"message":{"chat":[]}}'])
      expect(await hooked.deliver(body, right)).toBe(200)
    expect(await hooked.deliver('{"update_id":', right)).toBe(400)
    expect(await hooked.deliver(`"${'x'.repeat(2_000_000)}"`, right)).toBe(413)
    expect(ear.told).toEqual([])
  })

  it('has updates come again while the bot does not know itself', async () => {
    await using hooked = await openHooked(({ server }) => {
      server.fault({ kind: 'answer', code: 500, on: 'getMe' })
    })
    const { server, ear, pauses } = hooked.house
    await server.nextCall('setWebhook')
    expect(await hooked.deliver(update, right)).toBe(503)
    server.lift()
    server.says(server.person(), 'hello')
    await ear.first(1)
    expect(pauses[0]).toBe(500)
  })

  it('is set again and again until that succeeds', async () => {
    await using hooked = await openHooked(({ server }) => {
      server.fault({ kind: 'answer', code: 429, retryAfter: 2, on: 'setWebhook', count: 2 })
    })
    hooked.house.server.says(hooked.house.server.person(), 'hello')
    await hooked.house.ear.first(1)
    expect(hooked.house.pauses).toEqual([2000, 2000])
  })
})
