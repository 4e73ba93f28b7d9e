/**
 * A program that brings a file in, and is killed at its n-th step: at a statement, before what was done is committed, or right
 * after. Arguments: address of the database, path, number of the step.
 */
import type { Database, Sql } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/open.ts'
import { silent } from '../log.ts'
import { batch, imports } from './files.ts'

const [, , url = '', path = '', at = ''] = process.argv
let left = Number(at)

function step(): void {
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}

function mortal(sql: Sql): Sql {
  return {
    dialect: sql.dialect,
    among: (type) => sql.among(type),
    query: (...given) => {
      step()
      return sql.query(...given)
    },
    execute: (...given) => {
      step()
      return sql.execute(...given)
    },
    insert: (...given) => {
      step()
      return sql.insert(...given)
    },
    update: (...given) => {
      step()
      return sql.update(...given)
    },
  }
}

const database = await openDatabase(url, { log: silent })
const dying: Database = Object.assign(Object.create(database), mortal(database), {
  transaction: async <T>(run: (sql: Sql) => Promise<T>): Promise<T> => {
    const result = await database.transaction(async (sql) => {
      const result = await run(mortal(sql))
      step()
      return result
    })
    step()
    return result
  },
  notify: (topic: string) => database.notify(topic),
})
await imports(dying, path, { batch })
await database.close()
