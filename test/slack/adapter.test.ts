import { describe, expect, it } from 'vitest'
import { slack } from '../../adapters/slack/adapter.ts'
import type { Happening } from '../../src/chat.ts'
import { until } from '../contract/until.ts'
import { human, openHouse, place } from './house.ts'

const silent = { info: () => {}, warn: () => {}, error: () => {} }
const texts = (heard: Happening[]) => heard.map((happening) => ('text' in happening ? happening.text : happening.kind))

describe('socket mode', () => {
  it('is held by two connections', async () => {
    await using house = await (await openHouse()).listen()
    expect(house.server.world.connections.count).toBe(2)
    expect(house.adapter.status()).toBe('ok')
    await house.deafen()
    await until(() => house.server.world.connections.count === 0)
    expect(house.adapter.status()).toBe('ok')
  })

  it('hears on while Slack renews its connections', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const ada = server.person()
    server.world.connections.disconnect('refresh_requested')
    // nothing new is given to the old ones
    await server.connected(2)
    server.says(ada, 'here')
    expect(texts(await ear.first(1))).toEqual(['here'])
    expect(house.pauses).toEqual([])
    const [envelope] = server.envelopes('message')
    expect(envelope?.tries).toHaveLength(1)
  })

  it('hears on while it is warned, and acknowledges on the connection that told', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const stored = Promise.withResolvers<void>()
    ear.gate = stored.promise
    server.says(server.person(), 'here')
    await ear.first(1)
    server.world.connections.disconnect('warning')
    await server.connected(4)
    stored.resolve()
    await until(() => server.pending === 0)
    expect(ear.told).toHaveLength(1)
    expect(server.envelopes('message')[0]?.tries).toHaveLength(1)
  })

  it('comes back when all connections are cut, and is told again what it did not acknowledge', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const never = Promise.withResolvers<void>()
    ear.gate = never.promise
    server.says(server.person(), 'here')
    await ear.first(1)
    server.world.connections.cut()
    await server.connected(2)
    ear.gate = Promise.resolve()
    server.expires()
    const [first, again] = await ear.first(2)
    expect(again).toEqual(first)
    never.resolve()
    await until(() => server.pending === 0)
    expect(house.adapter.status()).toBe('ok')
  })

  it('finds others when Slack goes silent on its connections', async () => {
    await using house = await (await openHouse({ silence: 300 }, { retries: Array(500).fill(5) })).listen()
    const { server, ear } = house
    server.world.connections.silence()
    server.says(server.person(), 'into the silence')
    await server.connected(3)
    // it may be told on one that is silent, again and again
    await until(() => {
      server.expires()
      return ear.told.length > 0
    })
    expect(texts(ear.told)).toEqual(['into the silence'])
    await until(() => house.adapter.status() === 'ok')
  })

  it('waits longer each time, says what is wrong, and is well again by itself', async () => {
    await using house = await openHouse()
    const { server, adapter, ear } = house
    server.fault({ kind: 'answer', code: 500, on: 'apps.connections.open', count: 8 })
    await adapter.start(ear)
    const end = new AbortController()
    const listening = adapter.listen?.(end.signal)
    await server.connected(2)
    expect(house.pauses.toSorted((a, b) => a - b)).toEqual([500, 500, 1000, 1000, 2000, 2000, 4000, 4000])
    expect(new Set(house.said)).toEqual(new Set(['Slack failed (apps.connections.open: status 500)']))
    expect(adapter.status()).toBe('ok')
    end.abort()
    await listening
  })

  it('has a token of the app refused, and tells no token', async () => {
    await using house = await openHouse({ appToken: 'xapp-1-A000000001-wrong' })
    const { adapter, ear } = house
    await adapter.start(ear)
    const end = new AbortController()
    const listening = adapter.listen?.(end.signal)
    await until(() => house.pauses.length > 2)
    expect(adapter.status()).toBe('Slack does not let us in (invalid_auth)')
    expect(house.pauses).toContain(30_000)
    end.abort()
    await listening
    expect(house.log.join()).not.toContain('wrong')
  })

  it('opens no connection any more once another process is to hold them', async () => {
    await using house = await openHouse()
    const { server, adapter, ear } = house
    server.fault({ kind: 'delay', on: 'apps.connections.open', ms: 100 })
    await adapter.start(ear)
    const end = new AbortController()
    const listening = adapter.listen?.(end.signal)
    await server.arrival('apps.connections.open')
    end.abort()
    await listening
    const opening = server.calls('apps.connections.open')
    await until(() => opening.every(({ ended }) => ended !== undefined))
    for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(server.world.connections.count).toBe(0)
  })

  it('puts up with too many connections', async () => {
    await using house = await openHouse({}, { mostConnections: 1 })
    const { server, adapter, ear } = house
    await adapter.start(ear)
    const end = new AbortController()
    const listening = adapter.listen?.(end.signal)
    await server.connected(1)
    await until(() => house.pauses.length > 2)
    expect(adapter.status()).toBe('ok')
    server.says(server.person(), 'here')
    expect(texts(await ear.first(1))).toEqual(['here'])
    end.abort()
    await listening
  })

  it('keeps the order of what people did over both connections', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const ada = server.person()
    const words = Array.from({ length: 60 }, (_, n) => `${n}`)
    for (const word of words) server.says(ada, word)
    expect(texts(await ear.first(60))).toEqual(words)
  })

  it('hears once of what is told again and again, by its id', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    server.fault({ kind: 'repeat', times: 2, on: 'message', count: 1 })
    server.says(server.person(), 'hi')
    const told = await ear.first(3)
    expect(new Set(told.map(({ id }) => id)).size).toBe(1)
  })

  it('is told again what was acknowledged too late', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    server.fault({ kind: 'late', on: 'message', count: 2 })
    server.says(server.person(), 'hi')
    const told = await ear.first(3)
    expect(new Set(told.map(({ id }) => id)).size).toBe(1)
    await until(() => server.pending === 0)
  })
})

