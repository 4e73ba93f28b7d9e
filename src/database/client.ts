/** The Prisma client of either database, as far as the two are alike. */
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type { Dialect, Sql } from './database.ts'
import type { Runner } from './session.ts'
import { Session } from './session.ts'

export interface Statements {
  $queryRawUnsafe(sql: string, ...params: unknown[]): PromiseLike<unknown>
  $executeRawUnsafe(sql: string, ...params: unknown[]): PromiseLike<number>
}

export interface Client extends Statements {
  $transaction<T>(run: (statements: Statements) => Promise<T>, limits: { maxWait: number; timeout: number }): Promise<T>
  $disconnect(): Promise<void>
}

/** Loads only the client that is needed: each brings its own query compiler. */
export async function connect(dialect: Dialect, adapter: SqlDriverAdapterFactory): Promise<Client> {
  const { PrismaClient } = await load[dialect]()
  return new PrismaClient({ adapter })
}

type Module = { PrismaClient: new (options: { adapter: SqlDriverAdapterFactory }) => Client }
const load: Record<Dialect, () => Promise<Module>> = {
  sqlite: () => import('./generated/sqlite/client.ts'),
  postgresql: () => import('./generated/postgresql/client.ts'),
}

export function runner(statements: Statements): Runner {
  return {
    rows: async (sql, params) => (await statements.$queryRawUnsafe(sql, ...params)) as object[],
    changes: async (sql, params) => statements.$executeRawUnsafe(sql, ...params),
  }
}

export const session = (dialect: Dialect, statements: Statements): Sql => new Session(dialect, runner(statements))
