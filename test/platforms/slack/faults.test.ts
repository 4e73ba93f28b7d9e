import { SocketModeClient } from '@slack/socket-mode'
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { client, quiet } from './bolt.ts'
import type { Fault } from './faults.ts'
import { realLimits } from './limits.ts'
import { type Person, type SlackServer, startSlack } from './server.ts'

let server: SlackServer
let web: WebClient
let anna: Person
let now: number

beforeEach(async () => {
  now = 1_800_000_000_000
  server = await startSlack({ now: () => now, seed: 7, retries: [0] })
  web = client(server)
  anna = server.person()
})
afterEach(() => server.stop())

const send = (text: string) => web.chat.postMessage({ channel: anna.id, text })
const texts = () => server.sent(anna).map(({ text }) => text)
const outcome = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'ok',
    (error: unknown) => {
      if (error instanceof WebAPIPlatformError) return String(error.data.error)
      if (error instanceof WebAPIRateLimitedError) return `wait ${error.retryAfter}`
      if (error instanceof WebAPIHTTPError)
        return `${error.statusCode} ${typeof error.body === 'string' ? error.body.slice(0, 15) : 'JSON'}`
      return 'broken'
    },
  )

describe('answers that are wrong', () => {
  test.each<[Fault, string]>([
    [{ kind: 'answer', code: 429, retryAfter: 7 }, 'wait 7'],
    [{ kind: 'answer', error: 'fatal_error' }, 'fatal_error'],
    [{ kind: 'answer', error: 'account_inactive' }, 'account_inactive'],
    [{ kind: 'answer', code: 500 }, '500 JSON'],
    [{ kind: 'answer', code: 503, body: 'html' }, '503 <!DOCTYPE html>'],
    [
      { kind: 'answer', code: 200, body: 'html' },
      '<!DOCTYPE html><html><head><title>Server Error | Slack</title></head><body>fatal_error</body></html>',
    ],
    [{ kind: 'answer', code: 200, body: 'text', error: 'upstream' }, 'upstream'],
  ])('%o', async (fault, seen) => {
    server.fault({ ...fault, count: 1 })
    expect(await outcome(send('one'))).toBe(seen)
    expect(await outcome(send('two'))).toBe('ok')
    expect(texts()).toEqual(['two'])
  })

  test('the token is revoked at that very moment', async () => {
    server.fault({ kind: 'revoke', on: 'chat.postMessage', skip: 1, count: 1 })
    expect([await outcome(send('1')), await outcome(send('2')), await outcome(web.auth.test())]).toEqual([
      'ok',
      'token_revoked',
      'token_revoked',
    ])
  })
})

describe('connections that break', () => {
  test.each<[Fault, string[]]>([
    [{ kind: 'cut', count: 1 }, []],
    [{ kind: 'lose', count: 1 }, ['one']],
  ])('%o', async (fault, shown) => {
    server.fault(fault)
    expect(await outcome(send('one'))).toBe('broken')
    expect(texts()).toEqual(shown)
  })

  test.each([
    [false, []],
    [true, ['one']],
  ])('no answer ever; done before that: %s', async (done, shown) => {
    server.fault({ kind: 'hang', done })
    const sending = outcome(send('one'))
    await server.nextCall('chat.postMessage')
    expect(texts()).toEqual(shown)
    await server.stop()
    expect(await sending).toBe('broken')
  })

  test('connections are refused for a while', async () => {
    const resume = await server.refuse()
    expect(await outcome(send('one'))).toBe('broken')
    await resume()
    expect(await outcome(send('two'))).toBe('ok')
    expect(texts()).toEqual(['two'])
  })
})

describe('when faults strike', () => {
  test('a delay lets later calls overtake', async () => {
    server.fault({ kind: 'delay', ms: 1000, count: 1 })
    const first = send('one')
    await server.arrival('chat.postMessage')
    await send('two')
    await first
    expect(texts()).toEqual(['two', 'one'])
  })

  test('the same seed strikes the same calls', async () => {
    const run = async () => {
      await using other = await startSlack({ seed: 42 })
      const ben = other.person()
      other.fault({ kind: 'answer', error: 'fatal_error', chance: 0.5 })
      const outcomes: string[] = []
      for (let n = 0; n < 20; n++) {
        outcomes.push(await outcome(client(other).chat.postMessage({ channel: ben.id, text: `${n}` })))
      }
      return outcomes
    }
    const first = await run()
    expect(new Set(first).size).toBe(2)
    expect(await run()).toEqual(first)
  })

  test('only some methods, only some channels, only some times', async () => {
    await send('0')
    const chat = server.sent(anna)[0]?.chat ?? ''
    const ben = server.person()
    const rule = server.fault({
      kind: 'answer',
      error: 'fatal_error',
      on: ['chat.postMessage'],
      chat,
      skip: 1,
      count: 1,
    })
    await web.auth.test()
    await web.chat.postMessage({ channel: ben.id, text: 'x' })
    expect([await outcome(send('1')), await outcome(send('2')), await outcome(send('3'))]).toEqual([
      'ok',
      'fatal_error',
      'ok',
    ])
    expect(rule).toMatchObject({ seen: 2, struck: 1 })
  })

  test('answers by address, uploads and downloads can go wrong too', async () => {
    server.fault({ kind: 'answer', code: 503, body: 'text', on: ['response_url', 'download'] })
    server.fault({ kind: 'cut', on: 'upload' })
    server.asks(anna, '/x')
    const { response_url: address } = server.envelopes('slash_commands')[0]?.payload ?? {}
    expect((await fetch(String(address), { method: 'POST', body: '{"text":"x"}' })).status).toBe(503)
    expect(texts()).toEqual([])
    server.uploads(anna, [{ name: 'a.txt', data: 'a' }])
    const [file] = server.world.files.list()
    const { url_private: url } = file ? server.world.files.json(file) : { url_private: '' }
    expect((await fetch(url)).status).toBe(503)
    const { upload_url: there = '' } = await web.files.getUploadURLExternal({ filename: 'b.txt', length: 1 })
    expect(await outcome(fetch(there, { method: 'POST', body: 'b' }))).toBe('broken')
  })

  test('opening connections is spared unless it is named', async () => {
    server.fault({ kind: 'answer', error: 'fatal_error' })
    const apps = client(server, server.appToken).apps
    expect(await outcome(apps.connections.open({}))).toBe('ok')
    server.fault({ kind: 'answer', error: 'internal_error', on: 'apps.connections.open' })
    expect(await outcome(apps.connections.open({}))).toBe('internal_error')
    server.lift()
    expect(await outcome(apps.connections.open({}))).toBe('ok')
  })

  test('a lifted fault does nothing', async () => {
    const { lift } = server.fault({ kind: 'cut' })
    lift()
    expect(await outcome(send('one'))).toBe('ok')
  })
})

