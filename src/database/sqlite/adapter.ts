/** Prisma's adapter for SQLite, and the connection in it: Prisma's client and our own statements share that one. */
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import type { SqlDriverAdapter, SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import BetterSqlite3 from 'better-sqlite3'
import type { Turns } from '../turns.ts'
import { patiently } from './patience.ts'

export type Opened = { client: BetterSqlite3.Database; adapter: SqlDriverAdapter; factory: SqlDriverAdapterFactory }

/** Prisma is told to write times as our own statements do. */
export async function openAdapter(path: string): Promise<Opened> {
  const factory = new PrismaBetterSqlite3({ url: path }, { timestampFormat: 'unixepoch-ms' })
  const adapter = await factory.connect()
  const { client } = adapter as unknown as { client: unknown }
  if (!(client instanceof BetterSqlite3)) throw new Error('this version of the adapter keeps its connection elsewhere')
  const { provider, adapterName } = factory
  return { client, adapter, factory: { provider, adapterName, connect: async () => adapter } }
}

/** Has what Prisma's client does wait for its turn. What closes the connection is ours. */
export function takeTurns(adapter: SqlDriverAdapter, turns: Turns): void {
  const queryRaw = adapter.queryRaw.bind(adapter)
  const executeRaw = adapter.executeRaw.bind(adapter)
  const startTransaction = adapter.startTransaction.bind(adapter)
  adapter.queryRaw = async (query) => turns.during(() => patiently(() => queryRaw(query)))
  adapter.executeRaw = async (query) => turns.during(() => patiently(() => executeRaw(query)))
  adapter.startTransaction = async (isolation) => {
    const end = await turns.take()
    try {
      const transaction = await patiently(() => startTransaction(isolation))
      const { commit, rollback } = transaction
      transaction.commit = () => commit.call(transaction).finally(end)
      transaction.rollback = () => rollback.call(transaction).finally(end)
      return transaction
    } catch (error) {
      end()
      throw error
    }
  }
  adapter.dispose = async () => {}
}
