import { randomUUID } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AwsClient } from 'aws4fetch'
import { assertId, type Blobs } from './blobs.ts'
import { writeWhole } from './temporary.ts'

/** A bucket that speaks S3. `prefix` stands before every key; `endpoint` is the address of the service. */
export type BucketSettings = {
  bucket: string
  prefix: string
  endpoint: string
  region: string
  accessKeyId: string
  secretAccessKey: string
}

/** Longest that one request may take, in milliseconds. */
const patience = 120_000

/**
 * Keeps files in a bucket. The bytes go through a file of this machine, because a request is signed with their digest
 * and their number, which are known only at the end. Nothing is asked of the bucket before the first file.
 */
export function openBucket(settings: BucketSettings): Blobs {
  const { bucket, prefix, endpoint, region, accessKeyId, secretAccessKey } = settings
  const base = `${endpoint.replace(/\/+$/, '')}/${[bucket, ...prefix.split('/')].filter(Boolean).map(encodeURIComponent).join('/')}`
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 })

  async function ask(id: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
    const signed = await client.sign(`${base}/${id}`, init)
    const response = await fetch(signed)
    if (response.ok) return response
    await response.body?.cancel()
    throw Object.assign(new Error(`the bucket answered ${response.status}`), { code: `BUCKET_${response.status}` })
  }

  return {
    async put(id, bytes, signal) {
      assertId(id)
      const folder = await mkdtemp(join(tmpdir(), 'regulars-'))
      try {
        const path = join(folder, randomUUID())
        const put = await writeWhole(path, bytes)
        const response = await ask(id, {
          method: 'PUT',
          body: await openAsBlob(path),
          headers: { 'content-type': 'application/octet-stream', 'x-amz-content-sha256': put.digest },
          signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
        })
        await response.body?.cancel()
        return put
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
    async get(id) {
      assertId(id)
      const response = await ask(id, { method: 'GET', signal: AbortSignal.timeout(patience) })
      return new Uint8Array(await response.arrayBuffer())
    },
    async remove(id) {
      assertId(id)
      const gone = await ask(id, { method: 'DELETE', signal: AbortSignal.timeout(patience) }).catch((error) => {
        if (error.code !== 'BUCKET_404') throw error
      })
      await gone?.body?.cancel()
    },
  }
}
