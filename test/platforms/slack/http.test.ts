import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { App } from '@slack/bolt'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { httpApp } from './bolt.ts'
import { sign } from './delivery/sign.ts'
import { type Person, type SlackServer, startSlack } from './server.ts'

let server: SlackServer
let app: App
let anna: Person
let heard: string[]
/** What handlers wait for before they acknowledge or end. */
let gate: Promise<void>

beforeEach(async () => {
  server = await startSlack({ retries: [0, 5, 10] })
  const made = httpApp(server)
  app = made.app
  anna = server.person({ name: 'Anna' })
  heard = []
  gate = Promise.resolve()
  app.message(async ({ message, context }) => {
    heard.push(`${'text' in message ? message.text : message.subtype} ${context.retryNum ?? 0}`)
  })
  await server.point(await made.start())
})
afterEach(async () => {
  await app.stop()
  await server.stop()
})

const last = async () => {
  const envelope = server.envelopes().at(-1)
  if (!envelope) throw new Error('nothing was told')
  await server.settled(envelope)
  return envelope
}

describe('events', () => {
  test('are posted with a signature that Bolt takes', async () => {
    server.says(anna, 'hi')
    expect((await last()).tries).toMatchObject([{ ok: true, retry: 0 }])
    expect(heard).toEqual(['hi 0'])
  })

  test('come again with the number of the try when the app was away', async () => {
    const { urls } = server.world.endpoint
    server.world.endpoint.urls = { events_api: 'http://127.0.0.1:1/', slash_commands: '', interactive: '' }
    server.says(anna, 'hi')
    const { tries } = await last()
    expect(tries.map(({ retry, why }) => [retry, why])).toEqual([0, 1, 2, 3].map((n) => [n, 'connection_failed']))
    expect(server.world.envelopes.lost).toBe(1)
    server.world.endpoint.urls = urls
    server.fault({ kind: 'late', count: 1 })
    server.says(anna, 'again')
    await last()
    expect(heard).toEqual(['again 0', 'again 1'])
  })

  test('that are not answered in time are given up by the clock', async () => {
    await using impatient = await startSlack({ deadline: 30, retries: [0] })
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`
    impatient.world.endpoint.urls = { events_api: url, slash_commands: url, interactive: url }
    const [event] = impatient.says(impatient.person(), 'hi').events
    expect(event && (await impatient.settled(event))).toEqual({ ok: false, why: 'http_timeout' })
    expect(event?.tries.map(({ why }) => why)).toEqual(['http_timeout', 'http_timeout'])
    silent.closeAllConnections()
    silent.close()
  })

  test('an address that does not answer the challenge is not taken', async () => {
    await expect(server.point(`${server.root}/nowhere`)).rejects.toThrow('challenge')
  })
})

describe('forgeries', () => {
  const now = () => Math.floor(Date.now() / 1000)
  const real = async () => {
    server.says(anna, 'hi')
    return server.bodyOf(await last())
  }

  test('the same body with its own signature is taken again: a replay is for the app to see', async () => {
    const { status } = await server.post(await real())
    expect(status).toBe(200)
    expect(heard).toEqual(['hi 0', 'hi 0'])
  })

  test.each([
    ['a wrong signature', (body: string) => ({ body, signature: sign('other', now(), body) })],
    ['no signature at all', (body: string) => ({ body, signature: '' })],
    [
      'a changed body',
      (body: string) => ({ body: body.replace('hi', 'ho'), signature: sign(server.signingSecret, now(), body) }),
    ],
    ['an old timestamp', (body: string) => ({ body, timestamp: now() - 301 })],
    [
      'a fresh timestamp on an old signature',
      (body: string) => ({ body, timestamp: now(), signature: sign(server.signingSecret, now() - 301, body) }),
    ],
  ])('%s is refused', async (_, forge) => {
    const { body } = await real()
    expect((await server.post(forge(body))).status).toBe(401)
    expect(heard).toEqual(['hi 0'])
  })
})

describe('commands', () => {
  test('are answered at once, to that person alone', async () => {
    app.command('/regulars', async ({ ack, command }) => {
      await ack(`you said ${command.text}`)
    })
    const room = server.channel({ members: [anna] })
    expect(await server.asks(anna, '/regulars points & <more>', { chat: room }).taken).toMatchObject({ ok: true })
    expect(await server.next(room)).toMatchObject({ text: 'you said points & <more>', only: anna.id })
  })

  test('are answered for all to see', async () => {
    app.command('/regulars', async ({ ack }) => {
      await ack({ response_type: 'in_channel', text: 'all' })
    })
    server.asks(anna, '/regulars')
    const seen = await server.next(anna)
    expect([seen.text, seen.only]).toEqual(['all', undefined])
  })

  test('fail for the person when they are acknowledged too late', async () => {
    let open = () => {}
    gate = new Promise((resolve) => {
      open = resolve
    })
    app.command('/regulars', async ({ ack }) => {
      await gate
      await ack()
    })
    const { taken } = server.asks(anna, '/regulars')
    server.expires()
    expect(await taken).toMatchObject({ ok: false, why: 'timeout' })
    expect(server.envelopes('slash_commands')[0]?.tries).toHaveLength(1)
    open()
  })

  test('fail when nobody knows them', async () => {
    expect(await server.asks(anna, '/unknown').taken).toMatchObject({ ok: false })
  })

  test('an answer that Slack would not take fails', async () => {
    app.command('/regulars', async ({ ack }) => {
      await ack({ text: 'x', blocks: [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }] })
    })
    expect(await server.asks(anna, '/regulars').taken).toMatchObject({ ok: false, why: 'invalid_blocks' })
    expect(server.sent()).toEqual([])
  })
})

describe('answers by address', () => {
  const withRespond = () =>
    new Promise<{ url: string; respond: (said: object) => Promise<number> }>((resolve) => {
      app.command('/regulars', async ({ ack, command }) => {
        await ack()
        const respond = async (said: object) => {
          const body = JSON.stringify(said)
          return (await fetch(command.response_url, { method: 'POST', body })).status
        }
        resolve({ url: command.response_url, respond })
      })
      server.asks(anna, '/regulars')
    })

  test('may be given five times', async () => {
    const { respond } = await withRespond()
    for (let n = 1; n <= 5; n++) expect(await respond({ text: `${n}` })).toBe(200)
    expect(await respond({ text: '6' })).toBe(404)
    expect(server.sent().map(({ text, only }) => [text, only])).toEqual([1, 2, 3, 4, 5].map((n) => [`${n}`, anna.id]))
  })

  test('are refused when they hold nothing that Slack would take', async () => {
    const { respond, url } = await withRespond()
    expect(await respond({})).toBe(400)
    expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(400)
    expect((await fetch(`${server.root}/respond/1/x`, { method: 'POST', body: '{}' })).status).toBe(404)
  })
})

describe('buttons', () => {
  const blocks = [
    {
      type: 'actions' as const,
      elements: [
        { type: 'button' as const, action_id: 'go', value: '7', text: { type: 'plain_text' as const, text: 'Go' } },
        {
          type: 'static_select' as const,
          action_id: 'pick',
          placeholder: { type: 'plain_text' as const, text: 'Which' },
          options: [{ text: { type: 'plain_text' as const, text: 'Tea' }, value: 't' }],
        },
      ],
    },
  ]
  const post = () => app.client.chat.postMessage({ channel: anna.id, text: 'choose', blocks })

  test('are pressed, and menus chosen from', async () => {
    const told: unknown[] = []
    app.action('go', async ({ ack, action, body }) => {
      await ack()
      told.push(body.user.id, 'value' in action && action.value)
    })
    app.action('pick', async ({ ack, action }) => {
      await ack()
      told.push('selected_option' in action && action.selected_option?.value)
    })
    await post()
    const seen = await server.next(anna)
    expect(seen.buttons.map(({ text, type }) => [text, type])).toEqual([
      ['Go', 'button'],
      ['Which', 'static_select'],
    ])
    expect(await server.presses(anna, seen, 'Go').taken).toMatchObject({ ok: true })
    expect(await server.chooses(anna, seen, 'Which', 'Tea').taken).toMatchObject({ ok: true })
    expect(told).toEqual([anna.id, '7', 't'])
    expect(() => server.presses(anna, seen, 'Stop')).toThrow('nothing "Stop" to press; there are: Go, Which')
    expect(() => server.chooses(anna, seen, 'Which', 'Coffee')).toThrow('no option "Coffee"; there are: Tea')
  })

  test('that are not there can be pressed by a forged client', async () => {
    const told = new Promise((resolve) => {
      app.action('secret', async ({ ack, action }) => {
        await ack()
        resolve('value' in action && action.value)
      })
    })
    await post()
    server.presses(anna, await server.next(anna), { action: 'secret', value: 'v' })
    expect(await told).toBe('v')
  })

  test('in a message for one person are pressed by others only with a forged client', async () => {
    const ben = server.person({ name: 'Ben' })
    const room = server.channel({ members: [anna, ben] })
    const told = new Promise((resolve) => {
      app.action('go', async ({ ack, body }) => {
        await ack()
        resolve(body.user.id)
      })
    })
    await app.client.chat.postEphemeral({ channel: room.id, user: anna.id, text: 'choose', blocks })
    const seen = await server.next(room)
    expect(() => server.presses(ben, seen, 'Go')).toThrow('does not see this message')
    server.presses(ben, seen, { action: 'go', value: '7' })
    expect(await told).toBe(ben.id)
    expect(() => server.presses(server.person(), seen, { action: 'go' })).toThrow('is not in')
  })

  test('in a message for one person: that message is replaced and deleted by the answer only', async () => {
    const room = server.channel({ members: [anna] })
    app.action('go', async ({ ack, respond, body }) => {
      await ack()
      expect('message' in body && body.message).toBeFalsy()
      await respond({ replace_original: true, text: 'done' })
      await respond({ delete_original: true })
    })
    await app.client.chat.postEphemeral({ channel: room.id, user: anna.id, text: 'choose', blocks })
    const seen = await server.next(room)
    server.presses(anna, seen, 'Go')
    expect(await server.next(room)).toMatchObject({ id: seen.id, text: 'done', only: anna.id, edits: 1 })
    await server.nextCall('response_url')
    await server.nextCall('response_url')
    expect(server.sent(room)).toMatchObject([{ text: 'done', deleted: true }])
  })
})
