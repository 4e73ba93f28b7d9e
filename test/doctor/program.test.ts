import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startTelegram } from '../platforms/telegram/server.ts'

const root = join(import.meta.dirname, '../..')

function folderOf(): string {
  const folder = mkdtempSync(join(tmpdir(), 'regulars-doctor-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function run(script: string, folder: string, settings: Record<string, string>): ChildProcess {
  const { PATH = '', HOME = '' } = process.env
  const env = { PATH, HOME, LOG_LEVEL: 'silent', ...settings }
  const child = spawn(process.execPath, [join(root, script)], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** `npm run doctor` as it is run in that folder. */
async function doctor(folder: string, settings: Record<string, string> = {}): Promise<{ code: number; said: string }> {
  const child = run('src/doctor.ts', folder, settings)
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      said += chunk
    })
  const [code] = await once(child, 'close')
  return { code, said }
}

test('ends with 0 where all is well, 1 where something is to be looked at, 2 where something is wrong', async () => {
  const folder = folderOf()
  const well = await doctor(folder, { PORT: '0' })
  expect(well.said).toContain('are well.')
  expect(well.code).toBe(0)
  expect((await doctor(folder, { PORT: '0', WEB_CHAT: 'off' })).code).toBe(1)
  writeFileSync(join(folder, 'program.yaml'), 'shop: Corner\ncurency: EUR\n')
  const bad = await doctor(folder, { PORT: 'seven', PROGRAM: 'program.yaml', TRUST_PROXY: '0.0.0.0/0' })
  expect(bad.code).toBe(2)
  expect(bad.said).toMatch(/WRONG {4}settings +PORT/)
  expect(bad.said).toMatch(/program\.yaml:2: .*currency/)
  expect(bad.said).toMatch(/WRONG {4}TRUST_PROXY/)
  expect(readdirSync(folder)).toEqual(['program.yaml'])
})

test('looks also while the program runs, and tells no token', async () => {
  const folder = folderOf()
  const telegram = await startTelegram()
  onTestFinished(() => telegram.stop())
  const settings = { TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.root, OWNERS: 'telegram:1001' }
  const program = run('src/main.ts', folder, { ...settings, PORT: '0' })
  const port = await new Promise<string>((resolve) => {
    let said = ''
    program.stdout?.on('data', (chunk) => {
      said += chunk
      const found = /:(\d+)\n/.exec(said)?.[1]
      if (found) resolve(found)
    })
  })
  await telegram.arrival('getUpdates')
  const { code, said } = await doctor(folder, { ...settings, PORT: port })
  expect(said).toMatch(new RegExp(`ok +HTTP server +running at 127\\.0\\.0\\.1:${port}`))
  expect(said).toMatch(/ok +database +SQLite/)
  expect(said).toMatch(/ok +Telegram token +@regulars_bot/)
  expect(said).not.toContain(telegram.token)
  expect(code).toBe(0)
})

test('a port that another program has', async () => {
  const other = createServer((_, response) => response.end('<h1>hello</h1>')).listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const port = String((other.address() as AddressInfo).port)
  const { code, said } = await doctor(folderOf(), { PORT: port })
  expect(said).toContain(`another program has 127.0.0.1:${port}`)
  expect(code).toBe(2)
})
