import { type Adapter, type Happening, SendError, type SendTrouble, type SentFile } from '../../src/chat.ts'
import { meet } from '../../src/customers/contact.ts'
import type { Database } from '../../src/database/database.ts'
import { Batcher } from '../../src/engine/batcher.ts'
import type { Unit } from '../../src/engine/unit.ts'
import type { Blobs } from '../../src/files/blobs/blobs.ts'
import { Keeper, type KeeperOptions } from '../../src/files/keeper.ts'
import { type FileRules, usualTypes } from '../../src/files/rules.ts'
import { filesTopic, takeFiles } from '../../src/files/take.ts'
import { until } from '../contract/until.ts'
import type { Clockwork } from '../engine/clockwork.ts'
import { silent } from '../log.ts'
import { MemoryBlobs } from './memory.ts'

export type FileRow = { id: string; remote: string; state: string; reason: string | null; tries: number; told: boolean }

/** What fetching a file comes to: its bytes, a trouble, or nothing ever (before the first piece, or after it). */
export type Fetch = Uint8Array | SendTrouble | Error | 'hangs' | 'stalls'

const rules: FileRules = { most: 100, types: usualTypes }

/** A keeper of files at a platform that does as it is told, in a time of its own. */
export class Depot {
  readonly database: Database
  readonly clock: Clockwork
  readonly blobs = new MemoryBlobs()
  /** What is fetched in turn, by the platform's id; the last goes on. */
  readonly fetches = new Map<string, Fetch[]>()
  readonly fetched: string[] = []
  readonly batcher: Batcher
  #event = 0
  #ending = new AbortController()
  #working: Promise<void> = Promise.resolve()

  constructor(database: Database, clock: Clockwork) {
    this.database = database
    this.clock = clock
    this.batcher = new Batcher(database, { now: () => new Date(clock.now()) })
  }

  readonly adapter: Adapter = {
    platform: 'fake',
    can: { form: () => false, threads: false, private: false, edit: false },
    pace: { all: [], place: () => [], inFlight: 1 },
    start: async () => {},
    stop: async () => {},
    status: () => 'ok',
    send: async () => {
      throw new Error('nothing is sent here')
    },
    fetch: async ({ id }) => {
      this.fetched.push(id)
      const all = this.fetches.get(id) ?? [{ kind: 'refused' }]
      const fetch = (all.length > 1 ? all.shift() : all[0]) ?? 'hangs'
      if (fetch === 'hangs') return new Promise(() => {})
      if (fetch instanceof Error) throw fetch
      if (typeof fetch === 'object' && 'kind' in fetch) throw new SendError(fetch, 'as told')
      return bytesOf(fetch)
    },
  }

  /** Somebody sends these files together; those named `.exe` can never be kept. */
  async sends(...files: (string | SentFile)[]): Promise<void> {
    this.#event += 1
    const who = { platform: 'fake', id: 'ana', locale: 'en' }
    const happening: Happening = {
      id: `event-${this.#event}`,
      who,
      where: { platform: 'fake', channel: 'ana' },
      at: new Date(this.clock.now()),
      direct: true,
      kind: 'said',
      text: '',
      files: files.map((file) => (typeof file === 'string' ? { id: file, name: file, media: 'image/png' } : file)),
    }
    await this.batcher.run(async (unit) => {
      const { customerId } = await meet(unit, who, 'ana')
      takeFiles(unit, happening, customerId, rules)
    })
  }

  /** A keeper on this database; with `put`, some of what it works with is another's. */
  keeper(put: Partial<KeeperOptions & { adapter: Adapter }> = {}): Keeper {
    const { adapter = this.adapter, ...options } = put
    return new Keeper(adapter, {
      database: this.database,
      run: <T>(job: (unit: Unit) => Promise<T>) => this.batcher.run(job),
      blobs: this.blobs as Blobs,
      rules,
      log: silent,
      now: this.clock.now,
      after: this.clock.after,
      deadline: 1_000,
      lifetime: 60_000,
      ...options,
    })
  }

  /** Has a keeper work until {@link rest}. */
  works(put: Partial<KeeperOptions> = {}): void {
    const keeper = this.keeper(put)
    this.#ending = new AbortController()
    const deaf = this.database.on(filesTopic('fake'), () => keeper.nudge())
    this.#working = keeper.run(this.#ending.signal).finally(deaf)
  }

  async rest(): Promise<void> {
    this.#ending.abort()
    await this.#working
  }

  rows(): Promise<FileRow[]> {
    return this.database.query('SELECT id, remote, state, reason, tries, told FROM file ORDER BY id')
  }

  /** Waits until it is so for the rows. */
  async until(so: (rows: FileRow[]) => boolean): Promise<FileRow[]> {
    await until(async () => so(await this.rows()))
    return this.rows()
  }

  /** Waits until nothing waits, and everybody was told of what was lost. */
  settled(): Promise<FileRow[]> {
    return this.until((rows) => rows.every(({ state, told }) => state === 'kept' || (state !== 'waiting' && told)))
  }

  /** Each file that people were told of, with the reason in words; a line for each message. */
  async told(): Promise<string[]> {
    const rows = await this.database.query<{ message: string }>('SELECT message FROM delivery ORDER BY id')
    return rows.map(({ message }) => {
      const [facts] = JSON.parse(message).parts
      return facts.rows.map((row: string[]) => row.join(': ')).join(', ')
    })
  }
}

async function* bytesOf(fetch: Uint8Array | 'stalls'): AsyncGenerator<Uint8Array> {
  yield fetch === 'stalls' ? Buffer.from('a beginning') : fetch
  if (fetch === 'stalls') await new Promise(() => {})
}
