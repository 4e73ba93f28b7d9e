import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { spawnDiscord } from './remote.ts'

/** A bot without a library: resolves with the next event of that type. */
async function connect(url: string, token: string) {
  const socket = new WebSocket(`${url}?v=10`)
  const waiting = new Map<string, (data: Record<string, string>) => void>()
  const event = (type: string) => new Promise<Record<string, string>>((resolve) => waiting.set(type, resolve))
  const ready = event('READY')
  socket.on('message', (message) => {
    const { op, t, d } = JSON.parse(String(message))
    if (op === 10) socket.send(JSON.stringify({ op: 2, d: { token, intents: 1 << 12 } }))
    waiting.get(t)?.(d)
  })
  await ready
  return { event, close: () => socket.close() }
}

test('a server of its own is used and watched over HTTP', async () => {
  const remote = await spawnDiscord(['--answer-within', '10000'])
  const headers = { authorization: `Bot ${remote.token}`, 'content-type': 'application/json' }
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) }
    return (await fetch(`${remote.apiRoot}/v10${path}`, init)).json().catch(() => undefined)
  }
  try {
    const { url } = (await call('GET', '/gateway/bot')) as { url: string }
    const bot = await connect(url, remote.token)
    const anna = await remote.person({ name: 'Anna' })
    const { id: dm } = await remote.dm(anna.id)
    const heard = bot.event('MESSAGE_CREATE')
    await remote.says(anna.id, 'hello')
    expect(await heard).toMatchObject({ content: 'hello', author: { id: anna.id } })
    await call('POST', `/channels/${dm}/messages`, { content: 'you said *hello*' })
    expect(await remote.next(dm)).toMatchObject({ text: 'you said hello', channel: dm })
    const app = ((await call('GET', '/applications/@me')) as { id: string }).id
    await call('PUT', `/applications/${app}/commands`, [{ name: 'points', description: 'Your points' }])
    const arrived = bot.event('INTERACTION_CREATE')
    const { id } = await remote.slash(anna.id, 'points')
    const { token } = await arrived
    expect(await remote.standing(id)).toEqual({ state: 'waiting' })
    await call('POST', `/interactions/${id}/${token}/callback`, { type: 4, data: { content: '120 points' } })
    expect(await remote.answer(id)).toMatchObject({ state: 'answered', kind: 'message' })
    expect((await remote.messages({ channel: dm })).map(({ text }) => text)).toEqual(['you said hello', '120 points'])
    expect((await remote.calls()).map(({ method }) => method)).toContain('answerInteraction')
    expect((await remote.interactions()).map(({ name }) => name)).toEqual(['points'])
    expect(await remote.state()).toMatchObject({
      sent: 2,
      sessions: { live: 1, identified: 1 },
      interactions: { answered: 1, failed: 0 },
    })
    await expect(remote.slash(anna.id, 'fly')).rejects.toThrow('there is no /fly here')
    bot.close()
  } finally {
    await remote.stop()
  }
})
