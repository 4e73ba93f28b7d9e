/**
 * Databases for tests. Making one takes the server a good tenth of a second, emptying one a few milliseconds: so they
 * are handed on, from test file to test file too, by a list on the server.
 */
import { randomUUID } from 'node:crypto'
import pg from 'pg'

export type Lent = { url: string; giveBack(): Promise<void> }

/** To be done once, on a server that has just been started. */
export const MAKE_LIST = 'CREATE TABLE unused (name text PRIMARY KEY)'

const TAKE = `DELETE FROM unused
  WHERE name = (SELECT name FROM unused LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING name`

/** A copy of that template, with nothing in its tables. `server` is the address of the server's own database. */
export async function lend(server: string, template: string): Promise<Lent> {
  const admin = await connected(server)
  const used = await admin.query<{ name: string }>(TAKE)
  const name = used.rows[0]?.name ?? newName()
  if (used.rowCount === 0) await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`)
  const url = addressOf(server, name)
  const giveBack = async () => {
    const reusable = await emptied(admin, url, name, addressOf(server, template))
    await admin.query(reusable ? `INSERT INTO unused VALUES ('${name}')` : `DROP DATABASE ${name} WITH (FORCE)`)
  }
  return { url, giveBack }
}

/** A database in which nothing was done at all. */
export async function lendBlank(server: string): Promise<Lent> {
  const admin = await connected(server)
  const name = newName()
  await admin.query(`CREATE DATABASE ${name}`)
  const giveBack = async () => void (await admin.query(`DROP DATABASE ${name} WITH (FORCE)`))
  return { url: addressOf(server, name), giveBack }
}

const newName = () => `test_${randomUUID().replaceAll('-', '')}`

function addressOf(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = name
  return url.href
}

let admin: Promise<pg.Client> | undefined

/** One connection for each test file; it does not keep the process alive. */
function connected(server: string): Promise<pg.Client> {
  admin ??= (async () => {
    const client = new pg.Client({ connectionString: server })
    client.on('error', () => {})
    await client.connect()
    // Missing in the types.
    ;(client as pg.Client & { unref(): void }).unref()
    return client
  })()
  return admin
}

const SHAPE = `SELECT (SELECT string_agg(m::text, ',' ORDER BY id) FROM _prisma_migrations m) || string_agg(c.relname || a.attname || a.atttypid || a.attnotnull, ',' ORDER BY c.relname, a.attnum) AS shape
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> '_prisma_migrations'`

let shape: string | undefined

/** False when a test has changed the tables themselves, or left the database gone. */
async function emptied(admin: pg.Client, url: string, name: string, template: string): Promise<boolean> {
  await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`)
  try {
    shape ??= await ask(template, SHAPE)
    if ((await ask(url, SHAPE)) !== shape) return false
    await ask(url, CLEAR)
    return true
  } catch {
    return false
  }
}

/** What refers to what does not matter where everything goes. */
const CLEAR = `SET session_replication_role = replica; DO $$
  DECLARE item regclass;
  BEGIN
    FOR item IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
      AND relname <> '_prisma_migrations' LOOP
      EXECUTE 'DELETE FROM ' || item;
    END LOOP;
    FOR item IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' LOOP
      PERFORM setval(item, 1, false);
    END LOOP;
  END $$`

async function ask(url: string, sql: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows?.[0]?.shape
  } finally {
    await client.end()
  }
}
