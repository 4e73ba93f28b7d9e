import { once } from 'node:events'
import { SocketModeClient } from '@slack/socket-mode'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Stream } from '../shared/stream.ts'
import { client, quiet } from './bolt.ts'
import type { Envelope } from './delivery/envelope.ts'
import { type Person, type SlackServer, startSlack } from './server.ts'

let server: SlackServer
let anna: Person
let clients: SocketModeClient[]

beforeEach(async () => {
  server = await startSlack({ retries: [0, 5, 10] })
  anna = server.person({ name: 'Anna' })
  clients = []
})
afterEach(async () => {
  await Promise.all(clients.map((each) => each.disconnect()))
  await server.stop()
})

type Heard = {
  event_id: string
  text: string
  retry: number | undefined
  reason: string | undefined
  ack: () => Promise<void>
}

/** A real client that notes what it hears; `acks` says whether it acknowledges. */
async function listen(acks: (heard: Heard) => boolean = () => true, clientPingTimeout = 5000) {
  const heard: Heard[] = []
  const stream = new Stream<Heard>()
  const client = new SocketModeClient({
    appToken: server.appToken,
    logger: quiet,
    clientPingTimeout,
    clientOptions: { slackApiUrl: server.apiUrl, retryConfig: { retries: 0 } },
  })
  clients.push(client)
  client.on('slack_event', ({ body, ack, retry_num: retry, retry_reason: reason }) => {
    const it = { event_id: body.event_id, text: body.event?.text ?? body.text, retry, reason, ack }
    heard.push(it)
    stream.tell(it)
    if (acks(it)) void ack()
  })
  await client.start()
  const next = () =>
    stream.next(
      () => true,
      5000,
      () => 'nothing was heard',
    )
  return { client, heard, next }
}

/** Resolves with the envelope once it is acknowledged or given up. */
const settled = async (index = -1) => {
  const envelope = server.envelopes().at(index)
  if (!envelope) throw new Error('nothing was told')
  await server.settled(envelope)
  return envelope
}

describe('acknowledgement', () => {
  test('in time: told once', async () => {
    const { heard } = await listen()
    server.says(anna, 'hi')
    const { tries } = await settled()
    expect(tries).toMatchObject([{ retry: 0, ok: true }])
    expect(heard).toMatchObject([{ text: 'hi', retry: 0, reason: '' }])
    expect(server.pending).toBe(0)
  })

  test('never: told again three times, with the same event id', async () => {
    const { heard, next } = await listen(() => false)
    server.says(anna, 'hi')
    for (let n = 0; n < 4; n++) {
      await next()
      server.expires()
    }
    const { tries } = await settled()
    expect(tries.map(({ retry, ok, why }) => [retry, ok, why])).toEqual([0, 1, 2, 3].map((n) => [n, false, 'timeout']))
    expect(heard.map(({ retry, reason }) => [retry, reason])).toEqual([
      [0, ''],
      [1, 'timeout'],
      [2, 'timeout'],
      [3, 'timeout'],
    ])
    expect(new Set(heard.map(({ event_id: id }) => id)).size).toBe(1)
  })

  test('never: the clock gives it up too', async () => {
    await server.stop()
    server = await startSlack({ deadline: 20, retries: [0] })
    anna = server.person()
    await listen(() => false)
    server.says(anna, 'hi')
    expect((await settled()).tries.map(({ why }) => why)).toEqual(['timeout', 'timeout'])
  })

  test('too late: does not count, and the second try does', async () => {
    const { heard, next } = await listen(({ retry }) => retry === 1)
    server.says(anna, 'hi')
    const first = await next()
    server.expires()
    await next()
    const { tries } = await settled()
    await first.ack()
    expect(tries.map(({ ok }) => ok)).toEqual([false, true])
    expect(heard).toHaveLength(2)
  })

  test('of a command never: not told again, and the person learns that it failed', async () => {
    const { heard, next } = await listen(() => false)
    const { taken } = server.asks(anna, '/regulars points')
    await next()
    server.expires()
    expect(await taken).toMatchObject({ ok: false, why: 'timeout' })
    expect(heard).toHaveLength(1)
  })

  test('with no connection at all: events wait for their next try, commands fail', async () => {
    server.says(anna, 'hi')
    expect(await server.asks(anna, '/regulars').taken).toMatchObject({ ok: false })
    expect((await settled(0)).tries).toHaveLength(4)
  })
})

