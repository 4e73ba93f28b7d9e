import { createHash } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import type { Put } from './blobs.ts'

/**
 * Writes these bytes to a file that must not exist yet, and on to the disk itself. When that fails nothing is left of it.
 */
export async function writeWhole(path: string, bytes: AsyncIterable<Uint8Array>): Promise<Put> {
  const file = await open(path, 'wx', 0o600)
  try {
    const hash = createHash('sha256')
    let size = 0
    for await (const piece of bytes) {
      hash.update(piece)
      await file.writeFile(piece)
      size += piece.byteLength
    }
    await file.sync()
    await file.close()
    return { size, digest: hash.digest('hex') }
  } catch (error) {
    await file.close().catch(() => {})
    await rm(path, { force: true })
    throw error
  }
}
