import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { lendBlank } from '../postgresql/reuse.ts'
import { commands, scripts } from './commands.ts'
import { root } from './pages.ts'

/**
 * What is not run here, and why. A line that fits no command any more fails the test, so that none stays for longer than it is
 * needed.
 */
const notRun: readonly [fits: RegExp, why: string][] = [
  [/^npm ci$/, 'the first thing that is done in a clean clone, before any test: `.ci/run`'],
  [/^npm test$/, 'it is what runs this'],
  [/^npx vitest run /, 'a part of what runs this'],
  [/^npm run bench -- (--write|campaigns)$/, 'measures for many minutes; one section of it is run'],
  [/^npm run migration -- add_something$/, 'the same as another one, by another name'],
  [/^npm run learn -- --fit$/, 'learns several times over'],
  [/^docker /, 'there is none where tests run; `test/docs/container.test.ts` looks at what it would do'],
  [/^curl .*\$REGULARS/, 'each is sent, and its answer compared, by `test/http/examples.test.ts`'],
]

/** Files that whoever types a command has. */
const given: Readonly<Record<string, string>> = { 'docs/import/customers.csv': 'customers.csv' }

/** What else than 0 a command may end with: a bench ends with 2 when this machine misses a goal. */
const endings: readonly [fits: RegExp, codes: readonly number[]][] = [[/^npm run bench/, [0, 2]]]

/** What is set beside the defaults: a backup is not put where a shop is. */
const settings: readonly [fits: RegExp, set: Record<string, string>][] = [
  [/^npm run restore/, { DATABASE_URL: 'file:./restored/regulars.db' }],
]

const starts = 'npm start'
/** It ends the program. */
const last = /^npm run move/
const leftOut = new Set(['node_modules', '.git', 'data', '.env'])

const all = commands()
const run = all
  .filter(({ line }) => line !== starts && !notRun.some(([fits]) => fits.test(line)))
  .sort((a, b) => Number(last.test(a.line)) - Number(last.test(b.line)))

describe('commands of the pages', () => {
  let folder = ''
  let program: Running | undefined
  let other: Awaited<ReturnType<typeof lendBlank>> | undefined

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'regulars-clone-'))
    const isKept = (path: string) => {
      const name = relative(root, path)
      return !leftOut.has(name) && name !== join('src', 'database', 'generated')
    }
    cpSync(root, folder, { recursive: true, filter: isKept })
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    for (const [from, to] of Object.entries(given)) cpSync(join(folder, from), join(folder, to))
    // what `npm ci` does at its end
    expect(await ended(shell('npm run generate', folder))).toMatchObject({ code: 0 })
    program = await Running.start(folder)
    other = await lendBlank(inject('templates').server)
  }, 180_000)

  afterAll(async () => {
    await program?.stop()
    await other?.giveBack()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Names on the page that are other ones here: folders of another machine, a backup by its time, a server. */
  function here(line: string): string {
    const backups = join(folder, 'backups')
    const made = /regulars-[\dTZ-]+Z/.test(line) ? (readdirSync(backups)[0] ?? '') : ''
    return line
      .replaceAll('/mnt/other/backups', backups)
      .replace(/regulars-[\dTZ-]+Z/, made)
      .replace(/postgresql:\/\/\S+/, other?.url ?? '')
  }

  test('the program is started as the README says, and serves the web chat', async () => {
    expect(all.map(({ line }) => line)).toContain(starts)
    const page = await fetch(`${program?.url}/`)
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<html')])
  })

  test.each(run.map((it) => [it.line, it.page] as const))('%s (%s)', { timeout: 240_000 }, async (line) => {
    const [, set = {}] = settings.find(([fits]) => fits.test(line)) ?? []
    const outcome = await ended(shell(here(line), folder, program?.url, set))
    const [, codes = [0]] = endings.find(([fits]) => fits.test(line)) ?? []
    expect(codes, outcome.told).toContain(outcome.code)
  })

  test('what is not run is still there', () => {
    const gone = notRun.filter(([fits]) => !all.some(({ line }) => fits.test(line)))
    expect(gone).toEqual([])
  })

  test('every script of package.json stands on a page, and no other', () => {
    const { scripts: known } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
    // npm runs it by itself, after `npm ci`
    const named = Object.keys(known).filter((name) => name !== 'postinstall')
    expect([...scripts()].filter((name) => name !== 'ci').sort()).toEqual(named.sort())
  })
})

/** A shell in the folder, with nothing set but where the program is. */
function shell(line: string, cwd: string, url = '', set: Record<string, string> = {}) {
  const { PATH = '', HOME = '' } = process.env
  const env = { PATH, HOME, LOG_LEVEL: 'warn', PORT: new URL(url || 'http://localhost:0').port, ...set }
  return spawn('sh', ['-c', line], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function ended(child: ReturnType<typeof shell>): Promise<{ code: number | null; told: string }> {
  let told = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      told += text
    })
  const [code] = await once(child, 'close')
  return { code, told }
}

/** The program, started by its command. */
class Running {
  readonly url: string
  readonly #gone: Promise<unknown>
  readonly #child: ReturnType<typeof shell>

  private constructor(url: string, child: ReturnType<typeof shell>) {
    this.url = url
    this.#child = child
    this.#gone = once(child, 'close')
  }

  static async start(folder: string): Promise<Running> {
    const url = `http://127.0.0.1:${await freePort()}`
    const child = shell(`exec ${starts}`, folder, url)
    await new Promise<void>((resolve, reject) => {
      let told = ''
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (text) => {
          told += text
          if (told.includes('Regulars is running')) resolve()
        })
      child.once('close', () => reject(new Error(told)))
    })
    return new Running(url, child)
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM')
    await this.#gone
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}
