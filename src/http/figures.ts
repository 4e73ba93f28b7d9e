import { Gauge, type Registry } from 'prom-client'
import type { Adapter } from '../chat.ts'
import type { Database } from '../database/database.ts'
import type { Figures } from '../engine/figures.ts'
import { withDeadline } from './keys.ts'
import { shared } from './shared.ts'

/** For how long one look serves all who ask, and how long it may take, in milliseconds. */
const freshMs = 5_000
const patience = 2_000

type Options = { database: Database; registry: Registry; now: () => Date }

/** Shows figures that stand in the database. While they cannot be looked up they are left out, and the others are shown all the same. */
export function measureFigures({ gauges, labels = [], read }: Figures, { database, registry, now }: Options): void {
  const look = shared(freshMs, () => withDeadline(read(database, now()), patience))
  for (const [name, help] of Object.entries(gauges)) {
    new Gauge({
      ...{ name, help, labelNames: [...labels], registers: [registry] },
      async collect() {
        this.reset()
        const rows = await look().catch(() => undefined)
        if (!rows && labels.length === 0) this.set(Number.NaN)
        for (const row of rows ?? []) {
          const own = Object.fromEntries(labels.map((label) => [label, String(row[label])]))
          this.set(own, Number(row[name]))
        }
      },
    })
  }
}

/** Whether each platform is connected, as it says itself. */
export function measurePlatforms(adapters: readonly Adapter[], registry: Registry): void {
  new Gauge({
    ...{ name: 'regulars_platform_up', help: 'Whether the platform is connected', labelNames: ['platform'] },
    registers: [registry],
    collect() {
      for (const adapter of adapters) this.set({ platform: adapter.platform }, adapter.status() === 'ok' ? 1 : 0)
    },
  })
}

/** Whether the database answers, looked at once in a while. */
export function measureDatabase(database: Database, registry: Registry): void {
  const look = shared(freshMs, () => withDeadline(database.ping(), patience))
  new Gauge({
    ...{ name: 'regulars_database_up', help: 'Whether the database answers', registers: [registry] },
    async collect() {
      this.set(
        await look().then(
          () => 1,
          () => 0,
        ),
      )
    },
  })
}

/** What runs here, as labels of a gauge that is always 1. */
export function measureBuild(database: Database, registry: Registry, version: string): void {
  new Gauge({
    ...{ name: 'regulars_build_info', help: 'What runs here', labelNames: ['version', 'node', 'database'] },
    registers: [registry],
  }).set({ version, node: process.version, database: database.dialect }, 1)
}
