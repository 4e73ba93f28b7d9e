/** Prisma's adapter for PostgreSQL, on a pool of ours. */
import { PrismaPg } from '@prisma/adapter-pg'
import type { SqlDriverAdapterFactory, SqlQueryable } from '@prisma/driver-adapter-utils'
import type pg from 'pg'
import { uniform } from '../result.ts'

/** Statement texts are few and fixed; what is put together beyond that is not kept prepared by the server. */
const MOST = 500

export async function postgresqlAdapter(
  pool: pg.Pool,
  onError: (error: Error) => void,
): Promise<SqlDriverAdapterFactory> {
  const names = new Map<string, string>()
  const factory = new PrismaPg(pool, {
    onPoolError: onError,
    onConnectionError: onError,
    statementNameGenerator: ({ sql }) => {
      const known = names.get(sql)
      if (known !== undefined || names.size >= MOST) return known ?? ''
      const name = `s${names.size}`
      names.set(sql, name)
      return name
    },
  })
  const adapter = await factory.connect()
  makeUniform(adapter)
  const startTransaction = adapter.startTransaction.bind(adapter)
  adapter.startTransaction = async (isolation) => makeUniform(await startTransaction(isolation))
  return { provider: factory.provider, adapterName: factory.adapterName, connect: async () => adapter }
}

function makeUniform<T extends SqlQueryable>(queryable: T): T {
  const queryRaw = queryable.queryRaw.bind(queryable)
  queryable.queryRaw = async (query) => uniform(await queryRaw(query))
  return queryable
}
