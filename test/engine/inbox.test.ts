import { describe, expect, test } from 'vitest'
import type { Happening } from '../../src/chat.ts'
import type { Database } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/open.ts'
import { Batcher, type BatcherOptions } from '../../src/engine/batcher.ts'
import { Inbox, type InboxOptions } from '../../src/engine/inbox.ts'
import { takeIn } from '../../src/engine/inbox-store.ts'
import type { Unit } from '../../src/engine/unit.ts'
import { eachDatabase, onDatabase } from '../databases.ts'
import { linesOf } from '../lines.ts'
import { silent } from '../log.ts'

const happening = (id: string, channel = 'c'): Happening => ({
  id,
  who: { platform: 'fake', id: 'ana' },
  where: { platform: 'fake', channel },
  at: new Date('2026-01-01T00:00:00Z'),
  direct: true,
  kind: 'said',
  text: id,
})
const range = (count: number) => Array.from({ length: count }, (_, n) => n + 1)

/** What is done for a happening: a line in the trail, which counts. */
const note = (unit: Unit, act: string) =>
  unit.sql.execute(
    'INSERT INTO audit (at, actor, act, subject, detail) VALUES (?, ?, ?, ?, ?)',
    unit.now,
    '',
    act,
    '',
    '',
  )
const handle: InboxOptions['handle'] = async (unit, { id }) => void (await note(unit, id))
const notes = async (database: Database) =>
  (await database.query<{ act: string }>('SELECT act FROM audit ORDER BY id')).map(({ act }) => act)
const rows = async (database: Database) =>
  (await database.query<{ event: string; outcome: string | null }>('SELECT event, outcome FROM inbox ORDER BY id')).map(
    ({ event, outcome }) => `${event} ${outcome}`,
  )

/** An inbox on that database, as one process has it. `settled` resolves when so many more are over and done with. */
function inboxOn(database: Database, options: Partial<InboxOptions> & { batching?: Partial<BatcherOptions> } = {}) {
  const { batching, ...more } = options
  const now = () => new Date()
  const waiting: { count: number; resolve: () => void }[] = []
  const inbox = new Inbox({
    database,
    batcher: new Batcher(database, { now, parallel: database.dialect === 'sqlite' ? 1 : 3, ...batching }),
    intake: new Batcher(database, { now }),
    handle,
    apologize: async (unit, { id }) => void (await note(unit, `sorry ${id}`)),
    log: silent,
    onHandled: () => {
      for (const each of waiting) {
        each.count -= 1
        if (each.count === 0) each.resolve()
      }
    },
    ...more,
  })
  const settled = (count: number) => new Promise<void>((resolve) => waiting.push({ count, resolve }))
  return { inbox, settled }
}

