import { expect, test } from 'vitest'
import { table } from '../../src/database/table.ts'
import { eachDatabase } from '../databases.ts'

const inbox = table('inbox', {
  id: 'id',
  platform: 'text',
  event: 'text',
  conversation: 'text',
  payload: 'text',
  received: 'timestamp',
  done: 'timestamp?',
  outcome: 'text?',
})

const row = (event: string, payload = '{}') => ({
  platform: 'fake',
  event,
  conversation: 'c',
  payload,
  received: new Date('2026-01-02T03:04:05.678Z'),
})

eachDatabase((fresh) => {
  test('rows are stored and given back in the order given', async () => {
    const database = await fresh.open()
    const events = Array.from({ length: 3000 }, (_, n) => `e${(n * 7919) % 3000}`)
    const stored = await database.insert(
      inbox,
      events.map((event) => row(event)),
      { returning: ['id', 'event'] },
    )
    expect(stored.map(({ event }) => event)).toEqual(events)
    expect(stored.map(({ id }) => id)).toEqual(stored.map(({ id }) => id).sort((a, b) => a - b))
    const read = await database.query<{ event: string }>('SELECT event FROM inbox ORDER BY id')
    expect(read.map(({ event }) => event)).toEqual(events)
  })

  test('a table may have a column called nth', async () => {
    const database = await fresh.open()
    const files = table('complaint_file', { lineId: 'bigint', file: 'text', complaintId: 'bigint', nth: 'integer' })
    const rows = ['b', 'a'].map((file, nth) => ({ lineId: 1, file, complaintId: 1, nth: 7 - nth }))
    expect(await database.insert(files, rows, { returning: ['file', 'nth'] })).toEqual([
      { file: 'b', nth: 7 },
      { file: 'a', nth: 6 },
    ])
    await database.update(files, [{ lineId: 1, file: 'a', nth: 9 }], {
      by: ['lineId', 'file'],
      set: ['nth'],
    })
    expect(await database.query('SELECT nth FROM complaint_file ORDER BY nth')).toEqual([{ nth: 7 }, { nth: 9 }])
  })

  test('a conflict is ignored when asked to, and fails the whole statement otherwise', async () => {
    const database = await fresh.open()
    await database.insert(inbox, [row('a')])
    const stored = await database.insert(inbox, [row('a'), row('b'), row('b')], {
      conflict: 'ignore',
      returning: ['event'],
    })
    expect(stored).toEqual([{ event: 'b' }])
    await expect(database.insert(inbox, [row('c'), row('a')])).rejects.toThrow()
    expect(await database.query('SELECT event FROM inbox ORDER BY id')).toEqual([{ event: 'a' }, { event: 'b' }])
  })

  test('many rows are changed at once', async () => {
    const database = await fresh.open()
    await database.insert(
      inbox,
      ['a', 'b', 'c'].map((event) => row(event)),
    )
    const done = new Date('2026-02-03T00:00:00Z')
    const ids = await database.query<{ id: number }>(`SELECT id FROM inbox WHERE event ${database.among('text')}`, [
      'a',
      'c',
      'x',
    ])
    const rows = ids.map(({ id }, n) => ({ id, done, outcome: `o${n}` }))
    expect(await database.update(inbox, rows, { by: ['id'], set: ['done', 'outcome'] })).toBe(2)
    expect(await database.query('SELECT event, done, outcome FROM inbox ORDER BY id')).toEqual([
      { event: 'a', done, outcome: 'o0' },
      { event: 'b', done: null, outcome: null },
      { event: 'c', done, outcome: 'o1' },
    ])
  })
})