describe('several connections', () => {
  test('each event goes to one of them', async () => {
    const listeners = [await listen(), await listen()]
    for (let n = 0; n < 10; n++) server.says(anna, String(n))
    for (const envelope of server.envelopes()) await server.settled(envelope)
    const texts = listeners.map(({ heard }) => heard.map(({ text }) => text))
    expect(texts.map((each) => each.length)).toEqual([5, 5])
    expect(texts.flat().sort()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
  })

  test('no more than so many', async () => {
    await server.stop()
    server = await startSlack({ mostConnections: 1 })
    const first = await raw()
    expect(await first.next()).toMatchObject({ type: 'hello', num_connections: 1 })
    const second = await raw()
    expect(await second.next()).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' })
    await second.closed
    expect(server.world.connections.count).toBe(1)
  })
})

/** A bare WebSocket of the app; `next` gives what it was told next. */
async function raw() {
  const { url = '' } = await client(server, server.appToken).apps.connections.open({})
  const socket = new WebSocket(url)
  const told = new Stream<unknown>()
  socket.on('message', (data) => told.tell(JSON.parse(String(data))))
  const closed = once(socket, 'close')
  const next = () =>
    told.next(
      () => true,
      3000,
      () => 'nothing was told',
    )
  return { url, socket, next, closed }
}

/** Begins anew with a server that goes on telling for as long as a client may take to come back. */
async function restart() {
  await server.stop()
  server = await startSlack({ retries: Array(40).fill(100) })
  anna = server.person()
}

describe('connections', () => {
  test('a ticket is good once, and not for long', async () => {
    const { url, next } = await raw()
    await next()
    const again = new WebSocket(url)
    const [error] = await once(again, 'error')
    expect(String(error)).toContain('403')
  })

  test('a polite refresh is followed by a new connection, which gets what is told then', async () => {
    await restart()
    const { heard } = await listen(() => true, 200)
    server.world.connections.disconnect('refresh_requested')
    expect(server.world.connections.count).toBe(0)
    await server.connected()
    server.says(anna, 'after')
    await settled()
    expect(heard.map(({ text }) => text)).toEqual(['after'])
  })

  test('after a warning the same connection goes on, until the client goes', async () => {
    const { socket, next } = await raw()
    await next()
    server.world.connections.disconnect('warning')
    expect(await next()).toMatchObject({ type: 'disconnect', reason: 'warning' })
    server.says(anna, 'still here')
    expect(await next()).toMatchObject({ type: 'events_api', retry_attempt: 0, accepts_response_payload: false })
    socket.terminate()
  })

  test('cut ones come back, and what was not acknowledged is told again', async () => {
    await restart()
    const { heard, next } = await listen(({ retry }) => {
      if (retry === 0) server.world.connections.cut()
      return retry !== 0
    }, 100)
    server.says(anna, 'hi')
    await next()
    server.expires()
    await settled()
    expect(heard.map(({ text }) => text)).toEqual(['hi', 'hi'])
    expect(heard[1]?.retry).toBeGreaterThan(0)
  })

  test('a silent server answers no ping, and the client finds another connection', async () => {
    const { client: first } = await listen(() => true, 90)
    const resume = server.world.connections.silence()
    await new Promise((resolve) => first.once('connected', resolve))
    expect(server.world.connections.count).toBeGreaterThan(1)
    resume()
  })

  test('pings come by themselves', async () => {
    await server.stop()
    server = await startSlack({ pingEvery: 5 })
    const { socket } = await raw()
    const [data] = await once(socket, 'ping')
    expect(String(data)).toContain('Ping')
  })

  test('the app token alone opens them', async () => {
    await expect(client(server).apps.connections.open({})).rejects.toThrow('not_allowed_token_type')
  })
})

describe('order', () => {
  test('what is held back is told in any order, left out and repeated', async () => {
    const { heard } = await listen()
    server.hold()
    for (const text of ['a', 'b', 'c']) server.says(anna, text)
    server.release(([a, , c]) => [c, a, a].filter((each) => each !== undefined))
    for (const envelope of server.envelopes()) await server.settled(envelope)
    await server.repeat(server.envelopes()[2] as Envelope)
    expect(heard.map(({ text }) => text)).toEqual(['c', 'a', 'a', 'c'])
    expect(server.pending).toBe(0)
  })
})
