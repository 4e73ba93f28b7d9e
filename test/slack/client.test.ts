import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent } from 'undici'
import { describe, expect, it } from 'vitest'
import { CallError, makeClient } from '../../adapters/slack/client.ts'

const token = 'xoxb-not-to-be-told'

/** How a call ends that is answered like this. */
async function outcome(answer: (response: ServerResponse) => void, deadline = 5_000): Promise<unknown> {
  const server = createServer((_, response) => answer(response))
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done)
  })
  const agent = new Agent()
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`
  const { signal } = new AbortController()
  try {
    return await makeClient(token, url, agent).call('chat.postMessage', { text: 'psst' }, { signal, deadline })
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    expect(error.message).not.toMatch(/xoxb|psst|127\.0/)
    return error.failure
  } finally {
    await agent.destroy()
    server.closeAllConnections()
    server.close()
  }
}

const json =
  (body: object, status = 200, headers = {}) =>
  (response: ServerResponse) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

describe('a call', () => {
  it('gives the answer', async () => {
    expect(await outcome(json({ ok: true, ts: '1.2' }))).toMatchObject({ ok: true, ts: '1.2' })
  })

  it.each<[string, (response: ServerResponse) => void, object]>([
    [
      'a name for what is wrong',
      json({ ok: false, error: 'msg_too_long' }),
      { kind: 'refused', error: 'msg_too_long', about: [] },
    ],
    [
      'what is wrong with it, and the token in that',
      json({ ok: false, error: 'invalid_blocks', response_metadata: { messages: [`[ERROR] bad ${token}`, 7] } }),
      { kind: 'refused', error: 'invalid_blocks', about: ['[ERROR] bad ***', '7'] },
    ],
    ['a pause', json({ ok: false }, 429, { 'retry-after': '7' }), { kind: 'slow', retryAfter: 7 }],
    ['a pause of nothing it names', json({ ok: false }, 429), { kind: 'slow', retryAfter: 1 }],
    ['a pause that is none', json({ ok: false }, 429, { 'retry-after': 'soon' }), { kind: 'slow', retryAfter: 1 }],
    ['trouble of its own', json({ ok: false }, 500), { kind: 'broken', status: 500 }],
    ['a way elsewhere', json({}, 302, { location: 'http://127.0.0.1:1/' }), { kind: 'broken', status: 302 }],
    [
      'a page',
      (response) => response.end(`<html>${token} psst</html>`),
      { kind: 'lost', reason: 'answered with something else' },
    ],
    ['nothing', (response) => response.end(), { kind: 'lost', reason: 'answered with something else' }],
    ['no word of how it went', json({ ts: '1.2' }), { kind: 'lost', reason: 'answered with something else' }],
    [
      'an error without a name',
      json({ ok: false, error: { psst: 1 } }),
      { kind: 'lost', reason: 'answered with something else' },
    ],
    [
      'half an answer',
      (response) => response.writeHead(200, { 'content-length': '9' }).write('{"ok"', () => response.destroy()),
      { kind: 'lost' },
    ],
    ['a broken connection', (response) => response.destroy(), { kind: 'lost' }],
  ])('that is answered with %s says so', async (_, answer, failure) => {
    expect(await outcome(answer)).toMatchObject(failure)
  })

  it('is given up at its deadline', async () => {
    expect(await outcome(() => {}, 50)).toEqual({ kind: 'lost', reason: 'no answer in time' })
  })
})
