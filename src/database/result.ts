/** Makes what the two drivers answer alike, before Prisma turns it into rows. */
import type { ColumnType, SqlResultSet } from '@prisma/driver-adapter-utils'
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils'

const SUFFIXES: [suffix: string, type: ColumnType][] = [
  ['::time', ColumnTypeEnum.DateTime],
  ['::boolean', ColumnTypeEnum.Boolean],
]

/**
 * Types the columns that are named by an alias such as `last::time`, and has bigint and numeric arrive as number.
 * Throws a RangeError for a whole number that a number cannot hold exactly. Changes the result in place.
 */
export function uniform(result: SqlResultSet): SqlResultSet {
  const { columnNames, columnTypes, rows } = result
  for (let column = 0; column < columnNames.length; column += 1) {
    const name = columnNames[column] ?? ''
    const suffix = SUFFIXES.find(([end]) => name.endsWith(end))
    if (suffix) {
      columnNames[column] = name.slice(0, -suffix[0].length)
      columnTypes[column] = suffix[1]
    } else if (columnTypes[column] === ColumnTypeEnum.Int64) {
      for (const row of rows) row[column] = whole(row[column])
      columnTypes[column] = ColumnTypeEnum.Int32
    } else if (columnTypes[column] === ColumnTypeEnum.Numeric) {
      for (const row of rows) if (row[column] !== null) row[column] = Number(row[column])
      columnTypes[column] = ColumnTypeEnum.Double
    }
  }
  return result
}

function whole(value: unknown): unknown {
  if (value === null) return null
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is too large a number`)
  return number
}
