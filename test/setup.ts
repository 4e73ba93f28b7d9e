/** Once for each run: an empty database of the program on both engines, from which tests get copies. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../src/database/open.ts'
import { silent } from './log.ts'
import { MAKE_LIST } from './postgresql/reuse.ts'
import { startPostgresql } from './postgresql/start.ts'

/** `server` is the address of the PostgreSQL server's own database, `sqlite` the path of the empty SQLite file. */
export type Templates = { server: string; sqlite: string; postgresql: string }

declare module 'vitest' {
  interface ProvidedContext {
    templates: Templates
  }
}

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'regulars-test-'))
  const server = await startPostgresql()
  const templates = {
    server: server.url('postgres'),
    sqlite: join(folder, 'template.db'),
    postgresql: 'template_regulars',
  }
  const admin = new pg.Client({ connectionString: templates.server })
  await admin.connect()
  await admin.query(`CREATE DATABASE ${templates.postgresql}`)
  await admin.query(MAKE_LIST)
  await admin.end()
  for (const url of [`file:${templates.sqlite}`, server.url(templates.postgresql)]) {
    const database = await openDatabase(url, { log: silent })
    await database.close()
  }
  provide('templates', templates)
  return async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
