import { createHash } from 'node:crypto'
import type { Blobs, Put } from '../../src/files/blobs/blobs.ts'

/** Keeps files in memory, and counts how often each was put. */
export class MemoryBlobs implements Blobs {
  readonly kept = new Map<string, Uint8Array>()
  readonly puts: string[] = []
  /** Called before each put; what it throws is what the put comes to. */
  before: (id: string) => Promise<void> | void = () => {}
  /** Called before each is taken away; what it throws is what that comes to. */
  beforeRemove: (id: string) => Promise<void> | void = () => {}

  async put(id: string, bytes: AsyncIterable<Uint8Array>): Promise<Put> {
    await this.before(id)
    const pieces: Uint8Array[] = []
    for await (const piece of bytes) pieces.push(piece)
    const whole = Buffer.concat(pieces)
    this.kept.set(id, whole)
    this.puts.push(id)
    return { size: whole.length, digest: createHash('sha256').update(whole).digest('hex') }
  }

  async get(id: string): Promise<Uint8Array> {
    const bytes = this.kept.get(id)
    if (!bytes) throw new Error('there is no file of that id')
    return bytes
  }

  async remove(id: string): Promise<void> {
    await this.beforeRemove(id)
    this.kept.delete(id)
  }
}