describe('what cannot be stored', () => {
  it('is tried again for two seconds, then Slack is left to tell it again', async () => {
    let time = Date.parse('2026-03-01T10:00:00Z')
    await using house = await (await openHouse({ now: () => new Date(time) }, { deadline: 300 })).listen()
    const { server, ear, adapter } = house
    let left = 4
    ear.refuses = () => {
      time += 700
      left -= 1
      return left > 0
    }
    server.says(server.person(), 'hi')
    const told = await ear.first(4)
    expect(new Set(told.map(({ id }) => id)).size).toBe(1)
    await until(() => server.pending === 0)
    expect(house.log.join()).toContain('could not be stored')
    expect(house.pauses.slice(0, 3)).toEqual([50, 100, 200])
    expect(house.said).toContain('nothing can be stored')
    expect(adapter.status()).toBe('ok')
  })

  it('is not acknowledged though somebody waits for it', async () => {
    let time = Date.parse('2026-03-01T10:00:00Z')
    await using house = await (await openHouse({ now: () => new Date(time) }, { deadline: 300 })).listen()
    const { server, ear } = house
    const ada = server.person()
    const { message } = await house.send(ada, {
      text: 'x',
      parts: [{ kind: 'buttons', buttons: [{ label: 'Go', press: 'go' }] }],
    })
    ear.refuses = () => {
      time += 3_000
      return true
    }
    const [shown] = house.shown(ada)
    if (!shown || shown.id !== message) throw new Error('it is not shown')
    expect(await server.presses(ada, shown, 'Go').taken).toMatchObject({ ok: false, why: 'timeout' })
    expect(await server.asks(ada, '/regulars points').taken).toMatchObject({ ok: false })
  })
})

describe('people', () => {
  it('are known by name and language from the first word on, and asked about once', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const ada = server.person({ name: 'Ada', locale: 'zh-CN' })
    for (const text of ['one', 'two']) server.says(ada, text)
    const told = await ear.first(2)
    for (const { who } of told) expect(who).toEqual({ ...human(ada), name: 'Ada', locale: 'zh-CN' })
    server.says(ada, 'three')
    expect((await ear.first(3))[2]?.who.name).toBe('Ada')
    expect(server.calls('users.info')).toHaveLength(1)
  })

  it('are waited for no longer than Slack can wait', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    server.fault({ kind: 'hang', on: 'users.info' })
    const ada = server.person({ name: 'Ada' })
    server.says(ada, 'hi')
    expect((await ear.first(1))[0]?.who).toEqual(human(ada))
    await until(() => server.pending === 0)
    expect(server.envelopes('message')[0]?.tries[0]?.ms).toBeLessThan(2_000)
  })

  it('are asked about a few at a time, and waited for by nobody else', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    server.fault({ kind: 'hang', on: 'users.info' })
    for (let n = 0; n < 40; n += 1) server.says(server.person(), 'hi')
    await ear.first(24)
    await until(() => server.calls('users.info').length === 16)
    await house.send(server.person(), 'meanwhile')
    await ear.first(40)
    expect(server.calls('users.info')).toHaveLength(16)
  })

  it('are not asked about for a while when Slack asks for a pause', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    server.fault({ kind: 'answer', code: 429, retryAfter: 60, on: 'users.info' })
    for (let n = 1; n < 4; n += 1) {
      server.says(server.person(), 'hi')
      await ear.first(n)
    }
    expect(server.calls('users.info')).toHaveLength(1)
  })
})

