import { setImmediate as endOfTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { table } from '../../src/database/table.ts'
import { Batcher } from '../../src/engine/batcher.ts'
import { Clock } from '../../src/engine/clock.ts'
import type { AnyTimer, TimerDefinition } from '../../src/engine/feature.ts'
import type { Act, Append } from '../../src/engine/unit.ts'
import { eachDatabase } from '../databases.ts'
import { linesOf } from '../lines.ts'

type Row = { name: string }
const range = (count: number) => Array.from({ length: count }, (_, n) => String(10_000 + n))

const settings = table('setting', { name: 'text', value: 'text' })
const trail = table('audit', { id: 'id', at: 'timestamp', actor: 'text', act: 'text', subject: 'text', detail: 'text' })

/** Takes rows away; the outcome is whether it was still there. */
const takeAway: Act<string, boolean> = {
  name: 'take away',
  async carry(unit, names) {
    const gone = await unit.sql.query<Row>(
      `DELETE FROM setting WHERE name ${unit.sql.among('text')} RETURNING name`,
      names,
    )
    const mine = new Set(gone.map(({ name }) => name))
    return names.map((name) => mine.delete(name))
  },
}
const note: Append<string> = {
  name: 'note',
  write: async (unit, acts) => {
    const rows = acts.map((act) => ({ at: unit.now, actor: '', act, subject: '', detail: '' }))
    await unit.sql.insert(trail, rows)
  },
}

/** Each row of `setting` is due until it is done, which leaves a line in the trail. */
function timer(more: Partial<TimerDefinition<Row>> = {}): AnyTimer {
  const definition: TimerDefinition<Row> = {
    name: 'test',
    when: '* * * * * *',
    key: (row) => row.name,
    due: (unit, after, most) =>
      unit.sql.query<Row>('SELECT name FROM setting WHERE name > ? ORDER BY name LIMIT ?', after ?? '', most),
    async fire(unit, { name }) {
      if (await unit.act(takeAway, name)) unit.append(note, name)
      if (name.endsWith('bad')) throw new Error('a bad row')
    },
    ...more,
  }
  return definition as AnyTimer
}

function clockOn(database: Database, it: AnyTimer = timer()) {
  const lines = linesOf()
  const batcher = new Batcher(database, { now: () => new Date(), parallel: database.dialect === 'sqlite' ? 1 : 3 })
  return { lines, clock: new Clock({ batcher, timers: [it], log: lines.log }) }
}

const fill = async (database: Database, names: readonly string[]) => {
  await database.insert(
    settings,
    names.map((name) => ({ name, value: '' })),
  )
}
const done = async (database: Database) =>
  (await database.query<{ act: string }>('SELECT act FROM audit ORDER BY act')).map(({ act }) => act)

eachDatabase((fresh) => {
  test('what is due is done once', async () => {
    const database = await fresh.open()
    await fill(database, range(3))
    const { clock } = clockOn(database)
    expect(await clock.sweep('test')).toEqual({ done: 3, failed: 0 })
    expect(await clock.sweep('test')).toEqual({ done: 0, failed: 0 })
    expect(await done(database)).toEqual(range(3))
  })

  test('a bad row stops none of the others, and is tried again at the next look', async () => {
    const database = await fresh.open()
    const names = [...range(20), '10003 bad', '10011 bad'].sort()
    await fill(database, names)
    const { clock, lines } = clockOn(database)
    expect(await clock.sweep('test')).toEqual({ done: 20, failed: 2 })
    expect(await done(database)).toEqual(range(20))
    expect(await clock.sweep('test')).toEqual({ done: 0, failed: 2 })
    const told = lines.at('error').map(({ about, text }) => `${(about as { row: string }).row}: ${text}`)
    expect(told.slice(0, 2)).toEqual(['10003 bad: a timer failed for one row', '10011 bad: a timer failed for one row'])
  })

  test('more than one page is done in one look, bad rows or not', async () => {
    const database = await fresh.open()
    await fill(database, [...range(510), '10003 bad', '10509 bad'])
    const { clock } = clockOn(database)
    expect(await clock.sweep('test')).toEqual({ done: 510, failed: 2 })
    expect(await done(database)).toEqual(range(510))
  })

  test('a look that fails is told of, and the next one is taken', async () => {
    const database = await fresh.open()
    await fill(database, range(2))
    let fails = true
    const { clock, lines } = clockOn(
      database,
      timer({
        due: async (unit) => {
          if (fails) throw new Error('cannot look')
          return unit.sql.query('SELECT name FROM setting ORDER BY name')
        },
      }),
    )
    expect(await clock.sweep('test')).toEqual({ done: 0, failed: 0 })
    expect(lines.at('error').map(({ text }) => text)).toEqual(['a timer could not look for what is due'])
    fails = false
    expect(await clock.sweep('test')).toEqual({ done: 2, failed: 0 })
  })

  test('two that look at once do nothing twice', async () => {
    const database = await fresh.open()
    await fill(database, range(60))
    const clocks = [clockOn(database).clock, clockOn(database).clock]
    await Promise.all(clocks.map((clock) => clock.sweep('test')))
    expect(await done(database)).toEqual(range(60))
  })

  test('a restart in the middle leaves the rest for the next look, and nothing is done twice', async () => {
    const database = await fresh.open()
    await fill(database, range(510))
    const ending = new AbortController()
    const { fire } = timer() as unknown as TimerDefinition<Row>
    const { clock } = clockOn(
      database,
      timer({
        fire: async (unit, row) => {
          await fire(unit, row)
          ending.abort()
        },
      }),
    )
    const first = await clock.sweep('test', ending.signal)
    expect(first).toEqual({ done: 500, failed: 0 })
    expect(await clockOn(database).clock.sweep('test')).toEqual({ done: 10, failed: 0 })
    expect(await done(database)).toEqual(range(510))
  })

  test('looks by its schedule, and has ended only when nothing is being done any more', async () => {
    const database = await fresh.open()
    await fill(database, range(1))
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const { fire } = timer() as unknown as TimerDefinition<Row>
    const { clock } = clockOn(
      database,
      timer({
        fire: async (unit, row) => {
          begun.resolve()
          await gate.promise
          await fire(unit, row)
        },
      }),
    )
    const ending = new AbortController()
    let ended = false
    const running = clock.run(ending.signal).then(() => {
      ended = true
    })
    await begun.promise
    ending.abort()
    await endOfTurn()
    expect(ended).toBe(false)
    gate.resolve()
    await running
    expect(await done(database)).toEqual(range(1))
  })

  test('a timer that does not exist cannot be looked at', async () => {
    const { clock } = clockOn(await fresh.open())
    await expect(clock.sweep('nothing')).rejects.toThrow('no timer "nothing"')
  })
})
