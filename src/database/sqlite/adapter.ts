/** Prisma's adapter for SQLite, on a connection that we have set up. */
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import type { SqlDriverAdapter, SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type BetterSqlite3 from 'better-sqlite3'
import { uniform } from '../result.ts'
import { Turns } from '../turns.ts'
import { keepPrepared } from './prepared.ts'

/** Times are kept as milliseconds since 1970, by Prisma as by our own statements, so that they compare as numbers. */
const TIMES = { timestampFormat: 'unixepoch-ms' } as const

/** `setUp` gets the connection before anything else does. */
export async function sqliteAdapter(
  path: string,
  setUp: (client: BetterSqlite3.Database) => void,
): Promise<SqlDriverAdapterFactory> {
  const factory = new PrismaBetterSqlite3({ url: path }, TIMES)
  const adapter = await factory.connect()
  const { client } = adapter as unknown as { client: BetterSqlite3.Database }
  setUp(client)
  keepPrepared(client)
  takeTurns(adapter)
  return { provider: factory.provider, adapterName: factory.adapterName, connect: async () => adapter }
}

/**
 * Statements outside of a transaction wait until an open one has ended. The adapter has but one connection and would
 * run them within that transaction, and lose them with it.
 */
function takeTurns(adapter: SqlDriverAdapter): void {
  const turns = new Turns()
  const queryRaw = adapter.queryRaw.bind(adapter)
  const executeRaw = adapter.executeRaw.bind(adapter)
  const startTransaction = adapter.startTransaction.bind(adapter)

  async function alone<T>(run: () => Promise<T>): Promise<T> {
    const end = await turns.take()
    try {
      return await run()
    } finally {
      end()
    }
  }

  adapter.queryRaw = (query) => alone(async () => uniform(await queryRaw(query)))
  adapter.executeRaw = (query) => alone(() => executeRaw(query))
  adapter.startTransaction = async (isolation) => {
    const end = await turns.take()
    try {
      const transaction = await startTransaction(isolation)
      const { commit, rollback, queryRaw } = transaction
      transaction.queryRaw = async (query) => uniform(await queryRaw.call(transaction, query))
      transaction.commit = () => commit.call(transaction).finally(end)
      transaction.rollback = () => rollback.call(transaction).finally(end)
      return transaction
    } catch (error) {
      end()
      throw error
    }
  }
}
