import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { eraseFiles } from '../../src/files/exports.ts'
import { World } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { MemoryBlobs } from './memory.ts'

const start = Date.parse('2026-03-02T10:00:00Z')
const minute = 60_000

eachDatabase((fresh) => {
  /** A file of which the platform has given the bytes, or is giving them until then. */
  async function begin() {
    const clock = { now: start }
    const blobs = new MemoryBlobs()
    const world = await World.open(fresh, { files: { blobs }, now: () => new Date(clock.now) })
    const keeps = async (state: 'kept' | 'waiting', due: number) => {
      const id = randomUUID()
      blobs.kept.set(id, Buffer.from('bytes'))
      await world.database.execute(
        `INSERT INTO file (id, platform, remote, name, media, state, "customerId", "ownerId", happening, person, channel, direct, created, due)
         VALUES (?, 'none', 'r', 'n.png', 'image/png', ?, 'c', 'c', 'h', 'p', 'p', TRUE, ?, ?)`,
        id,
        state,
        new Date(start),
        new Date(due),
      )
      await world.engine.run((unit) => eraseFiles(unit, [id]))
      return id
    }
    const rows = () => world.database.query<{ id: string; name: string }>('SELECT id, name FROM file ORDER BY id')
    return { world, blobs, clock, keeps, rows }
  }

  test('bytes that cannot be taken away now are taken away later, and nothing says meanwhile what they were', async () => {
    const { world, blobs, keeps, rows } = await begin()
    let isAway = true
    blobs.beforeRemove = () => {
      if (isAway) throw new Error('the store is away')
    }
    const id = await keeps('kept', start)
    await expect(world.engine.look('erased files')).rejects.toThrow('away')
    expect(await rows()).toEqual([{ id, name: '' }])
    isAway = false
    await world.engine.look('erased files')
    expect(await rows()).toEqual([])
    expect(blobs.kept.size).toBe(0)
  })

  test('bytes that are just being fetched are taken away once that must be over', async () => {
    const { world, blobs, clock, keeps, rows } = await begin()
    const id = await keeps('waiting', start + 4 * minute)
    await world.engine.look('erased files')
    expect(await rows()).toEqual([{ id, name: '' }])
    clock.now = start + 5 * minute
    await world.engine.look('erased files')
    expect(await rows()).toEqual([])
    expect(blobs.kept.size).toBe(0)
  })
})
