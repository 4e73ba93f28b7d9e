import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Part, SentFile } from '../../src/chat.ts'
import { type Served, serve } from './serve.ts'

const small = { largestFile: 1_000 }

async function open(settings: Parameters<typeof serve>[0] = small): Promise<Served & { url: string }> {
  const served = await serve(settings)
  onTestFinished(() => served.close())
  return Object.assign(served, { url: await served.listen() })
}

function form(...files: { name?: string; type?: string; size?: number }[]): FormData {
  const data = new FormData()
  for (const { name = 'bill.pdf', type = 'application/pdf', size = 5 } of files)
    data.append('file', new File([new Uint8Array(size).fill(65)], name, { type }))
  return data
}

const upload = (url: string, body: FormData | string, person = 'customer', headers: Record<string, string> = {}) =>
  fetch(`${url}/web/${person}/files`, { method: 'POST', body, headers })

async function uploaded(url: string): Promise<SentFile> {
  return (await (await upload(url, form({}))).json()) as SentFile
}

let acts = 0

async function act(url: string, action: object, person = 'customer') {
  acts += 1
  const response = await fetch(`${url}/web/${person}/happenings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: `act-of-test-${acts}`, ...action }),
  })
  const body = (await response.json()) as { entry?: { id: string; did: object; edited?: boolean; deleted?: boolean } }
  return { status: response.status, ...body }
}

describe('uploads', () => {
  it('are taken with their names, as they are', async () => {
    const { url } = await open()
    const response = await upload(url, form({ name: '清单 1.txt', type: 'text/plain' }))
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: '清单 1.txt',
      media: 'text/plain',
      size: 5,
    })
  })

  it('are never larger than may be, and then nothing is left of them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'regulars-uploads-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const { url } = await open({ ...small, folder })
    expect((await upload(url, form({ size: 1_001 }))).status).toBe(413)
    expect((await upload(url, form({ size: 300_000 }))).status).toBe(413)
    expect(await readdir(join(folder, 'uploads'))).toEqual([])
    expect((await upload(url, form({ size: 1_000 }))).status).toBe(201)
  })

  it.each<[string, FormData | string, Record<string, string>, number]>([
    ['no form', 'x', {}, 415],
    ['JSON', '{}', { 'content-type': 'application/json' }, 400],
    ['an empty form', new FormData(), {}, 400],
    ['half a form', '--x\r\n', { 'content-type': 'multipart/form-data; boundary=x' }, 400],
    ['a form of another page', form({}), { origin: 'https://evil.example' }, 403],
  ])('%s is refused', async (_, body, headers, status) => {
    const { url } = await open()
    const response = await upload(url, body, 'customer', headers)
    expect(response.status).toBe(status)
  })

  it('are for people who are there', async () => {
    const { url } = await open()
    expect((await upload(url, form({}), 'nobody')).status).toBe(404)
    expect((await upload(url, form({}), '..%2f..')).status).toBe(404)
  })

  it('that are not there come along with nothing', async () => {
    const { url, engine } = await open()
    const lost = '00000000-0000-4000-8000-000000000000'
    expect((await act(url, { kind: 'say', text: 'x', files: [lost] })).status).toBe(404)
    for (const files of [['../people'], 'x', [1], Array(11).fill(lost)])
      expect((await act(url, { kind: 'say', text: 'x', files })).status).toBe(400)
    expect(engine.happenings).toEqual([])
  })

  it('come along with commands as well', async () => {
    const { url, engine } = await open()
    const file = await uploaded(url)
    await act(url, { kind: 'say', text: '/points', files: [file.id] })
    expect(engine.happenings).toMatchObject([{ kind: 'asked', command: 'points', files: [file] }])
  })
})

describe('files of ours', () => {
  const part = (name: string): Part => ({ kind: 'file', file: 'ours', name, media: 'text/html', size: 5 })

  it('are to be saved, never shown in place', async () => {
    const { url, engine } = await open()
    engine.stored.set('ours', Buffer.from('<script>'))
    const message = await engine.say('customer', { text: 'Here', parts: [part(`évil'"*\r\n.html`)] })
    const response = await fetch(`${url}/web/customer/messages/${message}/files/ours`)
    expect(await response.text()).toBe('<script>')
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''%C3%A9vil%27%22%2A%0D%0A.html`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    })
  })

  it('are had by the message they came in, and by nothing else', async () => {
    const { url, engine } = await open()
    engine.stored.set('ours', Buffer.from('1'))
    engine.stored.set('other', Buffer.from('2'))
    const message = await engine.say('customer', { text: 'Here', parts: [part('a')] })
    for (const path of [
      `staff/messages/${message}/files/ours`,
      `nobody/messages/${message}/files/ours`,
      `customer/messages/${message}/files/other`,
      'customer/messages/x/files/ours',
    ])
      expect((await fetch(`${url}/web/${path}`)).status).toBe(404)
    engine.stored.clear()
    expect((await fetch(`${url}/web/customer/messages/${message}/files/ours`)).status).toBe(404)
  })
})

describe('what was said', () => {
  it('is changed and deleted, and stays so after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'regulars-uploads-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const { url, engine } = await open({ folder })
    const file = await uploaded(url)
    const { entry } = await act(url, { kind: 'say', text: 'five', files: [file.id] })
    const message = entry?.id
    expect((await act(url, { kind: 'edit', message, text: ' six ' })).entry).toMatchObject({
      edited: true,
      did: { kind: 'said', text: 'six', files: [file] },
    })
    expect((await act(url, { kind: 'delete', message })).entry).toMatchObject({
      deleted: true,
      did: { kind: 'said', text: '' },
    })
    expect((await act(url, { kind: 'edit', message, text: 'seven' })).status).toBe(404)
    expect(engine.happenings).toMatchObject([
      { kind: 'said', text: 'five', message, files: [file] },
      { kind: 'edited', text: 'six', message },
      { kind: 'deleted', message },
    ])
    const again = await open({ folder })
    const { entries } = (await (await fetch(`${again.url}/web/customer/messages`)).json()) as { entries: object[] }
    expect(entries[0]).toMatchObject({ id: message, deleted: true })
    expect(JSON.stringify(entries)).not.toContain('five')
  })

  it('is one’s own, and no command, button or form', async () => {
    const { url, engine } = await open()
    const command = (await act(url, { kind: 'say', text: '/points' })).entry?.id
    const press = (await act(url, { kind: 'press', press: 'points', label: 'Points' })).entry?.id
    const ours = await engine.say('customer', { text: 'Hello' })
    const theirs = (await act(url, { kind: 'say', text: 'hi' }, 'staff')).entry?.id
    for (const message of [command, press, ours, theirs, 'abc.1']) {
      expect((await act(url, { kind: 'edit', message, text: 'x' })).status).toBe(404)
      expect((await act(url, { kind: 'delete', message })).status).toBe(404)
    }
    for (const action of [{ message: '../x', text: 'x' }, { text: 'x' }, { message: 'abc.1', text: ' ' }])
      expect((await act(url, { kind: 'edit', ...action })).status).toBe(400)
  })

  it('stays as it was while the engine cannot take the change', async () => {
    const { url, engine } = await open()
    const message = (await act(url, { kind: 'say', text: 'five' })).entry?.id
    engine.down = true
    expect((await act(url, { kind: 'edit', message, text: 'six' })).status).toBe(500)
    const { entries } = (await (await fetch(`${url}/web/customer/messages`)).json()) as { entries: object[] }
    expect(entries[0]).toMatchObject({ did: { text: 'five' } })
  })
})