describe('the app', () => {
  it('knows itself once Slack can be reached, and says until then why not', async () => {
    await using house = await openHouse()
    const { server, adapter, ear } = house
    server.fault({ kind: 'answer', error: 'account_inactive', on: 'auth.test', count: 2 })
    server.fault({ kind: 'answer', error: 'ratelimited', code: 429, retryAfter: 5, on: 'auth.test', count: 1 })
    expect(adapter.status()).toBe('ok')
    await adapter.start(ear)
    await until(() => adapter.link?.() !== undefined)
    expect(house.pauses).toEqual([30_000, 30_000, 5_000])
    expect(house.said).toEqual([
      'Slack does not let us in (account_inactive)',
      'Slack does not let us in (account_inactive)',
      'Slack asked for a pause (429)',
    ])
    expect(adapter.status()).toBe('ok')
  })

  it('does without a link where it may not ask for it', async () => {
    await using house = await openHouse()
    const { server, ear } = house
    server.fault({ kind: 'answer', error: 'missing_scope', on: 'bots.info' })
    await house.listen()
    server.says(server.person(), 'hi')
    await ear.first(1)
    expect(house.adapter.link?.()).toBeUndefined()
  })

  it('says when its token is revoked, and when all is well again', async () => {
    await using house = await (await openHouse()).listen()
    const { server, adapter } = house
    const ada = server.person()
    server.revokes()
    expect(await house.trouble(ada, 'x')).toEqual({ kind: 'later', scope: 'platform' })
    expect(adapter.status()).toContain('token_revoked')
    server.world.tokens.restore()
    await house.send(ada, 'x')
    await until(() => adapter.status() === 'ok')
  })

  it('has its token revoked while a send is under way', async () => {
    await using house = await (await openHouse()).listen()
    const { server } = house
    const ada = server.person()
    server.fault({ kind: 'revoke', on: 'chat.postMessage', count: 1 })
    expect(await house.trouble(ada, 'x')).toEqual({ kind: 'later', scope: 'platform' })
    expect(house.shown(ada)).toEqual([])
  })

  it('needs a way to hear', () => {
    expect(() => slack({ botToken: 'xoxb-1', log: silent })).toThrow('signing secret')
  })
})

describe('the page of the app', () => {
  const home = {
    text: 'Your *points*',
    parts: [{ kind: 'buttons' as const, buttons: [{ label: 'More', press: 'more' }] }],
  }

  it('is told when it is opened, and shows what is said on it', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const [ada, ben] = [server.person(), server.person()]
    server.opensHome(ada)
    const [opened] = await ear.first(1)
    expect(opened).toMatchObject({ kind: 'opened', where: house.direct(ada), direct: true, who: human(ada) })
    await house.send({ place: house.direct(ada), only: human(ada), home: true }, home)
    expect(server.home(ada)).toMatchObject({ text: 'Your *points*', fired: [] })
    expect(server.home(ben)).toBeUndefined()
    expect(house.shown(ada)).toEqual([])
    const page = server.home(ada)
    if (!page) throw new Error('there is no page')
    await server.presses(ada, page, 'More').taken
    expect((await ear.first(2))[1]).toMatchObject({ kind: 'pressed', press: 'more', where: house.direct(ada) })
    await house.send({ place: house.direct(ada), only: human(ada), home: true }, 'New')
    expect(server.home(ada)?.text).toBe('New')
  })

  it('shows pictures, and names files', async () => {
    await using house = await (await openHouse()).listen()
    const { server, ear } = house
    const ada = server.person()
    ear.stored.set('1', Buffer.from('x'))
    const file = { kind: 'file' as const, file: '1', name: 'bill.pdf', media: 'application/pdf', size: 1 }
    const image = { kind: 'image' as const, media: 'image/png' as const, data: 'AAAA', name: 'c.png', alt: 'Card' }
    await house.send({ place: house.direct(ada), only: human(ada), home: true }, { ...home, parts: [image, file] })
    expect(server.home(ada)?.text).toBe('Your *points*\n[Card]\nbill.pdf')
  })

  it('cannot be shown to somebody who is not there', async () => {
    await using house = await (await openHouse()).listen()
    const to = { place: place('D0000001'), only: human({ id: 'U0000009999' }), home: true as const }
    expect(await house.trouble(to, home)).toEqual({ kind: 'unreachable' })
  })
})
