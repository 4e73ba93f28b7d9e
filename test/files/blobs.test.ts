import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Blobs } from '../../src/files/blobs/blobs.ts'
import { openBlobs } from '../../src/files/blobs/open.ts'
import { startS3 } from '../platforms/s3/server.ts'

type Place = { blobs: Blobs; names(): string[] }

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'regulars-files-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function inFolder(): Promise<Place & { folder: string }> {
  const folder = join(temporary(), 'a', 'files')
  const blobs = await openBlobs({ folder })
  return { blobs, folder, names: () => everyFile(folder) }
}

const everyFile = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile())

async function inBucket(options: Partial<{ secretAccessKey: string }> = {}) {
  const server = await startS3()
  onTestFinished(() => server.stop())
  const place = { bucket: 'shop', prefix: 'files of/people', endpoint: `${server.url}/`, ...server.keys, ...options }
  return { blobs: await openBlobs(place), server, names: () => [...server.objects.keys()] }
}

async function* pieces(...given: (Uint8Array | Error)[]): AsyncGenerator<Uint8Array> {
  for (const piece of given) {
    if (piece instanceof Error) throw piece
    yield piece
  }
}

const patient = new AbortController().signal
const some = (text: string) => Buffer.from(text)

for (const [name, open] of [
  ['a folder', inFolder],
  ['a bucket', inBucket],
] as const) {
  describe(`files in ${name}`, () => {
    test('are read as they were written, in whatever pieces', async () => {
      const { blobs, names } = await open()
      const id = randomUUID()
      const whole = Buffer.alloc(300_000, 'zebra')
      const put = await blobs.put(
        id,
        pieces(whole.subarray(0, 1), whole.subarray(1, 70_000), whole.subarray(70_000)),
        patient,
      )
      expect(put).toEqual({ size: 300_000, digest: createHash('sha256').update(whole).digest('hex') })
      expect(Buffer.from(await blobs.get(id)).equals(whole)).toBe(true)
      expect(names()).toHaveLength(1)
    })

    test('take the place of what was there', async () => {
      const { blobs, names } = await open()
      const id = randomUUID()
      await blobs.put(id, pieces(some('old and long')), patient)
      await blobs.put(id, pieces(some('new')), patient)
      expect(Buffer.from(await blobs.get(id)).toString()).toBe('new')
      expect(names()).toHaveLength(1)
    })

    test('are whole or not there', async () => {
      const { blobs, names } = await open()
      const id = randomUUID()
      const broken = new Error('broken off')
      await expect(blobs.put(id, pieces(some('half'), broken), patient)).rejects.toBe(broken)
      await expect(blobs.get(id)).rejects.toThrow()
      expect(names()).toEqual([])
    })

    test('are taken away, and taking away what is gone is no failure', async () => {
      const { blobs, names } = await open()
      const [id, other] = [randomUUID(), randomUUID()]
      await blobs.put(id, pieces(some('x')), patient)
      await blobs.put(other, pieces(some('y')), patient)
      await blobs.remove(id)
      await blobs.remove(id)
      await expect(blobs.get(id)).rejects.toThrow()
      expect(Buffer.from(await blobs.get(other)).toString()).toBe('y')
      expect(names()).toHaveLength(1)
    })

    test('have ids of ours and nothing else', async () => {
      const { blobs, names } = await open()
      for (const id of ['', '..', '../../etc/passwd', `${randomUUID()}/x`, 'a.png']) {
        await expect(blobs.put(id, pieces(some('x')), patient)).rejects.toThrow('no id')
        await expect(blobs.get(id)).rejects.toThrow('no id')
        await expect(blobs.remove(id)).rejects.toThrow('no id')
      }
      expect(names()).toEqual([])
    })
  })
}

describe('a folder of files', () => {
  test('is for our eyes alone', async () => {
    const { blobs, folder, names } = await inFolder()
    await blobs.put(randomUUID(), pieces(some('x')), patient)
    expect(statSync(join(folder, names()[0] ?? '')).mode & 0o077).toBe(0)
  })

  test('is swept of what was left half written long ago', async () => {
    const { folder, names } = await inFolder()
    const yesterday = new Date(Date.now() - 25 * 3600_000)
    for (const name of ['old', 'fresh']) writeFileSync(join(folder, 'new', name), 'x')
    utimesSync(join(folder, 'new', 'old'), yesterday, yesterday)
    await openBlobs({ folder })
    expect(names()).toEqual([join('new', 'fresh')])
  })
})

describe('a bucket of files', () => {
  test('is asked by signed requests, with the key under its prefix', async () => {
    const { blobs, server, names } = await inBucket()
    const id = randomUUID()
    await blobs.put(id, pieces(some('x')), patient)
    await blobs.get(id)
    expect(names()).toEqual([`files of/people/${id}`])
    expect(server.asked).toEqual(
      ['PUT', 'GET'].map((method) => ({ method, path: `/shop/files%20of/people/${id}`, status: 200 })),
    )
  })

  test('lets in nobody with another secret, and does not tell it', async () => {
    const { blobs, server } = await inBucket({ secretAccessKey: 'another' })
    await expect(blobs.put(randomUUID(), pieces(some('x')), patient)).rejects.toThrow('the bucket answered 403')
    expect(server.asked).toMatchObject([{ denied: 'SignatureDoesNotMatch' }])
  })

  test.each([500, 503, 0])('that answers %s has not kept it', async (fault) => {
    const { blobs, server, names } = await inBucket()
    const id = randomUUID()
    server.faults.push(fault)
    await expect(blobs.put(id, pieces(some('x')), patient)).rejects.toThrow()
    await blobs.put(id, pieces(some('x')), patient)
    expect(names()).toHaveLength(1)
  })
})
