import { PassThrough, type Writable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Feed } from '../../adapters/web/feed.ts'

type Event = { id: string | undefined; event: string; data: Record<string, unknown> }

/** A page that reads everything at once. */
class Page {
  readonly stream = new PassThrough()
  #text = ''

  constructor(feed: Feed, last?: string) {
    this.stream.on('data', (chunk) => {
      this.#text += chunk
    })
    feed.join(this.stream, last)
  }

  async events(): Promise<Event[]> {
    await new Promise((resolve) => setImmediate(resolve))
    return this.#text.split('\n\n').flatMap((frame) => {
      const line = (name: string) => new RegExp(`(?:^|\\n)${name}: ([^\\n]*)`).exec(frame)?.[1]
      const event = line('event')
      return event ? [{ id: line('id'), event, data: JSON.parse(line('data') ?? '') }] : []
    })
  }

  async numbers(): Promise<unknown[]> {
    return (await this.events()).filter(({ event }) => event === 'entry').map(({ data }) => data.number)
  }

  async lastId(): Promise<string | undefined> {
    return (await this.events()).at(-1)?.id
  }
}

describe('the feed', () => {
  it('tells a new page to start afresh, with the latest traces', async () => {
    const feed = new Feed('era', { events: 10, characters: 10_000, traces: 2 })
    for (const number of [1, 2, 3]) feed.publish('trace', { number })
    feed.publish('entry', { number: 4 })
    expect(await new Page(feed).events()).toEqual([
      { id: 'era-4', event: 'hello', data: { resumed: false, traces: [{ number: 2 }, { number: 3 }] } },
    ])
  })

  it('gives a page that comes back what it missed, and nothing twice', async () => {
    const feed = new Feed('era')
    const page = new Page(feed)
    feed.publish('entry', { number: 1 })
    const last = await page.lastId()
    page.stream.destroy()
    feed.publish('entry', { number: 2 })
    feed.publish('entry', { number: 3 })
    const again = new Page(feed, last)
    feed.publish('entry', { number: 4 })
    expect((await again.events())[0]).toMatchObject({ event: 'hello', data: { resumed: true } })
    expect(await again.numbers()).toEqual([2, 3, 4])
  })

  it.each(['other-1', 'era-99', 'era-0', 'era', 'era--1', 'era-1e0', 'x'.repeat(10_000)])(
    'starts afresh after an id it cannot go on from: %.20s',
    async (last) => {
      const feed = new Feed('era', { events: 2, characters: 10_000, traces: 0 })
      for (const number of [1, 2, 3]) feed.publish('entry', { number })
      const [hello, ...more] = await new Page(feed, last).events()
      expect(hello).toMatchObject({ event: 'hello', data: { resumed: false } })
      expect(more).toEqual([])
    },
  )

  it('loses and doubles nothing, however often the connection breaks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('tell', 'break', 'tell twice'), { maxLength: 40 }), async (steps) => {
        const feed = new Feed('era')
        let page = new Page(feed)
        let number = 0
        const seen: unknown[] = []
        for (const step of steps) {
          if (step !== 'break') feed.publish('entry', { number: ++number })
          if (step === 'tell twice') feed.publish('entry', { number: ++number })
          if (step !== 'break') continue
          seen.push(...(await page.numbers()))
          const last = await page.lastId()
          page.stream.destroy()
          if (number % 2 === 0) feed.publish('entry', { number: ++number })
          page = new Page(feed, last)
        }
        seen.push(...(await page.numbers()))
        expect(seen).toEqual(Array.from({ length: number }, (_, i) => i + 1))
      }),
      { numRuns: 60 },
    )
  })

  it('keeps a line break or anything else in one event', async () => {
    const feed = new Feed('era')
    const page = new Page(feed)
    const text = 'a\n\nevent: hello\ndata: {}\r\n\u2028\ud800'
    feed.publish('entry', { text })
    expect((await page.events())[1]?.data.text).toBe(text)
  })

  it('forgets who has gone, and cuts off who does not read', async () => {
    const feed = new Feed('era')
    const gone = new Page(feed)
    gone.stream.destroy()
    const deaf = new PassThrough({ highWaterMark: 1 })
    feed.join(deaf as Writable, undefined)
    for (let i = 0; i < 12; i++) feed.publish('entry', { text: 'x'.repeat(1_000_000) })
    await new Promise((resolve) => setImmediate(resolve))
    expect(deaf.destroyed).toBe(true)
    expect(feed.listeners).toBe(0)
  })

  it('ends every connection when it closes', async () => {
    const feed = new Feed('era')
    const page = new Page(feed)
    feed.beat()
    feed.close()
    await new Promise((resolve) => page.stream.on('end', resolve))
    expect(feed.listeners).toBe(0)
  })
})