eachDatabase((fresh) => {
  test('what is received is stored, and handled once, however often it is received', async () => {
    const database = await fresh.open()
    const { inbox, settled } = inboxOn(database)
    await inbox.start()
    const done = settled(2)
    await Promise.all([1, 1, 1].map(() => inbox.receive(happening('a'))))
    expect((await rows(database)).map((row) => row.split(' ')[0])).toEqual(['a'])
    await inbox.receive(happening('a'))
    await inbox.receive(happening('b'))
    await done
    expect(await notes(database)).toEqual(['a', 'b'])
    expect(await rows(database)).toEqual(['a done', 'b done'])
    inbox.stop()
  })

  test('each conversation is handled in order, also when many wait for room', async () => {
    const database = await fresh.open()
    const { inbox, settled } = inboxOn(database, { room: 3 })
    await inbox.start()
    const all = range(20).flatMap((n) => ['x', 'y', 'z'].map((channel) => happening(`${channel}${n}`, channel)))
    const done = settled(all.length)
    await Promise.all(all.map((each) => inbox.receive(each)))
    await done
    const handled = await notes(database)
    for (const channel of ['x', 'y', 'z'])
      expect(handled.filter((id) => id.startsWith(channel))).toEqual(range(20).map((n) => `${channel}${n}`))
    inbox.stop()
  })

  test('no more is stored than there is room for, and the rest is not acknowledged before', async () => {
    const database = await fresh.open()
    const gate = Promise.withResolvers<void>()
    const { inbox, settled } = inboxOn(database, {
      room: 3,
      handle: async (unit, it) => {
        await gate.promise
        await handle(unit, it)
      },
    })
    await inbox.start()
    const done = settled(8)
    const acknowledged: string[] = []
    const received = range(8).map((n) =>
      inbox.receive(happening(`${n}`, `${n}`)).then(() => void acknowledged.push(`${n}`)),
    )
    await Promise.all(received.slice(0, 3))
    expect(await rows(database)).toHaveLength(3)
    expect(acknowledged).toEqual(['1', '2', '3'])
    gate.resolve()
    await Promise.all(received)
    await done
    expect(await rows(database)).toHaveLength(8)
    inbox.stop()
  })

  test('what an earlier run left is handled first, however much, and nothing new overtakes it', async () => {
    const database = await fresh.open()
    const earlier = new Batcher(database, { now: () => new Date() })
    const old = range(12).map((n) => happening(`old ${n}`, n % 2 ? 'odd' : 'even'))
    for (const each of old) await earlier.run((unit) => unit.act(takeIn, each))
    const { inbox, settled } = inboxOn(database, { room: 4 })
    const done = settled(14)
    // The platform, too, says again what was not confirmed, and does not wait for us.
    const received = ['odd', 'even'].map((channel) => inbox.receive(happening(`new ${channel}`, channel)))
    const again = old.map((each) => inbox.receive(each))
    await inbox.start()
    await Promise.all([...received, ...again])
    await done
    const handled = await notes(database)
    expect(handled).toHaveLength(14)
    const [odd, even] = [1, 0].map((rest) =>
      range(12)
        .filter((n) => n % 2 === rest)
        .map((n) => `old ${n}`),
    )
    expect(handled.filter((id) => odd?.includes(id) || id === 'new odd')).toEqual([...(odd ?? []), 'new odd'])
    expect(handled.filter((id) => even?.includes(id) || id === 'new even')).toEqual([...(even ?? []), 'new even'])
    inbox.stop()
  })

  test('a row that cannot be read is told of, and keeps none of the others from being handled', async () => {
    const database = await fresh.open()
    const earlier = new Batcher(database, { now: () => new Date() })
    for (const id of ['a', 'broken', 'b']) await earlier.run((unit) => unit.act(takeIn, happening(id, id)))
    await database.execute("UPDATE inbox SET payload = '{' WHERE event = 'broken'")
    const lines = linesOf()
    const { inbox, settled } = inboxOn(database, { log: lines.log })
    const done = settled(2)
    await inbox.start()
    await done
    expect(await rows(database)).toEqual(['a done', 'broken failed', 'b done'])
    expect(lines.at('error').map(({ text }) => text)).toEqual(['a stored happening cannot be read'])
    inbox.stop()
  })

  test('what fails once is done again; what fails twice is said sorry for, and what follows is served', async () => {
    const database = await fresh.open()
    const lines = linesOf()
    const failures = new Map([
      ['once', 1],
      ['always', Number.POSITIVE_INFINITY],
    ])
    const { inbox, settled } = inboxOn(database, {
      log: lines.log,
      handle: async (unit, it) => {
        await note(unit, `tried ${it.id}`)
        const left = failures.get(it.id) ?? 0
        failures.set(it.id, left - 1)
        if (left > 0) throw new Error(`failed ${it.id}`)
      },
    })
    await inbox.start()
    const done = settled(3)
    await Promise.all(['once', 'always', 'next'].map((id) => inbox.receive(happening(id))))
    await done
    expect(await notes(database)).toEqual(['tried once', 'sorry always', 'tried next'])
    expect(await rows(database)).toEqual(['once done', 'always failed', 'next done'])
    expect(lines.at('error').map(({ text }) => text)).toEqual(['a happening could not be handled'])
    inbox.stop()
  })

  test('when not even sorry can be said, it is over and done with all the same', async () => {
    const database = await fresh.open()
    const fails = () => Promise.reject(new Error('fails'))
    const { inbox, settled } = inboxOn(database, {
      handle: (unit, it) => (it.id === 'bad' ? fails() : handle(unit, it)),
      apologize: fails,
    })
    await inbox.start()
    const done = settled(2)
    await Promise.all(['bad', 'next'].map((id) => inbox.receive(happening(id))))
    await done
    expect(await rows(database)).toEqual(['bad failed', 'next done'])
    inbox.stop()
  })

  test('a handler that never ends is given up, and said sorry for', async () => {
    const database = await fresh.open()
    const { inbox, settled } = inboxOn(database, {
      handle: (unit, it) => (it.id === 'stuck' ? new Promise(() => {}) : handle(unit, it)),
      batching: { patience: 10, limit: 300 },
    })
    await inbox.start()
    const done = settled(3)
    await Promise.all([
      inbox.receive(happening('stuck')),
      inbox.receive(happening('next')),
      inbox.receive(happening('other', 'other')),
    ])
    await done
    expect(await notes(database)).toEqual(['other', 'sorry stuck', 'next'])
    inbox.stop()
  })

  test('that the database is away is waited out, and nobody is said sorry to', async () => {
    const database = await fresh.open()
    const waits: number[] = []
    let away = 5
    const { inbox, settled } = inboxOn(database, {
      wait: async (ms) => void waits.push(ms),
      handle: async (unit, it) => {
        await handle(unit, it)
        away -= 1
        if (away >= 0) throw Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' })
      },
    })
    await inbox.start()
    const done = settled(1)
    await inbox.receive(happening('a'))
    await done
    expect(await notes(database)).toEqual(['a'])
    expect(waits).toEqual([1_000, 1_000, 1_000, 1_000, 1_000])
    inbox.stop()
  })

  test('what cannot be stored is not acknowledged, and takes no room', async () => {
    const database = await fresh.open()
    const intake = new Batcher(database, { now: () => new Date() })
    const run = intake.run.bind(intake)
    intake.run = () => Promise.reject(new Error('cannot be stored'))
    const { inbox, settled } = inboxOn(database, { intake, room: 2 })
    await inbox.start()
    for (const n of range(5)) await expect(inbox.receive(happening(`${n}`))).rejects.toThrow('cannot be stored')
    intake.run = run
    const done = settled(1)
    await inbox.receive(happening('a'))
    await done
    expect(await rows(database)).toEqual(['a done'])
    inbox.stop()
  })

  test('once it is stopped it takes nothing more, and what waits stays for the next start', async () => {
    const database = await fresh.open()
    const gate = Promise.withResolvers<void>()
    const { inbox } = inboxOn(database, { room: 1, handle: () => gate.promise })
    await inbox.start()
    await inbox.receive(happening('a'))
    const waiting = expect(inbox.receive(happening('b'))).rejects.toThrow('stopping')
    inbox.stop()
    await waiting
    await expect(inbox.receive(happening('c'))).rejects.toThrow('stopping')
    gate.resolve()
    expect((await rows(database)).map((row) => row.split(' ')[0])).toEqual(['a'])
  })
})

