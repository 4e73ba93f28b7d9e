/** Runs a suite on both databases, each test on one of its own. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, inject } from 'vitest'
import type { Database, Dialect } from '../src/database/database.ts'
import { openDatabase } from '../src/database/open.ts'
import { silent } from './log.ts'
import { lend, lendBlank } from './postgresql/reuse.ts'

export interface Fresh {
  readonly dialect: Dialect
  /** A database of its own, up to date and open. Gone at the end of the test, or of the suite if made in `beforeAll`. */
  open(): Promise<Database>
  /** The same, with its address. */
  openAt(): Promise<{ database: Database; url: string }>
  /** The address of such a database, not opened; with `empty`, one that nothing was done to. */
  url(options?: { empty?: boolean }): Promise<string>
  /** Runs at the end, before the databases opened earlier are closed. */
  after(end: () => Promise<void>): void
}

/**
 *     eachDatabase((fresh) => {
 *       test('…', async () => {
 *         const database = await fresh.open()
 */
export function eachDatabase(define: (fresh: Fresh) => void): void {
  for (const dialect of ['sqlite', 'postgresql'] as const) describe(dialect, () => define(onDatabase(dialect)))
}

/** The same for one database alone; to be called within `describe`. */
export function onDatabase(dialect: Dialect): Fresh {
  const ends: { suite: (() => Promise<void>)[]; test: (() => Promise<void>)[] } = { suite: [], test: [] }
  let scope: 'suite' | 'test' = 'suite'
  beforeAll(() => {
    scope = 'suite'
  })
  beforeEach(() => {
    scope = 'test'
  })
  afterEach(() => endAll(ends.test))
  afterAll(() => endAll(ends.suite))

  const url: Fresh['url'] = async ({ empty = false } = {}) => {
    const { url, remove } = await make[dialect](empty)
    ends[scope].push(remove)
    return url
  }
  const openAt: Fresh['openAt'] = async () => {
    const at = await url()
    const database = await openDatabase(at, { log: silent })
    ends[scope].push(() => database.close())
    return { database, url: at }
  }
  return {
    dialect,
    url,
    openAt,
    open: async () => (await openAt()).database,
    after: (end) => void ends[scope].push(end),
  }
}

/** What was made last is ended first; all of it, even when the end of something fails. */
async function endAll(ends: (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = []
  for (const end of ends.splice(0).reverse()) await end().catch((error) => failures.push(error))
  if (failures.length > 0) throw failures[0]
}

type Made = { url: string; remove(): Promise<void> }

const make: Record<Dialect, (empty: boolean) => Promise<Made>> = {
  sqlite: async (empty) => {
    const folder = mkdtempSync(join(tmpdir(), 'regulars-test-'))
    const path = join(folder, 'regulars.db')
    if (!empty) copyFileSync(inject('templates').sqlite, path)
    return { url: `file:${path}`, remove: async () => rmSync(folder, { recursive: true, force: true }) }
  },
  postgresql: async (empty) => {
    const { server, postgresql } = inject('templates')
    const { url, giveBack } = empty ? await lendBlank(server) : await lend(server, postgresql)
    return { url, remove: giveBack }
  },
}
