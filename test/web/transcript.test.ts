import { appendFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Theirs } from '../../adapters/web/entry.ts'
import { type Bounds, Transcript } from '../../adapters/web/transcript.ts'

const now = () => new Date('2026-03-01T12:00:00Z')
let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regulars-transcript-'))
  file = join(folder, 'customer.jsonl')
})
afterEach(() => rm(folder, { recursive: true }))

const open = (bounds?: Bounds) => Transcript.open(file, now, bounds)

function said(text: string, key: string): Theirs {
  return { from: 'bot', keys: [key], message: { text, parts: [] } }
}

function texts(transcript: Transcript): string[] {
  return transcript.entries().map((entry) => (entry.from === 'bot' ? entry.message.text : entry.happening))
}

async function fill(transcript: Transcript, count: number, text = 'x'): Promise<void> {
  for (let i = 0; i < count; i++) await transcript.add({ ...said(`${text}${i}`, `k${i}`), keys: [`k${i}`] })
}

describe('the transcript', () => {
  it('is the same after a restart, and goes on where it was', async () => {
    const first = await open()
    const hello = await first.add(said('Hello', 'k1'))
    const mine = await first.add({
      from: 'me',
      happening: 'act-1',
      state: 'sending',
      did: { kind: 'said', text: 'Hi' },
    })
    if (mine.from === 'me') await first.change(mine, { state: 'sent' })

    const second = await open()
    expect(second.entries()).toEqual(first.entries())
    expect(second.delivery('k1')?.id).toBe(hello.id)
    expect(second.action('act-1')?.state).toBe('sent')
    const next = await second.add(said('Again', 'k2'))
    expect(next.rev).toBe(first.rev + 1)
    expect(first.entries().map(({ id }) => id)).not.toContain(next.id)
    expect(next.id.split('.')[0]).toBe(hello.id.split('.')[0])
  })

  it('gives new ids when it was lost, so that an old id never means another message', async () => {
    const before = await (await open()).add(said('Hello', 'k1'))
    await rm(file)
    const after = await (await open()).add(said('Other', 'k2'))
    expect(after.id).not.toBe(before.id)
  })

  it('tells what is new or changed since a revision', async () => {
    const transcript = await open()
    const first = await transcript.add(said('One', 'k1'))
    await transcript.add(said('Two', 'k2'))
    const { rev } = transcript
    if (first.from === 'bot') await transcript.change(first, { message: { text: 'Changed', parts: [] } })
    expect(transcript.entries(rev)).toEqual([expect.objectContaining({ id: first.id })])
    expect(texts(transcript)).toEqual(['Changed', 'Two'])
  })

  it('survives a torn end and foreign lines', async () => {
    await fill(await open(), 2)
    await appendFile(file, 'null\n[]\n{"id":7}\n{"id":"../x.1","rev":1}\n{"id":"ab.9","rev":9,"from":"bo')
    const transcript = await open()
    expect(texts(transcript)).toEqual(['x0', 'x1'])
    await transcript.add(said('next', 'n'))
    expect(texts(await open())).toEqual(['x0', 'x1', 'next'])
  })

  it('keeps at most so many entries, in memory and on disk', async () => {
    const bounds = { entries: 5, bytes: 1_000_000 }
    const transcript = await open(bounds)
    await fill(transcript, 12)
    expect(texts(transcript)).toEqual(['x7', 'x8', 'x9', 'x10', 'x11'])
    expect(texts(await open(bounds))).toEqual(texts(transcript))
  })

  it('keeps at most so many bytes, and the newest entry whatever its size', async () => {
    const bounds = { entries: 1000, bytes: 20_000 }
    const transcript = await open(bounds)
    await fill(transcript, 200, 'y'.repeat(5_000))
    expect(transcript.entries().length).toBeLessThanOrEqual(4)
    expect((await stat(file)).size).toBeLessThan(20_000 * 2 + 200_000)
    await transcript.add(said('z'.repeat(50_000), 'big'))
    expect(texts(transcript)).toEqual(['z'.repeat(50_000)])
  })

  it('adds nothing when it cannot be written, and goes on when it can', async () => {
    const transcript = await open()
    await transcript.add(said('One', 'k1'))
    await rm(folder, { recursive: true })
    await expect(transcript.add(said('Two', 'k2'))).rejects.toThrow()
    expect(texts(transcript)).toEqual(['One'])
    expect(transcript.delivery('k2')).toBeUndefined()
    await mkdir(folder)
    await transcript.add(said('Two', 'k2'))
    expect(texts(await open())).toEqual(['Two'])
  })

  it('starts on a line of its own after a write that broke off', async () => {
    const transcript = await open()
    await rm(folder, { recursive: true })
    await expect(transcript.add(said('One', 'k1'))).rejects.toThrow()
    await mkdir(folder)
    await writeFile(file, '{"id":"half')
    await transcript.add(said('Two', 'k2'))
    expect(texts(await open())).toEqual(['Two'])
  })

  it('says so when it cannot be read', async () => {
    await mkdir(file)
    await expect(open()).rejects.toThrow()
  })

  it('writes many at once in the order in which they came', async () => {
    const transcript = await open()
    await Promise.all(Array.from({ length: 100 }, (_, i) => transcript.add({ ...said(`${i}`, `k${i}`), keys: [] })))
    const lines = (await readFile(file, 'utf8')).trim().split('\n')
    expect(lines.map((line) => JSON.parse(line).message.text)).toEqual(Array.from({ length: 100 }, (_, i) => `${i}`))
    expect(new Set(transcript.entries().map(({ id }) => id)).size).toBe(100)
  })
})