describe('two processes', () => {
  const fresh = onDatabase('postgresql')

  test('share what comes in: each is handled once and in order, whichever process it comes to', async () => {
    const { database, url } = await fresh.openAt()
    const other = await openDatabase(url, { log: silent })
    fresh.after(() => other.close())
    // Both look after each other's all the time, as if it had waited for long already.
    const late = { now: () => Date.now() + 60_000 }
    const inboxes = [inboxOn(database, late).inbox, inboxOn(other, late).inbox]
    for (const inbox of inboxes) await inbox.start()
    const conversation = async (channel: string) => {
      for (const n of range(15)) await inboxes[n % 2]?.receive(happening(`${channel} ${n}`, channel))
    }
    const channels = range(8).map((n) => `c${n}`)
    await Promise.all(channels.map(conversation))
    for (;;) {
      await Promise.all(inboxes.map((inbox) => inbox.rescue()))
      const [left] = await database.query<{ n: number }>('SELECT count(*) AS n FROM inbox WHERE done IS NULL')
      if (left?.n === 0) break
    }
    const handled = await notes(database)
    for (const channel of channels)
      expect(handled.filter((id) => id.startsWith(`${channel} `))).toEqual(range(15).map((n) => `${channel} ${n}`))
    for (const inbox of inboxes) inbox.stop()
  })

  test('leave each other time to handle what has just come in', async () => {
    const { database, url } = await fresh.openAt()
    const other = await openDatabase(url, { log: silent })
    fresh.after(() => other.close())
    const earlier = new Batcher(database, { now: () => new Date(10_000) })
    await earlier.run((unit) => unit.act(takeIn, happening('a')))
    let now = 11_000
    const { inbox, settled } = inboxOn(other, { now: () => now })
    const done = settled(1)
    await inbox.rescue()
    now = 12_000
    expect(await notes(database)).toEqual([])
    await inbox.rescue()
    await done
    expect(await notes(database)).toEqual(['a'])
    inbox.stop()
  })
})
