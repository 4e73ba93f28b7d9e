import { spawn } from 'node:child_process'
import { once } from 'node:events'
import pg from 'pg'
import { expect, test } from 'vitest'

test('the server ends when the process that started it is killed', async () => {
  const start = new URL('start.ts', import.meta.url)
  const program = `import { startPostgresql } from '${start}'
    const server = await startPostgresql()
    process.stdout.write(server.url('postgres'))
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [url] = await once(child.stdout, 'data')
  const reaches = async () => {
    const client = new pg.Client({ connectionString: String(url) })
    client.on('error', () => {})
    return client.connect().then(
      () => client.end().then(() => true),
      () => false,
    )
  }
  expect(await reaches()).toBe(true)
  child.kill('SIGKILL')
  await expect.poll(reaches, { timeout: 5000 }).toBe(false)
})
