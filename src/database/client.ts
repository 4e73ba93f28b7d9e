/** Prisma's client of either database. */
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type { Dialect, Prisma } from './database.ts'

type Module = { PrismaClient: new (options: { adapter: SqlDriverAdapterFactory }) => Prisma }

/** Each brings its own query compiler, so only the one that is needed gets loaded. */
const load: Record<Dialect, () => Promise<Module>> = {
  sqlite: () => import('./generated/sqlite/client.ts'),
  postgresql: () => import('./generated/postgresql/client.ts') as unknown as Promise<Module>,
}

export async function makeClient(dialect: Dialect, adapter: SqlDriverAdapterFactory): Promise<Prisma> {
  const { PrismaClient } = await load[dialect]()
  return new PrismaClient({ adapter })
}
