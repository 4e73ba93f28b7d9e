import { isDeepStrictEqual } from 'node:util'
import type { CopiedTable, Side } from './side.ts'

/** Told now and then: how much of all rows is done, copied and checked. From 0 to 1. */
export type Show = (share: number) => void

/** Copying a row takes about three times as long as looking at it again. */
const copying = 0.75

/**
 * Copies all rows of one database into another that has the same tables with nothing in them, then reads both again and
 * compares them table by table. Throws when anything differs; what was put there is then to be rolled back.
 */
export async function copyAll(from: Side, to: Side, show: Show = () => {}): Promise<void> {
  const tables = await sameTables(from, to)
  const total = await rowsOf(from, tables)
  const all = Math.max(
    1,
    Object.values(total).reduce((sum, rows) => sum + rows, 0),
  )
  const counters = await from.counters(tables)
  let done = 0
  for (const table of tables) {
    // While one page is being put the next is read.
    let putting: Promise<void> = Promise.resolve()
    for await (const page of from.pages(table)) {
      await putting
      putting = to.put(table, page)
      putting.catch(() => {})
      done += page.rows
      show((done / all) * copying)
    }
    await putting
    if (table.counter !== undefined) await to.count(table, counters[table.name] ?? 0)
  }
  let checked = 0
  for (const table of tables) {
    const [was, is] = [await from.digest(table), await to.digest(table)]
    if (!isDeepStrictEqual(was, is))
      throw new Error(`${table.name} was not copied as it is: ${was.rows} rows became ${is.rows}`)
    checked += was.rows
    show(copying + (checked / all) * (1 - copying))
  }
  if (!isDeepStrictEqual(await to.counters(tables), counters)) throw new Error('counters were not copied as they are')
}

/** A key that others give is counted by SQLite nevertheless: numbers matter where both count them. */
async function sameTables(from: Side, to: Side): Promise<CopiedTable[]> {
  const [tables, others] = [await from.tables(), await to.tables()]
  const wrong = tables.find((table, index) => !isDeepStrictEqual(comparable(table), comparable(others[index])))
  if (wrong || tables.length !== others.length)
    throw new Error(`the two databases do not have the same tables: ${wrong?.name ?? 'one has more of them'}`)
  return tables.map((table, index) => {
    const { counter, ...rest } = table
    return counter !== undefined && counter === others[index]?.counter ? table : rest
  })
}

const comparable = (table: CopiedTable | undefined) =>
  table && { name: table.name, columns: table.columns, refers: [...new Set(table.refers)].sort() }

/** How many rows each of those tables has. */
export async function rowsOf(side: Side, tables: readonly CopiedTable[]): Promise<Record<string, number>> {
  return side.figures(`SELECT ${tables.map(({ name }) => `(SELECT count(*) FROM "${name}") AS "${name}"`).join(', ')}`)
}
