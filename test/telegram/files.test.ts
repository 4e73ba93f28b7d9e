import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { telegram } from '../../adapters/telegram/adapter.ts'
import { type Part, SendError, type SendTrouble } from '../../src/chat.ts'
import { chat, type House, openHouse } from './house.ts'

const file = (id: string) => ({ id, name: 'a.bin', media: 'image/png' })
const patient = () => new AbortController().signal

async function bytesOf(house: Pick<House, 'adapter'>, id: string): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of (await house.adapter.fetch?.(file(id), patient())) ?? []) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** How fetching goes wrong; fails when the error tells the token. */
async function trouble(house: Pick<House, 'adapter'>, id: string, token: string): Promise<SendTrouble> {
  const error: unknown = await bytesOf(house, id).catch((reason: unknown) => reason)
  if (!(error instanceof SendError)) throw new Error(`no SendError: ${String(error)}`)
  if (error.message.includes(token)) throw new Error('the token was told')
  return error.trouble
}

describe('files that people send on Telegram', () => {
  it('are not to be had above 20 MB', async () => {
    await using house = await openHouse()
    const { document } = house.server.attachment('document', Buffer.alloc(20_971_521))
    expect(await trouble(house, document?.file_id ?? '', house.server.token)).toEqual({ kind: 'refused' })
  })

  it.each([
    [
      { code: 429, retryAfter: 7 },
      { kind: 'later', afterMs: 7_000 },
    ],
    [{ code: 500 }, { kind: 'later' }],
    [{ code: 401 }, { kind: 'later' }],
    [{ code: 404 }, { kind: 'later' }],
    [{ code: 400 }, { kind: 'refused' }],
  ])('when the server answers %o, come to %o', async (fault, expected) => {
    await using house = await openHouse()
    const { document } = house.server.attachment('document', Buffer.from('whole'))
    house.server.fault({ kind: 'answer', on: 'getFile', count: 1, ...fault })
    const id = document?.file_id ?? ''
    expect(await trouble(house, id, house.server.token)).toEqual(expected)
    expect(String(await bytesOf(house, id))).toBe('whole')
  })

  it('are tried again when the server is away', async () => {
    await using house = await openHouse()
    const { document } = house.server.attachment('document', Buffer.from('whole'))
    const back = await house.server.refuse()
    expect(await trouble(house, document?.file_id ?? '', house.server.token)).toEqual({ kind: 'later' })
    await back()
  })

  it.each([
    ['/etc/passwd', 'refused'],
    ['../../x', 'refused'],
    ['a/../../x', 'refused'],
    ['cut', 'later'],
    ['busy', 'later'],
    ['gone', 'refused'],
  ])('kept at %j come to %s', async (path, kind) => {
    const server = createServer((request, response) => {
      if (request.url?.endsWith('/getFile')) response.end(JSON.stringify({ ok: true, result: { file_path: path } }))
      else if (request.url?.endsWith('/cut')) {
        response.writeHead(200, { 'content-length': 100 }).write('a beginning')
        setImmediate(() => response.destroy())
      } else response.writeHead(request.url?.endsWith('/busy') ? 503 : 410).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const token = '1:secret-token'
    const write = () => {}
    const adapter = telegram({
      token,
      apiRoot: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      log: { info: write, warn: write, error: write },
    })
    onTestFinished(async () => {
      await adapter.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    })
    expect(await trouble({ adapter }, 'id', token)).toEqual({ kind })
  })
})

describe('files that we send on Telegram', () => {
  const part: Part = { kind: 'file', file: 'ours', name: 'Quittung März.pdf', media: 'application/pdf', size: 5 }

  it('keep their names and their buttons', async () => {
    await using house = await (await openHouse()).listen()
    const ada = house.server.person({ started: true })
    house.ear.stored.set('ours', Buffer.from('whole'))
    await house.send(ada, { text: 'Here', parts: [part, { kind: 'buttons', buttons: [{ label: 'Ok', press: 'ok' }] }] })
    const [seen] = house.server.sent(ada)
    expect(seen).toMatchObject({ text: 'Here', document: { file_name: part.name, mime_type: 'application/pdf' } })
    expect(seen?.buttons.flat()).toMatchObject([{ text: 'Ok' }])
  })

  it('go anew in the place of a text, and leave a text in theirs', async () => {
    await using house = await (await openHouse()).listen()
    const ada = house.server.person({ started: true })
    house.ear.stored.set('ours', Buffer.from('whole'))
    const text = await house.send(ada, 'Wait')
    const sent = await house.send({ place: chat(ada), replaces: text.message }, { text: 'Here', parts: [part] })
    expect(sent.message).not.toBe(text.message)
    const edited = await house.send({ place: chat(ada), replaces: sent.message }, { text: 'Done' })
    expect(edited.message).toBe(sent.message)
    expect(house.server.sent(ada).map(({ text: words }) => words)).toEqual(['Wait', 'Done'])
  })

  it('are told by name when Telegram does not take them', async () => {
    await using house = await (await openHouse()).listen()
    const ada = house.server.person({ started: true })
    house.ear.stored.set('ours', Buffer.alloc(0))
    await house.send(ada, { text: 'Here', parts: [part] })
    const [seen] = house.server.sent(ada)
    expect(seen?.text).toBe('Here\n\nQuittung März.pdf')
    expect(seen).not.toHaveProperty('document')
  })
})
