import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { type Server, startPostgresql } from '../test/postgresql/start.ts'
import { furnish } from './shop.ts'

let server: Promise<Server> | undefined

/** A new PostgreSQL database with customers in it, on a server that writes to the disk what it says it wrote. */
export async function furnishedDatabase(): Promise<string> {
  const url = await emptyDatabase()
  await furnish(url)
  return url
}

/** The same with nothing in it. */
export async function emptyDatabase(): Promise<string> {
  server ??= startPostgresql({ durable: true })
  const running = await server
  const name = `bench_${randomUUID().replaceAll('-', '')}`
  const admin = new pg.Client({ connectionString: running.url('postgres') })
  await admin.connect()
  await admin.query(`CREATE DATABASE ${name}`)
  await admin.end()
  return running.url(name)
}

/** Ends the server, if there was one. */
export async function stopPostgresql(): Promise<void> {
  await (await server)?.stop()
}
