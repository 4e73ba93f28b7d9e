import { describe, expect, it } from 'vitest'
import { FakeAdapter, type FakeOptions, refuse } from '../../adapters/fake/adapter.ts'
import type { Engine, SendOptions } from '../../src/chat.ts'

const place = { platform: 'fake', channel: 'desk' }
const options: SendOptions = { key: 'k1', signal: new AbortController().signal }

async function started(about?: FakeOptions): Promise<FakeAdapter> {
  const fake = new FakeAdapter(about)
  await fake.start({} as Engine)
  return fake
}

describe('the fake platform', () => {
  it('opens one thread under a message, however often it is asked to', async () => {
    const fake = await started()
    const root = await fake.send({ place }, { text: 'Card' }, options)
    const thread = await fake.thread(root, 'C-1', options)
    expect(thread).toEqual({ ...place, thread: `t${root.message}` })
    expect(await fake.thread(root, 'C-1 again', options)).toEqual(thread)
    expect(fake.opened).toEqual([{ place: thread, title: 'C-1' }])
    const inside = await fake.send({ place: thread }, { text: 'Note' }, options)
    expect(await fake.thread(inside, 'Deeper', options)).toEqual(thread)
  })

  it('opens none when told to fail, or where there are none', async () => {
    const fake = await started()
    const root = await fake.send({ place }, { text: 'Card' }, options)
    fake.beforeThread = () => refuse({ kind: 'later' })
    await expect(fake.thread(root, 'C-1', options)).rejects.toMatchObject({ trouble: { kind: 'later' } })
    expect(fake.opened).toEqual([])
    const bare = await started({ threads: false })
    expect(await bare.thread(await bare.send({ place }, { text: 'Card' }, options), 'C-1', options)).toEqual(place)
    expect([bare.opened, bare.can.threads]).toEqual([[], false])
  })

  it('keeps a thread whose answer was lost', async () => {
    const fake = await started()
    const root = await fake.send({ place }, { text: 'Card' }, options)
    fake.afterThread = () => refuse({ kind: 'unknown' })
    await expect(fake.thread(root, 'C-1', options)).rejects.toMatchObject({ trouble: { kind: 'unknown' } })
    expect(fake.opened).toHaveLength(1)
  })

  it('takes a message away, and never gives its id again', async () => {
    const fake = await started()
    const [one, two] = [
      await fake.send({ place }, { text: 'One' }, options),
      await fake.send({ place }, { text: 'Two' }, options),
    ]
    fake.beforeRemove = () => refuse({ kind: 'refused' })
    await expect(fake.remove(one, options)).rejects.toMatchObject({ trouble: { kind: 'refused' } })
    fake.beforeRemove = () => {}
    await fake.remove(one, options)
    await fake.remove(one, options)
    expect(fake.shown.map(({ id }) => id)).toEqual([two.message])
    expect(fake.removed).toEqual([one, one])
    const three = await fake.send({ place, replaces: one.message }, { text: 'Three' }, options)
    expect(new Set([one.message, two.message, three.message]).size).toBe(3)
  })

  it('finds what arrived before only when it looks and is told that something may have', async () => {
    for (const [looks, again, times] of [
      [true, true, 1],
      [true, undefined, 2],
      [false, true, 2],
    ] as const) {
      const fake = await started({ looks })
      const one = await fake.send({ place }, { text: 'One' }, options)
      const two = await fake.send({ place }, { text: 'One' }, { ...options, ...(again && { again }) })
      expect(fake.shown).toHaveLength(times)
      expect(two.message === one.message).toBe(times === 1)
    }
  })
})
