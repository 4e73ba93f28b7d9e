import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startTelegram } from './platforms/telegram/server.ts'

/** The program as a person starts it. */
let folder: string
const children: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'regulars-start-'))
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

type Started = {
  child: ChildProcess
  said(pattern: RegExp): Promise<RegExpMatchArray>
  logged(pattern: RegExp): Promise<RegExpMatchArray>
  ended: Promise<{ code: number | null; error: string }>
}

function start(settings: Record<string, string>): Started {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts')], {
    cwd: folder,
    env: { PATH, HOME, PORT: '0', LOG_LEVEL: 'error', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk) => {
      texts[name] += chunk
    })
  const found = (name: 'stdout' | 'stderr', pattern: RegExp) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const look = () => {
        const match = texts[name].match(pattern)
        if (match) resolve(match)
      }
      child[name].on('data', look)
      child.once('exit', () => reject(new Error(`ended without ${pattern}: ${texts.stderr}`)))
      look()
    })
  return {
    child,
    said: (pattern) => found('stdout', pattern),
    logged: (pattern) => found('stderr', pattern),
    ended: once(child, 'close').then(([code]) => ({ code, error: texts.stderr })),
  }
}

describe('the program', () => {
  test('starts with nothing set, says where it is, and stops when asked, even while somebody looks', async () => {
    const program = start({})
    const [, address = ''] = await program.said(/Open (http:\/\/127\.0\.0\.1:\d+)/)
    const page = await fetch(address)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('Regulars')
    const events = await fetch(`${address}/web/events`)
    expect(events.status).toBe(200)
    program.child.kill('SIGTERM')
    expect(await program.ended).toMatchObject({ code: 0 })
  })

  test('asked to end while it starts, it ends in order', async () => {
    const program = start({ LOG_LEVEL: 'info' })
    await program.logged(/brought up to date/)
    program.child.kill('SIGTERM')
    const { code, error } = await program.ended
    expect([code, error.match(/"msg":"stop\w+"/g)]).toEqual([0, ['"msg":"stopping"', '"msg":"stopped"']])
  })

  test('asked twice, it ends at once', async () => {
    const telegram = await startTelegram()
    const program = start({
      ...{ TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.root, OWNERS: 'telegram:1' },
    })
    await program.said(/running on telegram/)
    telegram.fault({ kind: 'hang', on: 'sendMessage' })
    telegram.says(telegram.person(), '/start')
    await telegram.arrival('sendMessage')
    // The send alone would hold it up for twenty seconds, and then end it with 0.
    const asking = setInterval(() => program.child.kill('SIGTERM'), 100)
    expect(await program.ended).toMatchObject({ code: 1 })
    clearInterval(asking)
    await telegram.stop()
  })

  test('started by npm and told to end, it ends though only npm was told', async () => {
    const root = join(import.meta.dirname, '..')
    const npm = spawn('npm', ['--prefix', root, 'start'], {
      ...{ cwd: root, env: { ...process.env, PORT: '0', DATABASE_URL: `file:${folder}/regulars.db` } },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    children.push(npm)
    // The pipe ends when the last who holds it does: the program itself.
    const closed = once(npm, 'close')
    await new Promise<void>((resolve) => npm.stdout?.on('data', (chunk) => String(chunk).includes('Open') && resolve()))
    npm.kill('SIGTERM')
    await closed
  })

  test('prints a code for the first owner when there is none', async () => {
    const program = start({ WEB_CHAT: 'off' })
    await program.said(/\/claim [2-9A-Z]{5}-[2-9A-Z]{5}\n/)
  })

  test('prints no code when the owner is named', async () => {
    const program = start({ WEB_CHAT: 'off', OWNERS: 'telegram:1001' })
    const [said] = await program.said(/[\s\S]*running on no platform[\s\S]*/)
    expect(said).not.toContain('/claim')
  })

  const oneLine = async (settings: Record<string, string>) => {
    const { code, error } = await start(settings).ended
    expect(code).toBe(1)
    expect(error.trim().split('\n')).toHaveLength(1)
    return error
  }

  test('ends with one clear line for settings that cannot be', async () => {
    expect(await oneLine({ PORT: 'seven' })).toContain('PORT')
  })

  test('ends with file, line and remedy for a mistake in the program file', async () => {
    writeFileSync(join(folder, 'program.yaml'), 'shop: Corner\ncurency: EUR\n')
    expect(await oneLine({ PROGRAM: 'program.yaml' })).toMatch(/program\.yaml:2: .*currency/)
  })

  test('ends with one clear line for a port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as { port: number }
    expect(await oneLine({ PORT: String(port) })).toContain(`Cannot listen on 127.0.0.1:${port}`)
    taken.close()
  })

  test('ends with one clear line for a database that is not there', async () => {
    expect(await oneLine({ DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' })).not.toContain('at ')
    expect(await oneLine({ DATABASE_URL: 'mysql://x' })).toContain('DATABASE_URL')
  })

  test('a second one on the same file is refused, and the first goes on', async () => {
    const first = start({})
    const [, address = ''] = await first.said(/Open (http:\S+)/)
    expect(await oneLine({})).toMatch(/already|another|in use/i)
    expect((await fetch(address)).status).toBe(200)
  })
})
