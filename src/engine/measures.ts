import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What the engine counts, for `/metrics`. Labels are platforms, kinds and states: never people. */
export class Measures {
  readonly registry = new Registry()
  readonly #happenings = this.#counter('regulars_happenings_total', 'Happenings handled', [
    'platform',
    'kind',
    'outcome',
  ])
  readonly #deliveries = this.#counter('regulars_deliveries_total', 'Tries to send, by what became of them', [
    'platform',
    'lane',
    'state',
  ])
  readonly #points = this.#counter('regulars_points_total', 'Points moved, by the kind of entry, without their sign', [
    'kind',
  ])
  readonly #leads = new Gauge({
    ...{ name: 'regulars_leads', help: 'What this process does for all that share the database', labelNames: ['name'] },
    registers: [this.registry],
  })
  readonly #files = this.#counter('regulars_files_total', 'Tries to keep a file, by what became of them', [
    'platform',
    'state',
  ])
  readonly #handling = this.#histogram(
    'regulars_handling_seconds',
    'From arrival to the committed answer',
    [0.005, 0.025, 0.1, 0.5, 2, 10],
  )
  readonly #batches = this.#histogram(
    'regulars_batch_seconds',
    'One transaction of the engine',
    [0.001, 0.005, 0.025, 0.1, 0.5, 2],
  )
  readonly #sizes = this.#histogram('regulars_batch_jobs', 'Jobs in one transaction', [1, 2, 5, 10, 25, 50, 100, 200])

  handled(platform: string, kind: string, outcome: string, ms: number): void {
    this.#happenings.inc({ platform, kind, outcome })
    this.#handling.observe(ms / 1000)
  }

  delivery(platform: string, lane: string, state: string): void {
    this.#deliveries.inc({ platform, lane, state })
  }

  entry(kind: string, points: number): void {
    this.#points.inc({ kind }, Math.abs(points))
  }

  leads(name: string, does: boolean): void {
    this.#leads.set({ name }, does ? 1 : 0)
  }

  file(platform: string, state: string): void {
    this.#files.inc({ platform, state })
  }

  batch(size: number, ms: number): void {
    this.#sizes.observe(size)
    this.#batches.observe(ms / 1000)
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] })
  }

  #histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name, help, buckets, registers: [this.registry] })
  }
}
