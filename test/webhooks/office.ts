import { meet } from '../../src/customers/contact.ts'
import type { Database } from '../../src/database/database.ts'
import { Batcher } from '../../src/engine/batcher.ts'
import { appoint } from '../../src/staff/exports.ts'
import { publish } from '../../src/webhooks/exports.ts'
import { webhooksTopic } from '../../src/webhooks/publish.ts'
import { Sender, type SenderOptions } from '../../src/webhooks/sender.ts'
import { adding, type NewWebhook } from '../../src/webhooks/store.ts'
import { until } from '../contract/until.ts'
import { Clockwork } from '../engine/clockwork.ts'
import { silent } from '../log.ts'

export type Row = {
  id: number
  event: string
  state: string
  tries: number
  status: number | null
  due: Date
  taken: Date | null
}

/** One who sends to webhooks, in a time of its own. */
export class Office {
  readonly database: Database
  readonly clock: Clockwork
  readonly batcher: Batcher
  #ending = new AbortController()
  #working: Promise<void> = Promise.resolve()

  constructor(database: Database, clock = new Clockwork(Date.now())) {
    this.database = database
    this.clock = clock
    this.batcher = new Batcher(database, { now: () => new Date(clock.now()) })
  }

  async add(url: string, events: string[] | null = null): Promise<NewWebhook> {
    const added = await this.batcher.run((unit) => unit.act(adding, { url, events }))
    if (added === 'full') throw new Error('there are too many')
    return added
  }

  publish(type = 'shop.opened', data: Record<string, unknown> = { hello: '你好' }): Promise<void> {
    return this.batcher.run((unit) => publish(unit, type, data))
  }

  /** An owner who can be written to. */
  async owner(): Promise<void> {
    const person = { platform: 'fake', id: 'boss', locale: 'en' }
    await this.batcher.run(async (unit) => {
      await meet(unit, person, 'boss')
      await appoint(unit, [person], 'owner')
    })
  }

  /** What owners were told. */
  async told(): Promise<string[]> {
    const rows = await this.database.query<{ message: string }>(
      `SELECT message FROM delivery WHERE cause = 'webhooks' ORDER BY id`,
    )
    return rows.map(({ message }) => JSON.parse(message).text)
  }

  sender(put: Partial<SenderOptions> = {}): Sender {
    return new Sender({
      database: this.database,
      run: (job) => this.batcher.run(job),
      log: silent,
      now: this.clock.now,
      after: this.clock.after,
      random: () => 0.5,
      ...put,
    })
  }

  /** Has one send until {@link rest}. */
  works(put: Partial<SenderOptions> = {}): void {
    const sender = this.sender(put)
    this.#ending = new AbortController()
    const deaf = this.database.on(webhooksTopic, () => sender.nudge())
    this.#working = sender.run(this.#ending.signal).finally(deaf)
  }

  async rest(): Promise<void> {
    this.#ending.abort()
    await this.#working
  }

  rows(): Promise<Row[]> {
    return this.database.query('SELECT id, event, state, tries, status, due, taken FROM webhook_delivery ORDER BY id')
  }

  /** Waits until it is so for the rows. */
  async until(so: (rows: Row[]) => boolean): Promise<Row[]> {
    await until(async () => so(await this.rows()))
    return this.rows()
  }

  /** Waits until so many tries have ended, and gives the one delivery there is. */
  async tried(times: number): Promise<Row> {
    const [row] = await this.until(([row]) => row?.tries === times && row.taken === null)
    if (!row) throw new Error('there is nothing to be sent')
    return row
  }

  /** Time passes until that delivery is due. */
  async due({ due }: Row): Promise<void> {
    await this.clock.pass(due.getTime() - this.clock.now())
  }
}
