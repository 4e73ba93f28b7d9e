import { hash } from 'node:crypto'
import type { Sql } from '../database/database.ts'
import { table } from '../database/table.ts'
import type { Unit } from '../engine/unit.ts'
import { audit } from '../staff/audit.ts'
import { Problem } from './problems.ts'

/** A key of the API that is in force. */
export type Key = { name: string }

const keys = table('api_key', { digest: 'text', name: 'text', created: 'timestamp', revoked: 'timestamp?' })

/** A key is kept as this only. It is long and random, so that a plain digest of it gives nothing away. */
const digestOf = (key: string) => hash('sha256', key)

const bearer = /^Bearer ([A-Za-z0-9._~+/=-]{1,256})$/i

export type KeysOptions = {
  now?: () => number
  /** How long what was read counts, in milliseconds: a key that was revoked works no longer than that. */
  lifetime?: number
  /** How long a request waits for it to be read anew, in milliseconds. */
  patience?: number
}

/**
 * The keys in force, held in memory and read anew every two seconds while they are asked for. There are few of them,
 * so all are read: a wrong key costs a digest and a look into a map, and 10,000 of them cost no more.
 */
export class Keys {
  readonly #sql: Sql
  readonly #options: Required<KeysOptions>
  #known: ReadonlyMap<string, Key> = new Map()
  #readAt = Number.NEGATIVE_INFINITY
  #failedAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | undefined

  constructor(sql: Sql, options: KeysOptions = {}) {
    this.#sql = sql
    this.#options = { now: () => performance.now(), lifetime: 2_000, patience: 2_000, ...options }
  }

  /**
   * The key in a header `Authorization: Bearer …`. At once as long as the keys are known; else a promise that rejects
   * with a {@link Problem} when they cannot be read. Undefined for a key that is none or was revoked.
   */
  find(header: string | undefined): Key | undefined | Promise<Key | undefined> {
    const written = header === undefined ? undefined : bearer.exec(header)?.[1]
    if (written === undefined) return undefined
    const digest = digestOf(written)
    const { now, lifetime } = this.#options
    const age = now() - this.#readAt
    if (age > lifetime) return this.#read().then(() => this.#known.get(digest))
    // Those who come in the second half of its life need not wait for what will be wanted next.
    if (age > lifetime / 2) this.#read().catch(() => {})
    return this.#known.get(digest)
  }

  #read(): Promise<void> {
    const { now, lifetime, patience } = this.#options
    // A database that is away is not asked by every request.
    if (now() - this.#failedAt < lifetime / 2) return Promise.reject(new Problem('unavailable'))
    this.#reading ??= this.#load().finally(() => {
      this.#reading = undefined
    })
    return withDeadline(this.#reading, patience)
  }

  async #load(): Promise<void> {
    const { now } = this.#options
    const asked = now()
    try {
      const rows = await this.#sql.query<{ digest: string; name: string }>(
        'SELECT digest, name FROM api_key WHERE revoked IS NULL',
      )
      this.#known = new Map(rows.map(({ digest, name }) => [digest, { name }]))
      this.#readAt = asked
    } catch {
      this.#failedAt = now()
      throw new Problem('unavailable', { detail: 'The keys cannot be read.' })
    }
  }
}

/** What the promise gives, or a {@link Problem} after so many milliseconds. */
export async function withDeadline<T>(promise: Promise<T>, ms: number): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Problem('unavailable')), ms)
  try {
    return await Promise.race([promise, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** Name of the key that the settings give. */
const fromSettings = 'settings'

/**
 * Puts the key of the settings in force, and no other that had come from there: what the settings say now is what
 * holds. Without one, none of them is in force.
 */
export async function keepSettingsKey(unit: Unit, key: string | undefined): Promise<void> {
  const digest = key === undefined ? undefined : digestOf(key)
  const rows = await unit.sql.query<{ digest: string }>(
    'SELECT digest FROM api_key WHERE name = ? AND revoked IS NULL',
    fromSettings,
  )
  const old = rows.map((row) => row.digest).filter((it) => it !== digest)
  if (old.length > 0) {
    await unit.sql.execute(`UPDATE api_key SET revoked = ? WHERE digest ${unit.sql.among('text')}`, unit.now, old)
    audit(unit, { reference: 'system' }, { act: 'key.revoke', subject: `key:${fromSettings}` })
  }
  if (digest === undefined || rows.some((row) => row.digest === digest)) return
  await unit.sql.insert(keys, [{ digest, name: fromSettings, created: unit.now, revoked: null }], {
    conflict: { key: ['digest'], set: ['name', 'revoked'] },
  })
  audit(unit, { reference: 'system' }, { act: 'key.make', subject: `key:${fromSettings}` })
}
