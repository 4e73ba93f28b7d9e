import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A real PostgreSQL server on the loopback, gone with everything in it once stopped or once this process ends. */
export type Server = {
  /** Address of one of its databases. */
  url(database: string): string
  stop(): Promise<void>
}

/** Takes about a second or two. `durable`: waits for the disk, as a server with real data in it does. */
export async function startPostgresql(options: { durable?: boolean } = {}): Promise<Server> {
  const path = fileURLToPath(new URL('server.ts', import.meta.url))
  const child = spawn(process.execPath, [path, ...(options.durable ? ['durable'] : [])], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let told = ''
  child.stderr.on('data', (text) => {
    told += text
  })
  const ended = once(child, 'exit')
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (line) => resolve(JSON.parse(String(line)).port))
    child.once('exit', () => reject(new Error(`PostgreSQL did not start: ${told}`)))
  })
  return {
    url: (database) => `postgresql://regulars:regulars@127.0.0.1:${port}/${database}`,
    stop: async () => {
      child.stdin.end()
      await ended
    },
  }
}
