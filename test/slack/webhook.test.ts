import { describe, expect, it } from 'vitest'
import { isSigned } from '../../adapters/slack/webhook.ts'
import { until } from '../contract/until.ts'
import { sign } from '../platforms/slack/delivery/sign.ts'
import { type House, openHouse } from './house.ts'

const seconds = 1_772_359_200
const now = new Date(seconds * 1_000)

describe('a signature', () => {
  const secret = 'shh'
  const body = '{"a":"ü"}'
  const right = sign(secret, seconds, body)
  const signed = (fields: object = {}) =>
    isSigned({ secret, body, stamp: String(seconds), signature: right, now, ...fields })

  it('of Slack holds for five minutes', () => {
    expect(signed()).toBe(true)
    for (const off of [-300, 300]) expect(signed({ now: new Date((seconds + off) * 1_000) })).toBe(true)
    for (const off of [-301, 301]) expect(signed({ now: new Date((seconds + off) * 1_000) })).toBe(false)
  })

  it.each([
    ['another secret', { secret: 'other' }],
    ['another body', { body: '{"a":"u"}' }],
    ['another time', { stamp: String(seconds + 1) }],
    ['no time', { stamp: undefined }],
    ['a time that is none', { stamp: `${seconds}x` }],
    ['a time of another kind', { stamp: '1e9' }],
    ['two times', { stamp: [String(seconds), String(seconds)] }],
    ['no signature', { signature: undefined }],
    ['an empty signature', { signature: '' }],
    ['half a signature', { signature: right.slice(0, -1) }],
    ['another version', { signature: right.replace('v0', 'v1') }],
    ['a longer one', { signature: `${right}0` }],
    ['letters beyond ASCII', { signature: `${right.slice(0, -1)}é` }],
  ])('with %s does not hold', (_, fields) => {
    expect(signed(fields)).toBe(false)
  })
})

describe('the address for Slack', () => {
  const said = (house: House) => {
    const ada = house.server.person()
    house.server.hold()
    house.server.says(ada, 'hi')
    const envelope = house.server.envelopes().at(-1)
    if (!envelope) throw new Error('nothing is told')
    const post = house.server.bodyOf(envelope)
    house.server.release(() => [])
    return post
  }

  it('answers the challenge, and hears what people do', async () => {
    await using house = await (await openHouse({ http: true })).listen()
    const { server, ear } = house
    const ada = server.person({ name: 'Ada' })
    server.says(ada, 'hi')
    expect(await ear.first(1)).toMatchObject([{ kind: 'said', text: 'hi', who: { name: 'Ada' } }])
    expect(await server.asks(ada, '/regulars points').taken).toMatchObject({ ok: true })
    await until(() => server.pending === 0)
    // nothing was said with the acknowledgement
    expect(house.shown(ada)).toEqual([])
  })

  it('refuses what Slack did not sign, or signed long ago', async () => {
    await using house = await (await openHouse({ http: true })).listen()
    const { server, ear } = house
    const post = said(house)
    const at = Math.floor(Date.now() / 1_000)
    const forged = [
      { ...post, signature: 'v0=00' },
      { ...post, signature: sign('other', at, post.body) },
      { ...post, timestamp: at - 301 },
      { ...post, timestamp: at + 320 },
      { ...post, body: `${post.body} `, signature: sign(server.signingSecret, at, post.body) },
      { ...post, headers: { 'X-Slack-Signature': '' } },
    ]
    for (const each of forged) expect((await server.post(each)).status).toBe(401)
    expect(
      (await server.post({ body: '{"type":"url_verification","challenge":"x"}', signature: 'v0=00' })).status,
    ).toBe(401)
    expect(ear.told).toEqual([])
    expect((await server.post(post)).status).toBe(200)
    expect(ear.told).toHaveLength(1)
  })

  it('takes nothing new from what is sent again', async () => {
    await using house = await (await openHouse({ http: true })).listen()
    const { server, ear } = house
    const post = said(house)
    for (let n = 0; n < 3; n += 1) expect((await server.post(post)).status).toBe(200)
    expect(new Set(ear.told.map(({ id }) => id)).size).toBe(1)
  })

  it('opens no form twice for a command that is sent again', async () => {
    await using house = await (await openHouse({ http: true })).listen()
    const { server, ear } = house
    const ada = server.person()
    await server.asks(ada, '/regulars visit').taken
    expect(server.modal(ada)?.title).toBe('Your visit')
    const [envelope] = server.envelopes('slash_commands')
    if (!envelope) throw new Error('nothing was told')
    expect((await server.post(server.bodyOf(envelope))).status).toBe(200)
    expect(server.calls('views.open')).toHaveLength(1)
    expect(ear.told).toEqual([])
  })

  it('understands nothing that is no payload, and falls over nothing', async () => {
    await using house = await (await openHouse({ http: true })).listen()
    const { server, ear } = house
    const form = 'application/x-www-form-urlencoded'
    expect((await server.post({ body: '{' })).status).toBe(400)
    expect((await server.post({ body: '[]' })).status).toBe(400)
    expect((await server.post({ body: 'payload=%7B', type: form })).status).toBe(400)
    for (const post of [
      { body: '{}' },
      { body: '', type: form },
      { body: 'a=b', type: form },
      { body: 'payload={}', type: form },
    ])
      expect((await server.post(post)).status).toBe(200)
    expect((await server.post({ body: `{"a":"${'x'.repeat(1_100_000)}"}` })).status).toBe(413)
    expect(ear.told).toEqual([])
    server.push({ type: 'message', subtype: 'what' })
    await until(() => server.pending === 0)
  })

  it('is not there yet while the app does not know itself', async () => {
    await using house = await openHouse({ http: true })
    const { server } = house
    server.fault({ kind: 'hang', on: 'auth.test', count: 1 })
    await house.front.serve(house.adapter)
    await house.adapter.start(house.ear)
    await server.point(house.address)
    expect((await server.post(said(house))).status).toBe(503)
  })

  it('tells Slack when something could not be stored, and is told again', async () => {
    let time = Date.now()
    await using house = await (await openHouse({ http: true, now: () => new Date(time) })).listen()
    const { server, ear } = house
    let left = 2
    ear.refuses = () => {
      left -= 1
      if (left < 0) return false
      time += 2_500
      return true
    }
    server.says(server.person(), 'hi')
    expect(new Set((await ear.first(3)).map(({ id }) => id)).size).toBe(1)
    await until(() => server.pending === 0)
    expect(server.envelopes('message')[0]?.tries.map(({ ok }) => ok)).toEqual([false, false, true])
  })
})
