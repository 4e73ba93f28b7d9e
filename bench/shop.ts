import { contactOf } from '../src/customers/contact.ts'
import type { Database } from '../src/database/database.ts'
import { openDatabase } from '../src/database/open.ts'
import { Batcher } from '../src/engine/batcher.ts'
import { makeLog } from '../src/log.ts'
import { defaultProgram } from '../src/program/program.ts'
import { takeSale } from '../src/purchases/sale.ts'
import { customers, firstChat } from './setting.ts'

const salesEach = 5
const day = 86_400_000

/** Fills a database with customers who have bought something before, by the program's own ways. */
export async function furnish(url: string): Promise<void> {
  const database = await openDatabase(url, { log: makeLog('silent') })
  try {
    await sell(database)
  } finally {
    await database.close()
  }
}

async function sell(database: Database): Promise<void> {
  // However long it takes: the machine may have much else to do.
  const batcher = new Batcher(database, { now: () => new Date(), patience: 60_000 })
  const began = Date.now() - 100 * day
  for (let sale = 0; sale < salesEach; sale += 1) {
    const jobs = Array.from({ length: customers }, (_, nth) =>
      batcher.run(async (unit) => {
        const { customerId } = await contactOf(unit, {
          platform: 'telegram',
          id: String(firstChat + nth),
          name: `Guest ${nth + 1}`,
        })
        await takeSale(unit, defaultProgram, {
          source: 'till',
          reference: `${nth} ${sale}`,
          customerId,
          amount: 1_250 + nth * 10 + sale,
          currency: defaultProgram.currency,
          at: new Date(began + sale * 7 * day),
          items: [],
        })
      }),
    )
    await Promise.all(jobs)
  }
  // They were asked about promotions long ago.
  await database.execute(`UPDATE customer SET consent = 'yes', "consentAsked" = created`)
}