describe('what the app is told', () => {
  let socket: SocketModeClient
  let heard: string[]

  beforeEach(async () => {
    heard = []
    socket = new SocketModeClient({
      appToken: server.appToken,
      logger: quiet,
      clientOptions: { slackApiUrl: server.apiUrl, retryConfig: { retries: 0 } },
    })
    socket.on('slack_event', async ({ body, ack }) => {
      heard.push(body.event?.text ?? body.command ?? body.type)
      await ack()
    })
    await socket.start()
  })
  afterEach(() => socket.disconnect())

  const all = async () => {
    for (const envelope of server.envelopes()) await server.settled(envelope)
  }

  test('comes several times', async () => {
    server.fault({ kind: 'repeat', times: 2, count: 1 })
    server.says(anna, 'a')
    server.says(anna, 'b')
    await all()
    expect(heard.sort()).toEqual(['a', 'a', 'a', 'b'])
  })

  test('comes in another order, the same for the same seed', async () => {
    server.fault({ kind: 'reorder', ms: 40 })
    for (const text of ['a', 'b', 'c', 'd', 'e']) server.says(anna, text)
    await all()
    expect(heard.join('')).not.toBe('abcde')
    expect([...heard].sort().join('')).toBe('abcde')
  })

  test('is acknowledged too late, and comes again', async () => {
    server.fault({ kind: 'late', on: 'message', count: 1 })
    server.says(anna, 'a')
    await all()
    expect(heard).toEqual(['a', 'a'])
    expect(server.envelopes()[0]?.tries.map(({ ok }) => ok)).toEqual([false, true])
  })

  test('holds a trigger that has run out', async () => {
    server.fault({ kind: 'expired', on: 'slash_commands', count: 1 })
    const view = {
      type: 'modal' as const,
      title: { type: 'plain_text' as const, text: 'T' },
      blocks: [{ type: 'divider' as const }],
    }
    const open = () => outcome(web.views.open({ trigger_id: server.asks(anna, '/x').trigger, view }))
    expect([await open(), await open()]).toEqual(['expired_trigger_id', 'ok'])
  })
})

describe('limits', () => {
  test('are not watched before they are set', async () => {
    await send('1')
    await send('2')
    expect(server.violations).toEqual([])
  })

  test('one message a second in each channel, counted back from each message', async () => {
    server.limits(realLimits)
    const ben = server.person()
    await send('1')
    now += 999
    await send('2')
    await web.chat.postMessage({ channel: ben.id, text: 'x' })
    expect(server.violations).toMatchObject([{ method: 'chat.postMessage', window: 'channel', early: 1 }])
    now += 1000
    await send('3')
    expect(server.violations).toHaveLength(1)
  })

  test('a window slides: two close to its edge are still too many', async () => {
    server.limits({ channel: { count: 2, ms: 1000 } })
    for (const pause of [0, 600, 500, 300]) {
      now += pause
      await send('x')
    }
    expect(server.violations).toMatchObject([{ at: now, early: 200 }])
  })

  test('enforced, they are answered with the time to wait', async () => {
    server.limits({ ...realLimits, enforce: true })
    expect([await outcome(send('1')), await outcome(send('2'))]).toEqual(['ok', 'wait 1'])
    now += 1000
    expect(await outcome(send('3'))).toBe('ok')
    expect(texts()).toEqual(['1', '3'])
  })

  test('each method has its tier', async () => {
    server.limits(realLimits)
    for (let n = 0; n < 101; n++) await web.users.info({ user: anna.id })
    expect(server.violations).toMatchObject([{ method: 'users.info', window: 'tier', early: 60_000 }])
  })
})
