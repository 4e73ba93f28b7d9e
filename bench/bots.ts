import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../package.json' with { type: 'json' }
import { type Spawned, spawnTelegram } from '../test/platforms/telegram/remote.ts'
import { follow, type Program, run } from './children.ts'
import { scratch } from './scratch.ts'
import { firstChat } from './setting.ts'
import { furnish } from './shop.ts'

/** A bot that answers `/points`, with a Bot API server of its own. */
export type Bot = {
  name: string
  server: Spawned
  program: Program
  /** From the start of the process. */
  secondsToAnswer: number
  stop(): Promise<void>
}

/** Starts the bot that talks to that server. */
export type Start = (server: Spawned) => Program

/** Updates of every server have numbers of their own, because a database knows those that it has seen. */
const updatesEach = 10_000_000
let servers = 0

/** Starts a Bot API server and the bot, and resolves once the bot has answered somebody. */
export async function startBot(name: string, start: Start): Promise<Bot> {
  servers += 1
  const server = await spawnTelegram(['--record', 'counts', '--first-update', String(servers * updatesEach)])
  follow(server.process)
  const guest = await server.person({ id: firstChat - 1 })
  await server.says(guest.id, '/points')
  const started = performance.now()
  const program = start(server)
  await firstAnswer(server, guest.id)
  return {
    name,
    server,
    program,
    secondsToAnswer: (performance.now() - started) / 1000,
    async stop() {
      await program.stop()
      await server.stop()
    },
  }
}

/** Seconds that a bot may take to start, which is long only where the machine has much else to do. */
const mostSeconds = 60

async function firstAnswer(server: Spawned, guest: number): Promise<void> {
  const end = performance.now() + mostSeconds * 1000
  for (;;) {
    try {
      await server.next(guest)
      return
    } catch (error) {
      if (performance.now() > end) throw error
    }
  }
}

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** What Node is told when the program is started as the README says. */
export const nodeFlags: readonly string[] = manifest.scripts.start.match(/--\S+/g) ?? []

/** The program itself on that database, without the limits that the real Telegram sets. */
export function regulars(databaseUrl: string, options: { profile?: string | undefined; port?: number } = {}): Start {
  return ({ root, token }) =>
    run(file('../src/main.ts'), {
      cwd: scratch(),
      node: [...nodeFlags, ...profiling(options.profile)],
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        DATABASE_URL: databaseUrl,
        PORT: String(options.port ?? 0),
        LOG_LEVEL: 'error',
        OWNERS: 'telegram:1',
        TELEGRAM_BOT_TOKEN: token,
        TELEGRAM_API_ROOT: root,
        TELEGRAM_PER_SECOND: '0',
        API_KEY: apiKey,
      },
    })
}

/** Key with which the program takes purchases in. */
export const apiKey = 'key-of-the-benchmark'

/** What has Node write a processor profile into that folder. */
export function profiling(folder: string | undefined): string[] {
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`]
}

/** A bot to compare with: a file in `baselines/`. */
export function baseline(name: 'telegraf' | 'plain', text: string): Start {
  return ({ root, token }) =>
    run(file(`baselines/${name}.ts`), {
      cwd: scratch(),
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        ROOT: root,
        TOKEN: token,
        TEXT: text,
        FILE: join(scratch(), 'plain.db'),
      },
    })
}

/** A new SQLite file with customers in it. */
export async function furnishedFile(): Promise<string> {
  const url = `file:${join(scratch(), 'regulars.db')}`
  await furnish(url)
  return url
}
